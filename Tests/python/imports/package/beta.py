def helper(): return 'helper of ' + __name__
def lazy():
    from .sub import deep
    return deep.value

"""A helper module."""
counter = 0
def bump():
    global counter
    counter += 1
    return counter
def __getattr__(name):
    if name == 'dynamic':
        return 'made by __getattr__'
    raise AttributeError(f'module has no {name}')
def __dir__(): return ['b', 'a']
print('loading helper as', __name__)

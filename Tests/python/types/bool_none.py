# bool, None, Ellipsis, NotImplemented.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


print(True, False, bool(), bool(5), bool(''), bool([0]), True + 1, True * 3, int(True), float(False), str(True), repr(False))
print(True & 1, True & True, True | False, True ^ True, True ^ 1, ~True, not True, -True, True == 1, True is 1, {True: 'a', 1: 'b', 1.0: 'c'})
print(bool.__mro__, isinstance(True, int), type(True), hash(True), [10, 20][True], 'ab'[False], f'{True} {True:d} {True:5}', '%d %s' % (True, False), True.real)
error(lambda: type('B', (bool,), {}))
error(lambda: bool(1, 2))
error(lambda: bool(x=1))
print(None, type(None), None == None, None is None, bool(None), hash(None) == hash(None), repr(None), None.__class__, type(None)())
error(lambda: None())
error(lambda: None + 1)
error(lambda: None < None)
error(lambda: None[0])
error(lambda: len(None))
error(lambda: iter(None))
error(lambda: type(None)(1))
error(lambda: type('N', (type(None),), {}))
print(Ellipsis, ..., type(...), bool(...), ... is Ellipsis, repr(...), type(...)() is ...)
print(NotImplemented, type(NotImplemented), repr(NotImplemented), type(NotImplemented)() is NotImplemented)
print(all([]), any([]), all([1, 0]), any([0, 1]), all(i < 5 for i in range(5)), any(i > 5 for i in range(5)))
print(sorted([True, False, True]), sum([True, True, False]), max(True, 2), True < 2, bool.from_bytes(b'\1', 'big'), (True).to_bytes(1, 'big'))

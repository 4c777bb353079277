# Attribute lookup: __getattr__, __getattribute__, __setattr__, __delattr__, slots, dict, dir.
class Dynamic:
    present = 'class'

    def __init__(self): self.own = 'instance'

    def __getattr__(self, name):
        if name.startswith('no'):
            raise AttributeError(f'custom {name}')
        return f'made {name}'


d = Dynamic()
print(d.own, d.present, d.anything, hasattr(d, 'nope'), getattr(d, 'nope', 'default'))
try:
    d.nope
except AttributeError as e:
    print(e)


class Everything:
    def __init__(self): object.__setattr__(self, 'log', [])

    def __getattribute__(self, name):
        log = object.__getattribute__(self, 'log')
        log.append(name)
        return object.__getattribute__(self, name)

    def __setattr__(self, name, value): self.log.append(('set', name, value)); object.__setattr__(self, name, value)
    def __delattr__(self, name): self.log.append(('del', name)); object.__delattr__(self, name)


e = Everything()
e.x = 1
e.x
del e.x
print(e.log)


class Fallback:
    def __getattribute__(self, name): raise AttributeError('first')
    def __getattr__(self, name): return 'second ' + name


print(Fallback().x)


class Slotted:
    __slots__ = ('a', 'b', '__weakref__')

    def __init__(self): self.a = 1


s = Slotted()
s.b = 2
print(s.a, s.b, hasattr(s, '__dict__'), Slotted.__slots__, type(Slotted.a).__name__)


def error(call):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__ + ':', error)


error(lambda: setattr(s, 'c', 3))
del s.a
error(lambda: s.a)
error(lambda: delattr(s, 'a'))


class SlottedChild(Slotted):
    pass


class SlottedMore(Slotted):
    __slots__ = ['c']


child, more = SlottedChild(), SlottedMore()
child.anything = 5
more.c = 3
print(child.__dict__, more.a, more.c, hasattr(more, '__dict__'))
error(lambda: type('Bad', (), {'__slots__': ['x'], 'x': 1}))
error(lambda: type('Bad', (int,), {'__slots__': ['x']}))
error(lambda: type('Bad', (), {'__slots__': ['1x']}))


class P: pass


p = P()
p.__dict__['via dict'] = 1
p.z = 2
print(p.__dict__, getattr(p, 'via dict'))
p.__dict__ = {'replaced': True}
print(p.replaced, hasattr(p, 'z'))
error(lambda: setattr(p, '__dict__', 5))
print([n for n in dir(p) if not n.startswith('__')])
error(lambda: getattr(p, 5))
error(lambda: getattr(p))
error(lambda: p.missing)
error(lambda: P.missing)
error(lambda: (5).missing)
error(lambda: None.missing)
error(lambda: print.missing)
error(lambda: setattr(None, 'x', 1))
error(lambda: len.__name__)
error(lambda: setattr(len, '__name__', 'x'))
setattr(p, 'new', 1)
print(p.new, vars(p))
delattr(p, 'new')
print(vars(p))


class Many: pass


m = Many()
for i in range(300):
    setattr(m, f'a{i}', i)
print(m.a0, m.a299, len(vars(m)), list(vars(m))[:3])
for i in range(0, 300, 2):
    delattr(m, f'a{i}')
print(len(vars(m)), hasattr(m, 'a0'), m.a1, list(vars(m))[:3])
try:
    Slotted().bb
except AttributeError as error:
    print(error.name, type(error.obj).__name__)

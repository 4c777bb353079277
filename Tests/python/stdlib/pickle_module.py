# pickle: protocols, objects, hooks, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import io
import pickle
import pickletools
from collections import OrderedDict, namedtuple

P = namedtuple('P', 'x y')


class A:
    def __init__(self, v): self.v, self.me = v, self
    def __eq__(self, o): return self.v == o.v


class S:
    __slots__ = ('a', 'b')
    def __init__(self): self.a = 1


class State:
    def __getstate__(self): return {'kept': 1}
    def __setstate__(self, s): self.restored = s


class Args(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    def __getnewargs__(self): return tuple(self)


class Reduces:
    def __reduce__(self): return (list, ((1, 2),))


values = [None, True, 5, -1, 2 ** 40, 2 ** 100, -2 ** 100, 1.5, float('inf'), 'text', 'é😀', b'bytes', bytearray(b'ba'), (1, (2,)), [1, [2]], {'k': {1: 2}}, {1, 2}, frozenset([3]), 1j, ..., range(3), slice(1, 2), int, len, OrderedDict(a=1), P(1, 2), 'x' * 300, b'y' * 300, list(range(300)), {i: i for i in range(300)}, (), [], {}, set(), Args(1, 2), NotImplemented]
for protocol in range(6):
    assert all(pickle.loads(pickle.dumps(v, protocol)) == v for v in values), protocol
print('round trips', len(values))
for protocol in (0, 2, 4, 5):
    print(protocol, pickle.dumps([1, 'a', None, {'k': 2.5}], protocol))
a = pickle.loads(pickle.dumps(A([1])))
print(a.v, a.me is a, pickle.loads(pickle.dumps(S())).a, pickle.loads(pickle.dumps(State())).restored, pickle.loads(pickle.dumps(Reduces())))
shared = [1]
x, y = pickle.loads(pickle.dumps((shared, shared)))
print(x is y)
cycle = []
cycle.append(cycle)
z = pickle.loads(pickle.dumps(cycle))
print(z[0] is z)
f = io.BytesIO()
p = pickle.Pickler(f)
p.dump('one')
p.dump([2])
f.seek(0)
u = pickle.Unpickler(f)
print(u.load(), u.load())
error(lambda: u.load())
error(lambda: pickle.dumps(lambda: 0))
error(lambda: pickle.dumps((i for i in ())))
error(lambda: pickle.loads(b''))
error(lambda: pickle.loads(b'not a pickle'))
error(lambda: pickle.loads(b'\x80\x05K'))
error(lambda: pickle.dumps(5, 99))
error(lambda: pickle.loads('text'))
error(lambda: pickle.loads(b'cnope\nnope\n.'))


class Restricted(pickle.Unpickler):
    def find_class(self, module, name):
        if module != 'builtins': raise pickle.UnpicklingError(f'{module}.{name} is forbidden')
        return super().find_class(module, name)


error(lambda: Restricted(io.BytesIO(pickle.dumps(P(1, 2)))).load())


class Persistent(pickle.Pickler):
    def persistent_id(self, o): return 'pid' if o is shared else None


class Loads(pickle.Unpickler):
    def persistent_load(self, pid): return f'loaded {pid}'


f = io.BytesIO()
Persistent(f).dump([shared, 1])
print(Loads(io.BytesIO(f.getvalue())).load(), pickle.HIGHEST_PROTOCOL, pickle.DEFAULT_PROTOCOL, len(pickletools.optimize(pickle.dumps([1, 1]))) > 0)
buffers = []
data = pickle.dumps(pickle.PickleBuffer(b'out of band'), 5, buffer_callback=buffers.append)
print(len(buffers), bytes(pickle.loads(data, buffers=buffers)))

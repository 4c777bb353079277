# Pickler and Unpickler as objects: attributes, memo, overrides, errors, broken input.
import _pickle
import collections
import copyreg
import io

import _random

def attempt(f, *args, **kwargs):
    try:
        return f(*args, **kwargs)
    except RecursionError as e:
        return "RecursionError", str(e)
    except BaseException as e:
        text = str(e)
        if " at 0x" in text:
            text = text[:text.index(" at 0x")]
        return type(e).__module__, type(e).__name__, text

out = io.BytesIO()
p = _pickle.Pickler(out)
print(p.bin, p.fast, type(p.memo), p.memo.copy())
a = ["x"]
p.dump(a)
p.dump(a)
print(out.getvalue())
print(sorted(v[0] for v in p.memo.copy().values()), p.memo.__reduce__()[0])
p.clear_memo()
p.dump(a)
print(out.getvalue())
u = _pickle.Unpickler(io.BytesIO(out.getvalue()))
first, second, third = u.load(), u.load(), u.load()
print(first, second is first, third, third is first, attempt(u.load), u.memo.copy())
p2 = _pickle.Pickler(io.BytesIO())
p2.memo = p.memo
p2.memo = p.memo.copy()
print(attempt(setattr, p, "memo", 3), attempt(setattr, p, "memo", {1: 2}), attempt(delattr, p, "memo"))
print(attempt(setattr, u, "memo", 3), attempt(setattr, u, "memo", {"a": 1}), attempt(setattr, u, "memo", {-1: 1}), attempt(delattr, u, "memo"))
print(attempt(getattr, p, "dispatch_table"), attempt(getattr, p, "persistent_id"), attempt(getattr, u, "persistent_load"))
print(attempt(setattr, p, "persistent_id", 3), attempt(setattr, u, "persistent_load", 3), attempt(delattr, p, "persistent_id"))
print(attempt(_pickle.Pickler), attempt(_pickle.Pickler, 3), attempt(_pickle.Unpickler, 3), attempt(_pickle.Pickler, out, 7))
print(attempt(_pickle.dumps), attempt(_pickle.dumps, 1, 9), attempt(_pickle.dumps, 1, -3), attempt(_pickle.dumps, 1, "x"))
print(attempt(_pickle.loads, "x"), attempt(_pickle.loads, b""), attempt(_pickle.loads, b"\x80\x09"), attempt(_pickle.dump, 1, 2))
print(attempt(_pickle.Pickler.__new__(_pickle.Pickler).dump, 1), attempt(_pickle.Unpickler.__new__(_pickle.Unpickler).load))
p.fast = True
print(p.fast, attempt(setattr, p, "bin", "x"))
cycle = []
cycle.append(cycle)
print(attempt(p.dump, cycle))
fast = io.BytesIO()
p3 = _pickle.Pickler(fast, 4)
p3.fast = 1
p3.dump([a, a, "q", "q"])
print(fast.getvalue())

class Persistent(_pickle.Pickler):
    def persistent_id(self, obj):
        return obj.key if isinstance(obj, Outside) else None

class Outside:
    def __init__(self, key):
        self.key = key

class PersistentLoad(_pickle.Unpickler):
    def persistent_load(self, key):
        return "outside", key

for protocol in range(6):
    b = io.BytesIO()
    print(attempt(Persistent(b, protocol).dump, [Outside("k1"), Outside(7), 5]))
    print(b.getvalue())
    print(attempt(PersistentLoad(io.BytesIO(b.getvalue())).load), attempt(_pickle.loads, b.getvalue()))
print(attempt(Persistent(io.BytesIO(), 0).dump, Outside("\u20ac")))

class Table(_pickle.Pickler):
    dispatch_table = collections.ChainMap({Outside: lambda o: (str, (o.key,))}, copyreg.dispatch_table)

b = io.BytesIO()
Table(b).dump([Outside("text"), 1j])
print(b.getvalue())
q = _pickle.Pickler(b)
q.dispatch_table = {Outside: lambda o: "Outside"}
print(type(q.dispatch_table), attempt(q.dump, Outside(1)))
del q.dispatch_table
print(attempt(getattr, q, "dispatch_table"))

class Override(_pickle.Pickler):
    def reducer_override(self, obj):
        if obj is Outside:
            return int, ("5",)
        return NotImplemented

b = io.BytesIO()
Override(b).dump([Outside, len])
print(b.getvalue(), _pickle.loads(b.getvalue()))

class Restricted(_pickle.Unpickler):
    def find_class(self, module, name):
        if module == "builtins":
            return super().find_class(module, name)
        raise _pickle.UnpicklingError(f"{module}.{name} is forbidden")

print(Restricted(io.BytesIO(_pickle.dumps(len))).load(), attempt(Restricted(io.BytesIO(_pickle.dumps(attempt))).load))

def local():
    def inner():
        pass

    class C:
        pass

    return inner, C, C()

for v in local():
    print(attempt(_pickle.dumps, v))

class Bad:
    def __init__(self, r):
        self.r = r

    def __reduce_ex__(self, protocol):
        return self.r

Bad.__qualname__ = "Bad"
for r in (1, (), (1,), (1, ()), (len, 1), (len, (), 1, 2), (len, (), 1, None, 3), (len, (), None, None, None, 3), (1,) * 7, "nope", "sys.x",
          (copyreg.__newobj__, ()), (copyreg.__newobj__, (1,)), (copyreg.__newobj__, (int,)), (copyreg.__newobj_ex__, ()),
          (copyreg.__newobj_ex__, (1, 2, 3)), (copyreg.__newobj_ex__, (int, 2, 3)), (copyreg.__newobj_ex__, (int, (), 3)),
          (list, (), None, None, iter([1]))):
    print(attempt(_pickle.dumps, Bad(r)))
fake = type("fake", (), {"__module__": "nowhere"})
print(attempt(_pickle.dumps, fake))
fake.__module__ = "collections"
print(attempt(_pickle.dumps, fake))
fake.__qualname__ = "OrderedDict"
print(attempt(_pickle.dumps, fake))
print(attempt(_pickle.dumps, (x for x in [])), attempt(_pickle.dumps, p), attempt(_pickle.dumps, attempt.__code__), attempt(_pickle.dumps, lambda: 1))
deep = []
for i in range(100000):
    deep = [deep]
result = attempt(_pickle.dumps, deep)
print(isinstance(result, (bytes, tuple)))
while deep:
    deep = deep[0]

# out-of-band buffers
data = bytearray(b"some data")
buffers = []
pb = _pickle.PickleBuffer(data)
stream = _pickle.dumps([pb, _pickle.PickleBuffer(b"const")], 5, buffer_callback=buffers.append)
print(stream, len(buffers), bytes(buffers[0]))
print(_pickle.loads(stream, buffers=[data, b"c"])[0] is data, attempt(_pickle.loads, stream), attempt(_pickle.loads, stream, buffers=[]))
print(_pickle.dumps(pb, 5), attempt(_pickle.dumps, pb, 4), attempt(_pickle.dumps, 1, 4, buffer_callback=len))
print(pb.raw().tolist(), memoryview(pb).format, attempt(_pickle.PickleBuffer, 3), attempt(_pickle.PickleBuffer))
pb.release()
pb.release()
print(attempt(pb.raw), attempt(memoryview, pb))

# strings of Python 2
for data in (b"S'abc\\xe9'\n.", b"U\x03a\xe9b.", b"T\x02\0\0\0a\xe9.", b"S\"x'\n.", b"Sabc\n.", b"S'\n.", b"T\xff\xff\xff\xffa."):
    print(attempt(_pickle.loads, data), attempt(_pickle.loads, data, encoding="latin1"), attempt(_pickle.loads, data, encoding="bytes"),
          attempt(_pickle.loads, data, errors="replace"))
for data in (b"I5\n.", b"I01\n.", b"I00\n.", b"I010\n.", b"I\n.", b"Ix\n.", b"L5L\n.", b"L5\n.", b"Lx\n.", b"L\n.", b"F1.5\n.", b"Fx\n.", b"F\n.",
             b"I99999999999999999999\n.", b"L0x10L\n.", b"(I1\nI2\nt.", b"(I1\nl.", b"(I1\nI2\nd.", b"(I1\nd.", b"d.", b"cmath\nsin\n.",
             b"c\n\n.", b"cnope\nx\n.", b"csys\nnope\n.", b"(ibuiltins\nlist\n.", b"(cbuiltins\nlist\no.", b"(o.", b"g1\n.", b"gx\n.", b"h\1.", b"p1\n.",
             b"Np-1\n.", b"Npx\n.", b"Np5\ng5\n\x86.", b"N0.", b"(0.", b"(N1.", b"N(1.", b"0.", b"2.", b"N2\x86.", b"P1\n.", b"NQ.", b"\x82\x01.",
             b"\x82\x00.", b"\x84\xff\xff\xff\xff.", b"\x8a\x00.", b"\x8a\x02\x00\x80.", b"\x8b\xff\xff\xff\xff.", b"NNR.", b"cbuiltins\nint\nNR.",
             b"cbuiltins\nint\n)R.", b"NN\x81.", b"cbuiltins\nint\nN\x81.", b"cbuiltins\nint\n)\x81.", b"cbuiltins\nint\n)N\x92.", b"NN)\x92.", b"NNb.",
             b"cbuiltins\nobject\n)RI1\nb.", b"NN\x93.", b"\x97.", b"N\x98.", b"\x8f(I1\nI1\n\x90.", b"(I1\n\x91.", b"](I1\nI2\ne.", b"]I1\na.", b"NI1\na.",
             b"}(I1\nI2\nu.", b"}(I1\nu.", b"NI1\nI2\ns.", b"N(I1\n\x90.", b"a.", b"e.", b"(e.", b"s.", b"(I1\nI2\nu.", b"\x85.", b"N\x86.", b"(\x85.",
             b"\x95\x05\0\0\0\0\0\0\0N.", b"\x95\xff\xff\xff\xff\xff\xff\xff\xffN.", b"\xff", b"\0", b"'", b"\\", b"Vabc\\u20ac\n.", b"V\n.", b"V\\ud800\n.",
             b"X\x03\0\0\0a\xff\xffx.", b"\x8c\x05ab.", b"X\xff\xff\xff\xff.", b"\x8d\xff\xff\xff\xff\xff\xff\xff\xff.", b"\x8e\xff\xff\xff\xff\xff\xff\xff\xff.",
             b"\x96\xff\xff\xff\xff\xff\xff\xff\xff.", b"B\1\0\0\0a.", b"C\1a.", b"\x96\1\0\0\0\0\0\0\0a.", b"N", b"NN.", b"(.", b"(N.", b"G\0\0.", b"K", b"J\1\0"):
    got = attempt(_pickle.loads, data)
    print(data, ascii(got), "" if got == attempt(_pickle.load, io.BytesIO(data)) else attempt(_pickle.load, io.BytesIO(data)))

# random damage
good = [_pickle.dumps([1, "text", (2.5, None), {"k": {1, 2}}, b"bytes", ValueError("x"), 2**70, "text"], n) for n in range(6)]
r = _random.Random(3)


def below(n):
    return r.getrandbits(30) % n


opcodes = b"()[]{}.0123lsuaetdRbQPNgpqrhjIJKX" + bytes(range(0x80, 0x99))
for _ in range(300):
    data = bytearray(good[below(6)])
    for _ in range(1 + below(2)):
        data[below(len(data))] = opcodes[below(len(opcodes))]
    if below(3) == 0:
        del data[below(len(data)):]
    print(len(data), ascii(attempt(_pickle.loads, data))[:200])

class Reader:
    def __init__(self, data):
        self.f = io.BytesIO(data)

    def read(self, n):
        print("read", n, end=" ")
        return self.f.read(n)

    def readline(self):
        print("line", end=" ")
        return self.f.readline()

for n in 0, 2, 4:
    print(_pickle.load(Reader(_pickle.dumps([1, "a" * 20, 2.5], n))))
f = io.BufferedReader(io.BytesIO(b"".join(good) + b"tail"))
for n in range(6):
    print(_pickle.load(f)[1])
print(f.read())

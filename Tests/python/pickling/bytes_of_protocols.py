# The output of _pickle, byte by byte, in every protocol.
import _pickle
import collections
import copyreg
import io
import functools


class Plain:
    pass


class Slots:
    __slots__ = ("a", "b")


class Both(Slots):
    pass


class MyList(list):
    pass


class MyDict(dict):
    pass


class MyInt(int):
    pass


class MyTuple(tuple):
    pass


class MyStr(str):
    pass


class Args:
    def __new__(cls, a, b=2):
        self = object.__new__(cls)
        self.a = a
        return self

    def __getnewargs__(self):
        return (self.a,)


class KwArgs:
    def __new__(cls, a, *, b=2):
        self = object.__new__(cls)
        self.a, self.b = a, b
        return self

    def __getnewargs_ex__(self):
        return (self.a,), {"b": self.b}


class State:
    def __getstate__(self):
        return {"state": 1}

    def __setstate__(self, state):
        self.got = state


class Reduce:
    def __reduce__(self):
        return (Reduce, (), None, iter([1]), iter([("k", "v")]))

    def append(self, x):
        pass

    def __setitem__(self, k, v):
        pass


class Setter:
    def __reduce__(self):
        return (Setter, (), {"x": 1}, None, None, set_it)


class Outer:
    class Inner:
        @classmethod
        def method(cls):
            pass


def set_it(obj, state):
    obj.__dict__.update(state)


def function():
    pass


Named = collections.namedtuple("Named", "a b")

plain = Plain()
plain.x = 1
plain.y = [plain]
slots = Slots()
slots.a = 5
both = Both()
both.a = 1
both.z = 2
recursive_list = []
recursive_list.append(recursive_list)
recursive_dict = {}
recursive_dict[1] = recursive_dict
recursive_tuple = ([],)
recursive_tuple[0].append(recursive_tuple)
recursive_long = ([], 1, 2, 3)
recursive_long[0].append(recursive_long)
shared = ["shared", "text"]

cases = {
    "none": None, "yes": True, "no": False, "ellipsis": ..., "not implemented": NotImplemented,
    "ints": [0, 1, -1, 255, 256, 65535, 65536, -128, -129, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**32, 2**62, 2**63, -2**63, -2**63 - 1,
             2**64, 2**100, -2**100, -2**127, 2**127 - 1, -2**15, -2**23, -2**39, 2**39 - 1, 2**2100, -2**2103],
    "floats": [0.0, -0.0, 1.5, -2.75e300, 1e-320, float("inf"), float("-inf"), float("nan")],
    "complex": 1 + 2j,
    "str": ["", "a", "abc", "\u00e9", "\u20ac", "\U0001f600", "a\\b\nc\rd\0\x1a", "\ud800", "x" * 255, "y" * 256, "\u00e9" * 200],
    "bytes": [b"", b"a", b"\xff\0", b"z" * 256],
    "bytearray": [bytearray(), bytearray(b"abc")],
    "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((),)],
    "lists": [[], [1], [1, 2], [[]], list(range(2005))],
    "batch": list(range(1000)), "batch and one": list(range(1001)),
    "dict": {1: 2}, "dicts": [{}, {1: 2, "a": None}, {i: i for i in range(1000)}, {i: i for i in range(1001)}, {i: i for i in range(2000)}],
    "set": [set(), {1}, set(range(1000)), set(range(1001))],
    "frozenset": [frozenset(), frozenset({1}), frozenset(range(50))],
    "range": range(1, 10, 2), "slice": slice(1, None),
    "types": [int, type(None), type(...), type(NotImplemented), Plain, collections.OrderedDict, Outer.Inner, ValueError],
    "functions": [len, function, Outer.Inner.method, [].append, "".join, functools.partial(function, 1, a=2)],
    "exception": ValueError("text", 1), "os error": FileNotFoundError(2, "no", "name"),
    "ordered": collections.OrderedDict([(1, 2), (3, 4)]), "default": collections.defaultdict(list, {1: [2]}),
    "deque": collections.deque([1, 2], 5), "counter": collections.Counter("abca"),
    "plain": plain, "slots": slots, "both": both, "mylist": MyList([1, 2]), "mydict": MyDict({1: 2}), "myint": MyInt(5),
    "mytuple": MyTuple((1, 2)), "mystr": MyStr("text"), "args": Args(3), "kwargs": KwArgs(1, b=5), "state": State(), "reduce": Reduce(),
    "setter": Setter(), "named": Named(1, [2]),
    "recursive list": recursive_list, "recursive dict": recursive_dict, "recursive tuple": recursive_tuple, "recursive long": recursive_long,
    "shared": [shared, shared, "text", shared[1]],
    "large bytes": [b"x" * 70000, b"y" * 70000, 1], "large str": ["x" * 70000, 2], "many": ["%05d" % i for i in range(15000)],
    "iterators": [iter([1, 2]), iter((1,)), reversed([1, 2])],
}




def digest(data):
    h = 0
    for b in data:
        h = (h * 31 + b) & 0xFFFFFFFF
    return h


for name, value in cases.items():
    for protocol in range(6):
        try:
            data = _pickle.dumps(value, protocol)
        except Exception as e:
            print(name, protocol, type(e).__name__, e)
            continue
        print(name, protocol, data if len(data) < 400 else (len(data), digest(data), data[:40], data[-40:]))
        back = _pickle.loads(data)
        if type(back) is not type(value):
            print("   type", type(back))
        if _pickle.dumps(back, 5) != _pickle.dumps(value, 5) and "recursive" not in name and name not in ("setter", "state", "functions"):
            print("   came back differently")

# extension codes
copyreg.add_extension("__main__", "Plain", 0xF0)
for protocol in (1, 2, 4):
    print(_pickle.dumps(Plain, protocol), _pickle.loads(_pickle.dumps(Plain, protocol)))
copyreg.remove_extension("__main__", "Plain", 0xF0)
copyreg.add_extension("__main__", "Plain", 0xABCD)
print(_pickle.dumps(Plain, 2))
copyreg.remove_extension("__main__", "Plain", 0xABCD)
copyreg.add_extension("__main__", "Plain", 0x7FFFABCD)
print(_pickle.dumps(Plain, 3), _pickle.loads(_pickle.dumps(Plain, 3)))
copyreg.remove_extension("__main__", "Plain", 0x7FFFABCD)


class Writes:
    def __init__(self):
        self.parts = []

    def write(self, data):
        self.parts.append((type(data).__name__, len(data), digest(bytes(data))))


for value in cases["large bytes"], cases["large str"], cases["many"], [1, 2]:
    for protocol in 0, 3, 4, 5:
        w = Writes()
        _pickle.dump(value, w, protocol)
        print(protocol, w.parts)

# dataclasses: fields, defaults, order, frozen, slots, post init, inheritance, helpers.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import dataclasses
from dataclasses import KW_ONLY, InitVar, asdict, astuple, dataclass, field, fields, is_dataclass, make_dataclass, replace
from typing import ClassVar


@dataclass
class Point:
    x: int
    y: int = 0
    tags: list = field(default_factory=list, compare=False)
    secret: str = field(default='s', repr=False)
    count: ClassVar[int] = 5

    def norm(self): return self.x ** 2 + self.y ** 2


p = Point(1, 2)
print(p, p == Point(1, 2, ['z']), p != Point(2, 2), Point(1), p.norm(), asdict(p), astuple(p), replace(p, x=9), [f.name for f in fields(Point)], is_dataclass(p), is_dataclass(int), Point.__match_args__, Point.count, Point.__doc__)
p.tags.append(1)
print(Point(0).tags, p.tags)
error(lambda: Point())
error(lambda: Point(1, 2, 3, 4, 5))
error(lambda: hash(p))
error(lambda: replace(p, zz=1))
error(lambda: p < p)


@dataclass(frozen=True, order=True)
class Version:
    major: int
    minor: int = 0


v = Version(1, 2)
print(v < Version(1, 3), sorted([Version(2), Version(1, 5)]), hash(v) == hash(Version(1, 2)), {v: 1}[Version(1, 2)])
error(lambda: setattr(v, 'major', 5))
error(lambda: delattr(v, 'major'))
error(lambda: v < 5)


@dataclass
class Base:
    a: int
    b: int = 2


@dataclass
class Child(Base):
    c: int = 3
    b: int = 20


print(Child(1), [f.name for f in fields(Child)])


@dataclass
class Post:
    a: int
    scale: InitVar[int] = 10
    total: int = field(init=False)

    def __post_init__(self, scale): self.total = self.a * scale


print(Post(5), Post(5, 2).total)


@dataclass(slots=True, kw_only=True)
class Slots:
    a: int
    b: str = 'b'


s = Slots(a=1)
print(s, Slots.__slots__)
error(lambda: setattr(s, 'z', 1))
error(lambda: Slots(1))


@dataclass
class Mixed:
    a: int
    _: KW_ONLY
    b: int = 5


print(Mixed(1, b=2))
error(lambda: Mixed(1, 2))


def mutable_default():
    @dataclass
    class Bad:
        x: list = []


def bad_order():
    @dataclass
    class Bad:
        x: int = 0
        y: int


error(mutable_default)
error(bad_order)
error(lambda: dataclass(int))
error(lambda: asdict(5))
error(lambda: field(default=1, default_factory=list))
M = make_dataclass('M', ['x', ('y', int), ('z', int, field(default=7))], namespace={'double': lambda self: self.x * 2})
print(M(1, 2), M(1, 2).double())


@dataclass(repr=False, eq=False)
class Plain:
    x: int


print(Plain(1) == Plain(1), repr(Plain(1))[:17].endswith('Plain'))


@dataclass(unsafe_hash=True)
class Hashed:
    x: int
    y: int = field(hash=False, default=1)


print(hash(Hashed(1, 2)) == hash(Hashed(1, 3)), asdict(Base(Base(1), [Base(2)])), field(metadata={'k': 1}).metadata['k'], dataclasses.MISSING is not None)


@dataclass
class Recursive:
    me: object = None


r = Recursive()
r.me = r
print(r)
match Point(3, 4):
    case Point(x, y): print('match', x, y)

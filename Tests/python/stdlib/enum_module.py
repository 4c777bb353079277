# enum: Enum, IntEnum, Flag, StrEnum, auto, unique, functional API, members and errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import enum
from enum import Enum, Flag, IntEnum, IntFlag, StrEnum, auto, unique


class Color(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1

    @property
    def pretty(self): return self.name.title()

    @classmethod
    def default(cls): return cls.GREEN

    def __str__(self): return f'color {self.name}'


print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, Color(2), Color['GREEN'], Color.CRIMSON is Color.RED, list(Color), len(Color), Color.__members__, Color.RED.pretty, Color.default(), Color.RED in Color, Color.RED == 1, Color.RED != Color.GREEN, hash(Color.RED) == hash(Color.RED), {Color.RED: 1}[Color.RED], isinstance(Color.RED, Color), type(Color.RED))
error(lambda: Color(9))
error(lambda: Color['NOPE'])
error(lambda: Color.NOPE)
error(lambda: setattr(Color, 'RED', 5))
error(lambda: Color.RED < Color.GREEN)
error(lambda: type('Sub', (Color,), {}))
error(lambda: setattr(Color.RED, 'value', 5))


class Num(IntEnum):
    ONE = 1
    TWO = auto()
    TEN = 10
    NEXT = auto()


print(list(Num), Num.ONE + 1, Num.TWO > Num.ONE, f'{Num.TEN}', str(Num.ONE), repr(Num.ONE), Num(10), int(Num.TWO), [10, 20, 30][Num.ONE], Num.ONE == 1, isinstance(Num.ONE, int), '%d' % Num.TEN)


class Perm(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W


p = Perm.R | Perm.X
print(p, repr(p), p.value, Perm.R in p, Perm.W in p, ~p, p & Perm.R, p ^ Perm.R, Perm(0), bool(Perm(0)), Perm(7), list(p), Perm.RW, len(p), Perm(3) is Perm.RW, p.name, Perm(0).name)
error(lambda: Perm(8))
error(lambda: Perm.R | 1)


class IP(IntFlag):
    A = 1
    B = 2


print(IP.A | IP.B, IP.A | 8, IP(3), IP.A + 1, repr(IP(0)), IP.A & 1)


class S(StrEnum):
    FOO = auto()
    BAR = 'bar value'


print(S.FOO, repr(S.FOO), S.FOO == 'foo', S.BAR.upper(), f'{S.BAR:>12}', S('foo'), ''.join(S))


class Planet(Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)

    def __init__(self, mass, radius): self.mass, self.radius = mass, radius


print(Planet.EARTH.mass, Planet.MARS.value, Planet((5.97, 6.37)))
Animal = Enum('Animal', 'CAT DOG')
print(list(Animal), Animal.CAT.value, Enum('D', {'x': 10}).x, Enum('L', [('a', 1)]).a, IntEnum('I', 'a b', start=5).b)


def duplicates():
    @unique
    class Dup(Enum):
        A = 1
        B = 1


error(duplicates)


class WithMissing(Enum):
    A = 1
    @classmethod
    def _missing_(cls, value): return cls.A if value == 'a' else None


print(WithMissing('a'))
error(lambda: WithMissing('z'))


class Ordered(Enum):
    def _generate_next_value_(name, start, count, last): return name.lower()
    FIRST = auto()
    SECOND = auto()


print([m.value for m in Ordered])


class Auto(Enum):
    A = auto()
    B = auto()
    _ignore_ = 'x'
    C = 'c'
    def method(self): return self.value


print([m.method() for m in Auto], Auto.A.__class__, dir(Auto)[:3])
import pickle
import copy
print(pickle.loads(pickle.dumps(Color.RED)) is Color.RED, copy.deepcopy(Color.GREEN) is Color.GREEN)
match Color.RED:
    case Color.GREEN: print('green')
    case Color.RED: print('matched red')

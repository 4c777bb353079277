# A slot wrapper that a class keeps under the name of another slot is called for that slot: what makes str() of an IntEnum member a number.
import enum


class Number(int):
    def __repr__(self):
        return 'R'


Number.__str__ = int.__repr__
print(str(Number(5)), Number(5).__str__(), repr(Number(5)), '%s' % Number(6), f'{Number(7)!s}')


class Color(enum.IntEnum):
    RED = 1


print(Color.RED, repr(Color.RED), f'{Color.RED}')


class Items(list):
    pass


Items.__iadd__ = list.__add__
x = y = Items([1])
x += [2]
print(x, y)

# from __future__ import annotations, and annotation scopes without it elsewhere.
from __future__ import annotations
import __future__


def f(a: undefined_type, b: list[int] = None) -> also.undefined: pass


class C:
    x: not_evaluated = 5
    y: 'quoted'
    z: int | None


print(f.__annotations__, C.__annotations__, C.x)
v: (1 / 0)
print(__annotations__)
print(__future__.annotations.compiler_flag, annotations)
import typing
print(typing.get_type_hints(lambda: 0), typing.get_type_hints(C, {'not_evaluated': int, 'quoted': str}))

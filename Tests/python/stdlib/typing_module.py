# typing: generics, protocols, hints, TypedDict, NamedTuple, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import typing as t
from typing import Annotated, Any, Callable, ClassVar, Final, Generic, Literal, NamedTuple, NewType, Optional, ParamSpec, Protocol, Self, TypedDict, TypeVar, Union, cast, get_args, get_origin, get_type_hints, overload, runtime_checkable

T = TypeVar('T')
K = TypeVar('K', bound=int)
print(T, Optional[int], Union[int, str], Union[int, int], Union[int, None, str], t.List[int], t.Dict[str, t.List[int]], Callable[[int], str], Callable[..., Any], t.Tuple[int, ...], Literal['a', 1], Annotated[int, 'meta'], ClassVar[int], Final[str], t.Type[int], t.Iterable[T], list[T][int], Any, t.NoReturn)
print(get_origin(t.List[int]), get_args(t.Dict[str, int]), get_origin(Union[int, str]), get_args(Callable[[int], str]), get_origin(int), get_args(Literal[1, 2]), Union[int, str] == Union[str, int], Optional[int] == Union[int, None], isinstance(5, t.Hashable))


class Stack(Generic[T]):
    def __init__(self) -> None: self.items: list[T] = []
    def push(self, x: T) -> Self: self.items.append(x); return self


s = Stack[int]().push(1)
print(s.items, Stack[int], Stack.__parameters__, Stack[str] == Stack[str], type(s).__name__, s.__orig_class__)


@runtime_checkable
class HasName(Protocol):
    name: str
    def greet(self) -> str: ...


class Person:
    name = 'p'
    def greet(self): return 'hi'


print(isinstance(Person(), HasName), isinstance(5, HasName), issubclass(Person, Protocol) if False else 'skip')


class Point(NamedTuple):
    x: int
    y: int = 0
    def norm(self): return self.x


print(Point(1), Point(1, 2).norm(), Point._field_defaults, Point.__annotations__)


class Movie(TypedDict, total=False):
    title: str
    year: int


m: Movie = {'title': 'x'}
print(m, Movie.__annotations__, Movie(title='a'), Movie.__total__, Movie.__optional_keys__ == {'title', 'year'})
UserId = NewType('UserId', int)
print(UserId(5), UserId, UserId.__supertype__)


def f(a: int, b: 'str' = 'x', *c: Optional[int]) -> t.List['Point']: pass


print(get_type_hints(f), get_type_hints(Stack.push))


@overload
def g(x: int) -> int: ...
@overload
def g(x: str) -> str: ...
def g(x): return x


print(g(5), len(t.get_overloads(g)), cast(int, 'a'), t.TYPE_CHECKING, t.final(Person) is Person)
error(lambda: Union[5])
error(lambda: Optional[int, str])
error(lambda: isinstance(1, t.List[int]))
error(lambda: isinstance(1, Literal[1]))
error(lambda: Stack[int, str])
error(lambda: Generic[int])
error(lambda: Any())
error(lambda: Union())
error(lambda: type('X', (Final,), {}))
error(lambda: get_type_hints(lambda: 0) and None)
error(lambda: HasName())
error(lambda: Callable[int])
error(lambda: TypeVar('A', int))
print(int | None, get_args(int | str), Optional[int] == int | None, t.get_type_hints(Point), t.ForwardRef('int'), t.no_type_check(Person) is Person, Literal[1, 1, 2], t.assert_type(5, int), t.Counter[str], t.is_typeddict(Movie), t.reveal_type.__name__)
P = ParamSpec('P')
print(Callable[P, int], P.args, t.Concatenate[int, P], t.Unpack[tuple[int]], t.TypeVarTuple('Ts'))

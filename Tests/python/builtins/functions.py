# The builtin functions that no other test of this folder is about.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


print(abs(-5), abs(-2.5), abs(3 + 4j), abs(True), all([1, 'a']), any([]), ascii('é\n'), bin(5), callable(print), chr(97), divmod(17, 5), hex(255), oct(8), ord('a'), pow(2, 8), round(2.567, 1), sum([1, 2]), len('abc'))
print(max(1, 5, 3), max([1, 5]), max('abc', 'abd'), max([1, -7], key=abs), max([], default=None), min(3, 1), min('b', 'a', key=lambda x: -ord(x)), max([(1, 'a'), (1, 'b')]), min([2, 1, 1.0]))
error(lambda: max())
error(lambda: max(1))
error(lambda: max(1, 2, default=5))
error(lambda: max([]))
error(lambda: max(1, 2, nope=5))
error(lambda: abs('a'))
error(lambda: bin(1.5))
error(lambda: hex('a'))
error(lambda: len(5))
error(lambda: ord('ab'))
error(lambda: chr('a'))
error(lambda: round(1.5, 'a'))
error(lambda: pow('a', 2))
error(lambda: divmod('a', 1))
error(lambda: sum(1, 2))
error(lambda: sorted(5))
error(lambda: callable())
print(hash('a') == hash('a'), hash(1.0) == hash(1), id(len) == id(len), isinstance(1, int), issubclass(int, object))
error(lambda: hash([]))
error(lambda: hash({}))
error(lambda: isinstance(1, 'int'))
print(repr('a'), repr([1]), str(None), format(5, '03'), format('a', '>3'), format(None, ''), bool([]), type(5), type('x').__name__)


class V:
    z = 1

    def __init__(self): self.a = 2

    def method(self): pass


v = V()
print(vars(v), getattr(v, 'a'), getattr(v, 'q', 'dflt'), hasattr(v, 'z'), [n for n in dir(v) if not n.startswith('_')])
setattr(v, 'b', 3)
delattr(v, 'a')
print(vars(v))
error(lambda: getattr(v, 'nope'))
error(lambda: delattr(v, 'nope'))
error(lambda: setattr(v, 5, 1))
error(lambda: hasattr(v, 5))
print(eval('1 + 2'), eval('x * 2', {'x': 21}), eval('a + b', {'a': 1}, {'b': 2}), eval(compile('3 * 3', 's', 'eval')), eval(' 5'), eval('[i for i in range(3)]'))
error(lambda: eval('1 +'))
error(lambda: eval('x = 1'))
error(lambda: eval('undefined'))
error(lambda: eval(5))
error(lambda: eval('1', 5))
namespace = {}
exec('a = 1\ndef f(x): return x + a', namespace)
print(namespace['f'](5), '__builtins__' in namespace)
locals_ = {}
exec('y = 5\nclass C: w = 6', {}, locals_)
print(locals_['y'], locals_['C'].w)
exec(compile('print("executed")', '<made>', 'exec'))
code = compile('z = 5\nz * 2', 'name.py', 'exec')
print(code.co_filename, exec(code), z)
single = compile('1 + 1', 's', 'single')
exec(single)
error(lambda: compile('1', 's', 'wrong'))
error(lambda: compile('a b', 's', 'exec'))
error(lambda: exec('raise ValueError("inside")'))


def local_exec():
    q = 1
    exec('q = 2')
    return q, eval('q'), sorted(locals())


print(local_exec())
print(sorted(globals())[:1] != [], type(globals()), globals() is globals(), type(locals()), locals() is globals())
print(list(map(lambda x: x * 2, [1, 2])), list(filter(lambda x: x % 2, range(5))), list(zip('ab', [1, 2])), list(enumerate('a')), list(reversed([1, 2])), next(iter([5])), sorted([2, 1]), list(range(2)), slice(1), set([1]), frozenset(), tuple([1]), dict(a=1), complex(1), bytes(1), bytearray(1), memoryview(b'a').tobytes(), object.__name__, super.__name__, property.__name__)
print(__name__, __doc__, __builtins__ is not None, __import__('math').floor(2.5), __debug__, type(help).__name__, type(exit).__name__, type(copyright).__name__)
error(lambda: __import__('no_such_module_at_all'))
error(lambda: __import__(5))
error(lambda: __import__(''))
print(type(NotImplemented), Ellipsis, int('5'), float('1'), str(b'a', 'ascii'))
import builtins
print(builtins.len is len, len([n for n in dir(builtins) if isinstance(getattr(builtins, n), type) and issubclass(getattr(builtins, n), BaseException)]) > 60, 'print' in dir(builtins))
builtins.temporary = 'visible everywhere'
print(temporary)
del builtins.temporary
try:
    temporary
except NameError as e:
    print(e)
print(aiter, anext, breakpoint.__name__, input.__name__, open.__name__, id.__name__)

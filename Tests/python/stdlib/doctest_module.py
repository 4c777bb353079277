# doctest, cProfile, pdb-free tools of testing: trace of a small module.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import cProfile
import doctest
import io
import pstats
import types

module = types.ModuleType('sample')
exec('''
def double(x):
    """Doubles.

    >>> double(2)
    4
    >>> double('a')
    'aa'
    >>> double(None)
    Traceback (most recent call last):
        ...
    TypeError: unsupported operand type(s) for *: 'NoneType' and 'int'
    >>> [1, 2, 3]  # doctest: +ELLIPSIS
    [1, ...]
    """
    return x * 2

def wrong():
    """
    >>> 1 + 1
    3
    """
''', module.__dict__)
finder = doctest.DocTestFinder()
out = io.StringIO()
runner = doctest.DocTestRunner(verbose=False)
for test in sorted(finder.find(module, 'sample', module=False), key=lambda t: t.name):
    print(test.name, runner.run(test, out=out.write))
print(out.getvalue().replace(module.__name__, 'M'))
print([(e.source, e.want) for e in doctest.DocTestParser().get_examples('>>> x = 1\n>>> x\n1\n')])


def inner(): return sum(range(10))
def profiled(): return [inner() for _ in range(3)]


p = cProfile.Profile()
print(p.runcall(profiled))
out = io.StringIO()
stats = pstats.Stats(p, stream=out)
print(sorted((name, calls[0]) for (_, _, name), calls in stats.stats.items() if name in ('inner', 'profiled')))

# What is thrown into a generator has as context what the generator handles where it is suspended.


def chain(error):
    names = []
    while error is not None:
        names.append(f'{type(error).__name__}{error.args}')
        error = error.__context__
    return names


def suspended():
    try:
        raise KeyError('a')
    except Exception:
        yield 1
        try:
            yield 2
        except Exception as inside:
            yield chain(inside)
            raise


def delegating():
    try:
        raise LookupError('outer')
    except Exception:
        yield from suspended()


for function in (suspended, delegating):
    for steps in (1, 2, 3):
        generator = function()
        for _ in range(steps):
            next(generator, None)
        try:
            print(function.__name__, steps, generator.throw(ValueError))
            next(generator)
        except BaseException as error:
            print(function.__name__, steps, chain(error))
error = ValueError('used')
try:
    try:
        raise TypeError('first')
    except TypeError:
        raise error
except ValueError:
    pass
generator = suspended()
next(generator)
try:
    generator.throw(error)
except ValueError as caught:
    print(chain(caught))

# A lambda with yield is a generator that returns the value of its expression.
made = lambda: (yield 1)
delegating_lambda = lambda: (yield from made())
for function in (made, delegating_lambda):
    generator = function()
    print(next(generator))
    try:
        generator.send(2)
    except StopIteration as stop:
        print('returned', stop.value)


# An exception that cannot be made ends the generator with the error.
class Odd(Exception):
    def __new__(cls):
        return object()


class Wrong(Exception):
    def __init__(self):
        raise LookupError('wrong')


def plain():
    yield 1
    yield 2


for kind in (Odd, Wrong):
    generator = plain()
    next(generator)
    try:
        generator.throw(kind)
    except Exception as error:
        print(type(error).__name__, error)
    print(next(generator, 'finished'))

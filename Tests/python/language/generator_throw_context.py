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

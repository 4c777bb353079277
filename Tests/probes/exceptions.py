class Mine(ValueError):
    def __str__(self):
        raise SystemError('must not run')


def thrower(what):
    raise what


def through():
    thrower(Mine('own text', [1, Mine]))


def cleans():
    try:
        thrower(KeyError('k'))
    finally:
        pass


def chooses():
    try:
        cleans()
    except ValueError:
        pass
    except KeyError as e:
        try:
            raise e
        except LookupError:
            pass


def generator():
    try:
        yield 1
    except RuntimeError:
        yield 2


try:
    through()
except Mine:
    pass
chooses()
g = generator()
next(g)
g.throw(RuntimeError('thrown in'))
try:
    open('/there/is/no/such/file')
except OSError:
    pass
try:
    [1][5]
except IndexError:
    pass
g.close()
getattr(g, 'nothing', None)
with open('/dev/null') as f:
    try:
        int('x')
    except ValueError:
        pass

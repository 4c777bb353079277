# Exception groups and except*.
eg = ExceptionGroup('group', [ValueError(1), TypeError(2), ExceptionGroup('inner', [KeyError(3), ValueError(4)])])
print(eg, repr(eg))
print(eg.message, eg.exceptions)
print(eg.subgroup(ValueError), repr(eg.subgroup(ValueError)))
print([repr(part) for part in eg.split(ValueError)])
print(eg.subgroup(OSError), eg.split(OSError)[0])
print(repr(eg.subgroup(lambda e: isinstance(e, ExceptionGroup) or e.args == (2,))))
print(repr(eg.derive([KeyError()])))


def handle(exception):
    try:
        raise exception
    except* ValueError as e:
        print('values', repr(e))
    except* (KeyError, TypeError) as e:
        print('key or type', repr(e))
    else:
        print('else')
    finally:
        print('finally')


handle(eg)
handle(ValueError('naked'))
try:
    handle(ExceptionGroup('x', [OSError(1), ValueError(2)]))
except ExceptionGroup as e:
    print('left', repr(e))
try:
    handle(OSError('naked'))
except OSError as e:
    print('naked left', repr(e))
try:
    try:
        pass
    except* ValueError:
        print('never')
    else:
        print('else')
finally:
    print('done')


def raises_within():
    try:
        raise ExceptionGroup('g', [ValueError(1), KeyError(2)])
    except* ValueError as e:
        raise OSError('new') from e


try:
    raises_within()
except ExceptionGroup as e:
    print(repr(e), [repr(x.__cause__) for x in e.exceptions])


def reraises():
    try:
        raise ExceptionGroup('g', [ValueError(1), KeyError(2)])
    except* ValueError:
        raise


try:
    reraises()
except ExceptionGroup as e:
    print(repr(e))


def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(lambda: ExceptionGroup('x', []))
error(lambda: ExceptionGroup('x', [1]))
error(lambda: ExceptionGroup(1, [ValueError()]))
error(lambda: ExceptionGroup('x', 5))
error(lambda: ExceptionGroup('x', [KeyboardInterrupt()]))
error(lambda: ExceptionGroup('x'))
error(lambda: BaseExceptionGroup('x', [ValueError()]))
error(lambda: BaseExceptionGroup('x', [KeyboardInterrupt()]))


def bad_star():
    try:
        raise ValueError
    except* ExceptionGroup:
        pass


error(bad_star)
print(ExceptionGroup.__mro__)


class Special(ExceptionGroup):
    def derive(self, exceptions): return Special(self.message, exceptions)


try:
    raise Special('s', [ValueError(1), OSError(2)])
except* ValueError as e:
    print(type(e).__name__)
except* OSError as e:
    print(type(e).__name__)
for i in range(2):
    try:
        raise ValueError(i)
    except* ValueError as e:
        print(i, e.exceptions)
        e = None

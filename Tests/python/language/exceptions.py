# try, except, else, finally, raise, chaining, matching, the current exception.
import sys


def flow(kind):
    out = []
    try:
        out.append('try')
        if kind == 'value': raise ValueError('v')
        if kind == 'key': raise KeyError('k')
        if kind == 'return': return out + ['returned']
        if kind == 'zero': 1 / 0
    except ValueError as e:
        out.append(repr(e))
    except (KeyError, IndexError) as e:
        out.append(f'pair {e!r}')
    except:
        out.append('bare ' + sys.exc_info()[0].__name__)
    else:
        out.append('else')
    finally:
        out.append('finally')
        print(out)
    return out


for kind in ('none', 'value', 'key', 'return', 'zero'):
    print(flow(kind))


def finally_wins():
    try:
        return 'try'
    finally:
        return 'finally'


def finally_swallows():
    try:
        raise ValueError
    finally:
        return 'swallowed'


def finally_in_loop():
    for i in range(3):
        try:
            raise KeyError(i)
        finally:
            if i < 2:
                continue
            break
    return i


print(finally_wins(), finally_swallows(), finally_in_loop())


def error(call):
    try:
        call()
    except BaseException as e:
        print(type(e).__name__, e.args, '| cause', repr(e.__cause__), '| context', repr(e.__context__), '|', e.__suppress_context__)


def chained():
    try:
        raise KeyError('first')
    except KeyError as e:
        raise ValueError('second') from e


def context():
    try:
        raise KeyError('first')
    except KeyError:
        raise ValueError('second')


def suppressed():
    try:
        raise KeyError('first')
    except KeyError:
        raise ValueError('second') from None


def bare_reraise():
    try:
        raise KeyError('again')
    except KeyError:
        raise


def raised_in_finally():
    try:
        raise KeyError('body')
    finally:
        raise ValueError('in finally')


def nested_contexts():
    try:
        try:
            raise KeyError(1)
        except KeyError:
            raise IndexError(2)
    except IndexError as e:
        print(repr(e.__context__))
        raise OSError(3)


def no_active(): raise
def raise_class(): raise ValueError
def raise_bad(): raise 5
def raise_bad_class(): raise int
def cause_bad(): raise ValueError from 5
def cause_class(): raise ValueError from KeyError


for f in (chained, context, suppressed, bare_reraise, raised_in_finally, nested_contexts, no_active, raise_class, raise_bad, raise_bad_class, cause_bad, cause_class):
    error(f)


def bad_match():
    try:
        raise ValueError
    except 5:
        pass


error(bad_match)


class Custom(Exception):
    def __init__(self, a, b):
        super().__init__(a)
        self.b = b

    def __str__(self): return f'custom {self.args[0]} {self.b}'


try:
    raise Custom(1, 2)
except Custom as e:
    print(e, repr(e), e.args, e.b)

print(sys.exc_info())
try:
    raise ValueError('x')
except ValueError:
    print(sys.exc_info()[1], sys.exception())
    try:
        raise KeyError('y')
    except KeyError:
        print(sys.exc_info()[1])
    print(sys.exc_info()[1])
print(sys.exc_info())

e = ValueError(1, 2)
print(e.args, str(e), repr(e), str(ValueError()), repr(ValueError('a')), str(KeyError('a')), str(KeyError()))
e.args = ('changed',)
print(e, e.with_traceback(None) is e)
e.add_note('note one')
e.add_note('note two')
print(e.__notes__)
error(lambda: e.add_note(5))
print(issubclass(KeyError, LookupError), issubclass(FileNotFoundError, OSError), IOError is OSError, issubclass(KeyboardInterrupt, Exception))
print(StopIteration(5).value, SystemExit(3).code, OSError(2, 'msg', 'file').filename, OSError(2, 'msg').errno, repr(OSError(2, 'No such')), type(OSError(2, 'x')).__name__)
print(str(OSError(2, 'msg', 'f')), str(OSError('only')), UnicodeDecodeError('utf8', b'ab', 0, 1, 'why'), ImportError('m', name='n', path='p').name)
error(lambda: ValueError(x=1))
try:
    try:
        raise ValueError('inner')
    finally:
        print('cleanup')
except ValueError as caught:
    print('outer', caught)
print('caught' in dir())


def generator_finally():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print('closed')
        raise
    finally:
        print('gen finally')


g = generator_finally()
print(next(g))
g.close()


def deep(n):
    try:
        if n == 0: raise ValueError('deep')
        deep(n - 1)
    except ValueError as e:
        if n < 3: raise
        return n
    finally:
        if n == 2: print('passing 2')
    return 'caught below'


print(deep(5))

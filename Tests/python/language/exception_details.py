# Attributes and texts of the builtin exceptions; contexts through nested handlers; custom hierarchies.
import sys

for e in (Exception(), Exception('a'), Exception('a', 1), KeyError('k'), KeyError('a b', 2), OSError(2, 'No such file'), OSError(13, 'denied', 'f'), OSError(1, 'x', 'f', None, 'g'), StopIteration(5), SystemExit(3), SystemExit(), SystemExit('a', 'b'), UnicodeEncodeError('ascii', 'é', 0, 1, 'reason'),
          UnicodeDecodeError('utf-8', b'\xff', 0, 1, 'invalid'), UnicodeTranslateError('é', 0, 1, 'why'), SyntaxError('msg'), SyntaxError('msg', ('f', 1, 2, 'text')), ImportError('m', name='n'), ModuleNotFoundError('no'), NameError('nn', name='v'), AttributeError('aa', name='x', obj=5), ZeroDivisionError(), AssertionError((1, 2)), IndexError(0), RecursionError('r'), BlockingIOError(11, 'again', 5), Warning('w'), KeyboardInterrupt(), GeneratorExit(), MemoryError(), ExceptionGroup('g', [ValueError(1)])):
    print(repr(e), '|', str(e), '|', e.args)
o = OSError(2, 'msg', 'name', None, 'name2')
print(o.errno, o.strerror, o.filename, o.filename2, type(o).__name__, OSError(17, '').__class__.__name__, OSError(1, '').__class__.__name__, OSError(32, '').__class__.__name__, OSError(9999, '').__class__.__name__, OSError('one').errno)
u = UnicodeDecodeError('utf-8', b'abc', 1, 2, 'bad')
print(u.encoding, u.object, u.start, u.end, u.reason)
u.start, u.reason = 0, 'worse'
print(u)
s = SyntaxError('m', ('f.py', 3, 5, 'some text', 3, 9))
print(s.msg, s.filename, s.lineno, s.offset, s.text, s.end_lineno, s.end_offset, s.print_file_and_line)
for cls in (ArithmeticError, AssertionError, AttributeError, BufferError, EOFError, FloatingPointError, GeneratorExit, ImportError, IndentationError, IsADirectoryError, KeyError, LookupError, NotADirectoryError, NotImplementedError, OverflowError, PermissionError, RecursionError, ReferenceError, RuntimeError, StopAsyncIteration, SystemError, TabError, TimeoutError, UnboundLocalError, UnicodeError, ConnectionResetError, ChildProcessError, EncodingWarning, ResourceWarning):
    print(cls.__name__, [b.__name__ for b in cls.__mro__[1:-1]])


def chain_text(e):
    out = []
    while e is not None:
        out.append(repr(e))
        e = e.__cause__ or (None if e.__suppress_context__ else e.__context__)
    return ' <- '.join(out)


def three():
    try:
        try:
            try:
                raise ValueError(1)
            except ValueError:
                raise TypeError(2)
        except TypeError:
            raise KeyError(3)
    except KeyError as e:
        return chain_text(e)


print(three())


def with_finally():
    try:
        try:
            raise ValueError('original')
        finally:
            raise OSError('in finally')
    except OSError as e:
        return chain_text(e)


print(with_finally())


def loop_contexts():
    last = None
    for i in range(3):
        try:
            raise ValueError(i)
        except ValueError as e:
            last = e
    return chain_text(last)


print(loop_contexts())


def raise_same():
    try:
        raise ValueError('x')
    except ValueError as e:
        try:
            raise e
        except ValueError as f:
            return f.__context__, e is f


print(raise_same())


def cycle():
    a, b = ValueError('a'), ValueError('b')
    try:
        try:
            raise a
        except ValueError:
            raise b
    except ValueError:
        try:
            raise a
        except ValueError as e:
            return chain_text(e)[:60]


print(cycle())


class AppError(Exception):
    code = 1

    def __init__(self, message, *, details=None):
        super().__init__(message)
        self.details = details


class NotFound(AppError):
    code = 404


try:
    raise NotFound('gone', details={'id': 5})
except AppError as e:
    print(e.code, e.details, e, repr(e), isinstance(e, NotFound))


class StrangeInit(Exception):
    def __init__(self): pass


print(repr(StrangeInit()), StrangeInit().args)


class NewOnly(Exception):
    def __new__(cls, *args): return super().__new__(cls, 'from new')


print(NewOnly(1, 2).args, str(NewOnly(1)))
e = ValueError('x')
e.custom = 5
e.__cause__ = KeyError('c')
print(e.custom, e.__suppress_context__, repr(e.__cause__), e.__traceback__)
for bad in (lambda: setattr(e, '__cause__', 5), lambda: setattr(e, '__context__', 'x'), lambda: setattr(e, '__traceback__', 5), lambda: setattr(e, 'args', 5), lambda: delattr(e, 'args'), lambda: delattr(e, '__cause__'), lambda: e.with_traceback(5), lambda: BaseException.__new__(int), lambda: OSError(1, 2, 3, 4, 5, 6)):
    try:
        print(bad())
    except TypeError as x:
        print(x)
try:
    raise ValueError('tb')
except ValueError as caught:
    saved = caught
print(saved.__traceback__ is not None, saved.__traceback__.tb_frame.f_code.co_name)
try:
    raise saved.with_traceback(None)
except ValueError as again:
    print(again.__traceback__.tb_lineno > 0, again.__traceback__.tb_next)
import pickle
print(pickle.loads(pickle.dumps(KeyError('k', 1))).args, repr(pickle.loads(pickle.dumps(OSError(2, 'm', 'f')))))


def handler_scope():
    try:
        raise ValueError('v')
    except ValueError as e:
        def later(): return e
    try:
        later()
    except NameError as x:
        return str(x)


print(handler_scope())


def unwinding(log):
    for i in range(3):
        try:
            try:
                if i == 0: continue
                if i == 1: raise KeyError
                if i == 2: return log
            finally:
                log.append(('inner', i))
        except KeyError:
            log.append('handled')
        finally:
            log.append(('outer', i))


print(unwinding([]))
print([sys.exc_info()[0] for _ in range(1)])

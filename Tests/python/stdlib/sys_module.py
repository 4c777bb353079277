# minipy: differs: a RecursionError does not say what was being done
# sys: what scripts ask it.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import sys

print(sys.version_info[:2], sys.version_info.major, sys.version_info >= (3, 11), sys.byteorder, sys.maxsize, sys.maxunicode, sys.platform, sys.hexversion >> 16 == 0x30b, sys.argv[1:], sys.flags.optimize, sys.float_info.mant_dig, sys.int_info.bits_per_digit > 0, sys.hash_info.width, sys.api_version > 0, type(sys.path), type(sys.modules), sys.getdefaultencoding(), sys.getfilesystemencoding(), sys.float_repr_style)
print(type(sys.executable), type(sys.version), sys.stdin.fileno(), sys.stderr.fileno(), sys.__stdout__ is sys.stdout, sys.ps1 if hasattr(sys, 'ps1') else 'no prompt', sys.dont_write_bytecode, sys.implementation.name == sys.implementation.name, sys.getrecursionlimit(), sys.getsizeof([]) > 0, sys.getsizeof(object, 5) > 0)
sys.setrecursionlimit(300)


def depth(n):
    try:
        return depth(n + 1)
    except RecursionError as e:
        return n, str(e)


n, text = depth(0)
print(200 < n < 300, text)
sys.setrecursionlimit(1000)
error(lambda: sys.setrecursionlimit(0))
error(lambda: sys.setrecursionlimit('a'))
for value in (None, 0, 5, 'text', True, (1, 2)):
    try:
        sys.exit(value)
    except SystemExit as e:
        print(repr(e.code), e.args)


def frame():
    f = sys._getframe()
    return f.f_code.co_name, f.f_back.f_code.co_name, f.f_lineno > 0, f.f_globals is globals(), f.f_locals == {'f': f} or sorted(f.f_locals)


print(frame())
error(lambda: sys._getframe(1000))
error(lambda: sys.intern(5))
try:
    raise KeyError('k')
except KeyError:
    t, v, tb = sys.exc_info()
    print(t, repr(v), tb.tb_lineno > 0)
events = []


def tracer(frame, event, arg):
    if frame.f_code.co_name == 'traced':
        events.append((event, frame.f_lineno - frame.f_code.co_firstlineno, arg if event == 'return' else None))
        return tracer


def traced(x):
    y = x + 1
    for i in range(2):
        y += i
    return y


sys.settrace(tracer)
traced(1)
sys.settrace(None)
print(events, sys.gettrace())
profile = []


def profiler(frame, event, arg):
    if event in ('call', 'return') and frame.f_code.co_name == 'traced' or event.startswith('c_') and arg is len:
        profile.append(event)


sys.setprofile(profiler)
traced(1)
len('a')
sys.setprofile(None)
print(profile)
saved = sys.excepthook
hooked = []
sys.displayhook(None)
sys.displayhook('shown')
import builtins
print(builtins._)
print(sys.getswitchinterval(), callable(sys.audit), sys.is_finalizing(), len(sys.warnoptions) >= 0, sys.exc_info())
audited = []
sys.addaudithook(lambda event, args: audited.append((event, args)) if event.startswith('my.') else None)
sys.audit('my.event', 1, 'two')
print(audited)
error(lambda: sys.audit())
error(lambda: sys.audit(5))
print(sys.getrefcount(object()) >= 1, sys.thread_info.name, 'math' in sys.builtin_module_names or True, isinstance(sys.stdlib_module_names, frozenset), 'json' in sys.stdlib_module_names, sys.orig_argv is not None, sys.get_int_max_str_digits())
sys.set_int_max_str_digits(640)
error(lambda: str(10 ** 700))
sys.set_int_max_str_digits(0)
print(len(str(10 ** 5000)))
sys.exit('goes to stderr with status 1')

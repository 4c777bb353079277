# warnings: filters, recording, showing, categories.
import io
import sys
import warnings

sys.stderr = sys.stdout


def deprecated(): warnings.warn('old function', DeprecationWarning, stacklevel=2)


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    deprecated()
    deprecated()
    warnings.warn('plain')
    warnings.warn(RuntimeWarning('instance'))
print([(w.category.__name__, str(w.message), w.lineno > 0) for w in caught])
with warnings.catch_warnings():
    warnings.simplefilter('error')
    try:
        warnings.warn('raised', UserWarning)
    except UserWarning as e:
        print('raised', e)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('default')
    for _ in range(3):
        warnings.warn('once per place')
print(len(caught))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    warnings.filterwarnings('ignore', message='hidden.*')
    warnings.filterwarnings('error', category=FutureWarning)
    warnings.warn('hidden one')
    warnings.warn('seen')
    try:
        warnings.warn('future', FutureWarning)
    except FutureWarning as e:
        print('error', e)
print([str(w.message) for w in caught])
print(warnings.formatwarning('text', UserWarning, 'file.py', 5, 'the line'))
saved = warnings.showwarning
warnings.showwarning = lambda message, category, filename, lineno, file=None, line=None: print('shown', message, category.__name__)
warnings.simplefilter('always')
warnings.warn('custom shown')
warnings.showwarning = saved
for bad in (lambda: warnings.warn('x', int), lambda: warnings.simplefilter('nope'), lambda: warnings.filterwarnings('error', message=5), lambda: warnings.warn()):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
warnings.warn_explicit('explicit', UserWarning, 'given.py', 10)
print(issubclass(DeprecationWarning, Warning), ResourceWarning.__mro__[1].__name__, warnings.filters != [], BytesWarning.__name__)
warnings.resetwarnings()
print(warnings.filters)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    eval(compile('1 is 1', 's', 'eval'))
    compile('"a" is b\nassert (1, "x")\n', 's', 'exec')
    compile(r'"\d"', 's', 'exec')
print([(w.category.__name__, str(w.message)) for w in caught])

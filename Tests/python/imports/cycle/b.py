print('b begins')
from . import a
print('a has value:', hasattr(a, 'value'))
value = 'b value'
try:
    from .a import value as early
except ImportError as e:
    print('ImportError:', str(e).split(' (/')[0])

print('a begins')
from . import b
value = 'a value'
print('a ends', b.value)

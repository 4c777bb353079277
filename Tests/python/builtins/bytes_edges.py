# bytes and bytearray: __bytes__ of a str, deletion by an empty slice, state of slots when copied; audit events of files.
import copy
import pickle
import sys


class Text(str):
    def __bytes__(self):
        return b'own'


print(bytes(Text('a')), bytes(Text('a'), 'ascii'))
try:
    bytes('a')
except TypeError as error:
    print(error)
for empty in (b'', [], bytearray()):
    b = bytearray(range(10))
    b[1:-1:2] = empty
    print(b)
b = bytearray(range(4))
view = memoryview(b)
try:
    b[::2] = b''
except BufferError as error:
    print(error)


class Slotted(bytearray):
    __slots__ = ('x', '__dict__')


a = Slotted(b'ab')
a.x = 10
a.y = 20
for made in (copy.copy(a), copy.deepcopy(a), pickle.loads(pickle.dumps(a, 2)), pickle.loads(pickle.dumps(a))):
    print(type(made).__name__, made, made.x, made.y)

events = []
sys.addaudithook(lambda event, args: events.append((event, args)) if event in ('open', 'sqlite3.connect') else None)
with open('/dev/null') as f:
    open(f.fileno(), closefd=False).close()
import sqlite3
sqlite3.connect(':memory:').close()
print([(event, type(args[0]).__name__) for event, args in events if not str(args[0]).startswith('/usr')])

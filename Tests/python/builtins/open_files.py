# open(): modes, text and binary, reading and writing, seek, newline, errors.
import os
import tempfile

directory = tempfile.mkdtemp()
path = os.path.join(directory, 'file.txt')


def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', str(e).replace(directory, 'DIR'))


with open(path, 'w') as f:
    print(f.write('line one\nline two\n\nlast é'), f.name == path, f.mode, f.closed, f.encoding, f.writable(), f.readable(), f.seekable())
    error(f.read)
print(f.closed)
error(lambda: f.write('x'))
with open(path) as f:
    print(f.read(4), f.readline(), f.readlines(), f.read(), f.readline() == '')
with open(path) as f:
    print([line for line in f], f.tell())
    f.seek(5)
    print(f.read(3), f.tell())
    f.seek(0, 2)
    print(f.read() == '')
    error(lambda: f.seek(-1))
    error(lambda: f.write('x'))
with open(path, 'rb') as f:
    print(f.read(), f.seek(-3, 2), f.read(), f.seek(0), f.read(4), f.peek(2)[:2], f.readline(), f.tell())
    b = bytearray(4)
    print(f.readinto(b), b)
with open(path, 'a') as f:
    f.write('\nappended')
with open(path, 'r+') as f:
    f.write('LINE')
    f.seek(0)
    print(f.readline())
with open(path, 'wb') as f:
    print(f.write(b'a\r\nb\rc\nd'), f.write(bytearray(b'!')))
    error(lambda: f.write('text'))
for newline in (None, '', '\n', '\r', '\r\n'):
    with open(path, newline=newline) as f:
        print(repr(newline), f.readlines(), f.newlines)
with open(path, 'w', newline='\r\n') as f:
    f.write('x\ny\n')
print(open(path, 'rb').read())
error(lambda: open(path, newline='x'))
with open(path, 'w', encoding='latin-1') as f:
    f.write('é')
print(open(path, 'rb').read())
error(lambda: open(path, encoding='utf-8').read())
print(open(path, encoding='utf-8', errors='replace').read().encode())
with open(path, 'w', encoding='ascii', errors='ignore') as f:
    f.write('aéb')
print(open(path).read())
error(lambda: open(path, 'w', encoding='ascii').write('é'))
error(lambda: open(path, 'x'))
error(lambda: open(path, 'rw'))
error(lambda: open(path, 'q'))
error(lambda: open(path, 'rbt'))
error(lambda: open(path, 'rb', encoding='utf-8'))
error(lambda: open(path, encoding='nope'))
error(lambda: open(directory))
error(lambda: open(os.path.join(directory, 'missing')))
error(lambda: open(os.path.join(directory, 'no', 'such', 'dir'), 'w'))
error(lambda: open(''))
error(lambda: open('a\0b'))
error(lambda: open(5.5))
error(lambda: open(path, buffering=0))
error(lambda: open(9999))
new = os.path.join(directory, 'new')
with open(new, 'x') as f:
    f.write('created')
print(open(new).read(), os.path.getsize(new))
with open(new, 'w+') as f:
    f.write('0123456789')
    f.truncate(5)
    f.seek(0)
    print(f.read())
with open(new, 'wb', buffering=0) as f:
    print(type(f).__name__, f.write(b'raw'))
print(type(open(new)).__name__, type(open(new, 'rb')).__name__, type(open(new, 'wb')).__name__, type(open(new, 'r+b')).__name__, type(open(new, 'rb').raw).__name__)
fd = os.open(new, os.O_RDWR)
with open(fd, 'w', closefd=True) as f:
    print(f.fileno() == fd, f.name == fd, f.write('via fd'))
print(open(new).read())
with open(new, 'w') as f:
    for i in range(20000):
        f.write(f'{i}\n')
with open(new) as f:
    print(sum(int(line) for line in f))
with open(new, 'rb') as f:
    print(sum(len(line) for line in f), len(f.read()))
with open(new, 'w') as f:
    print('printed', 1, file=f)
    f.writelines(['a', 'b'])
    f.flush()
    print(os.path.getsize(new))
with open(new, 'rb') as f:
    f.seek(3)
    print(f.read1(2), list(iter(lambda: f.read(2), b'')))
import io
print(io.open is open, issubclass(io.TextIOWrapper, io.TextIOBase), io.DEFAULT_BUFFER_SIZE, io.SEEK_END)
for name in os.listdir(directory):
    os.remove(os.path.join(directory, name))
os.rmdir(directory)
print(os.path.exists(directory))

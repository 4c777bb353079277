import mmap
import os


def fails(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


m = mmap.mmap(-1, 4096)
print(len(m), m[:4], m.tell(), m.closed)
m[0:5] = b'hello'
m[5] = 33
print(m[:6], m[-1], m[4::-2], m.find(b'l'), m.rfind(b'l'), m.find(b'zz'))
print(m.read(3), m.tell(), m.read_byte(), m.readline()[:3])
m.seek(0)
print(m.write(b'line\nnext'), m.tell())
m.seek(0)
print(m.readline())
m.move(10, 0, 4)
print(m[10:14])
m.write_byte(65)
print(m[5:7])
fails(m.__setitem__, slice(0, 2), b'abc')
fails(m.__setitem__, 0, 256)
fails(m.__setitem__, 0, 'a')
fails(m.__getitem__, 4096)
fails(m.__getitem__, 'x')
fails(m.seek, -1)
fails(m.seek, 0, 9)
fails(m.move, 0, 4090, 10)
with memoryview(m) as v:
    v[0] = 90
    fails(m.close)
print(m[:2])
m.close()
print(m.closed)
fails(m.__getitem__, 0)
fails(len, m)
fails(mmap.mmap, -1, -1)
fails(mmap.mmap, -1, 10, access=9)
fails(mmap.mmap, -1, 10, access=1, prot=1)
path = f'/tmp/mmap-{os.getpid()}'
fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
fails(mmap.mmap, fd, 0)
os.write(fd, b'0123456789')
fails(mmap.mmap, fd, 100)
with mmap.mmap(fd, 0) as m:
    m[0] = 88
    m.flush()
    print(m.size(), os.pread(fd, 3, 0))
    m.resize(20)
    print(len(m), os.fstat(fd).st_size)
with mmap.mmap(fd, 0, access=mmap.ACCESS_READ) as m:
    fails(m.__setitem__, 0, 1)
    fails(m.write, b'x')
    print(bytes(m[:10]))
with mmap.mmap(fd, 0, access=mmap.ACCESS_COPY) as m:
    m[0] = 89
    print(m[:2], os.pread(fd, 2, 0))
os.close(fd)
os.unlink(path)

# zlib, gzip, zipfile, tarfile.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import gzip
import io
import tarfile
import zipfile
import zlib

data = b'some data to compress ' * 100
c = zlib.compress(data)
print(len(c) < 100, zlib.decompress(c) == data, zlib.crc32(data), zlib.adler32(data), zlib.crc32(b'b', zlib.crc32(b'a')) == zlib.crc32(b'ab'), zlib.decompress(zlib.compress(b'', 0)), zlib.decompress(zlib.compress(data, 9)) == data)
o = zlib.compressobj()
parts = o.compress(data[:50]) + o.compress(data[50:]) + o.flush()
d = zlib.decompressobj()
print(d.decompress(parts[:10]) + d.decompress(parts[10:]) + d.flush() == data, d.eof, zlib.decompressobj().decompress(c + b'tail') == data)
r = zlib.compressobj(wbits=-15)
raw = r.compress(b'raw') + r.flush()
print(zlib.decompress(raw, -15))
error(lambda: zlib.decompress(b'not zlib'))
error(lambda: zlib.decompress(c[:20]))
error(lambda: zlib.compress('text'))
g = gzip.compress(data, mtime=0)
print(gzip.decompress(g) == data, g[:4])
f = io.BytesIO()
with gzip.GzipFile(fileobj=f, mode='wb', mtime=0) as z:
    z.write(b'line 1\nline 2\n')
f.seek(0)
with gzip.open(f, 'rt') as z:
    print(z.readlines())
error(lambda: gzip.decompress(b'bad data here'))
f = io.BytesIO()
with zipfile.ZipFile(f, 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('a.txt', 'content a')
    z.writestr('dir/b.txt', data)
with zipfile.ZipFile(f) as z:
    print(z.namelist(), z.read('a.txt'), z.getinfo('dir/b.txt').file_size, z.testzip(), z.open('dir/b.txt').read(9), zipfile.Path(z, 'a.txt').read_text())
    error(lambda: z.read('nope'))
error(lambda: zipfile.ZipFile(io.BytesIO(b'not a zip')))
f = io.BytesIO()
with tarfile.open(fileobj=f, mode='w:gz') as t:
    info = tarfile.TarInfo('x/y.txt')
    info.size = len(data)
    t.addfile(info, io.BytesIO(data))
f.seek(0)
with tarfile.open(fileobj=f) as t:
    print(t.getnames(), t.extractfile('x/y.txt').read() == data, t.getmember('x/y.txt').isfile())

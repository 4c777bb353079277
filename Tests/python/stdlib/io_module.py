# io: StringIO, BytesIO, TextIOWrapper, buffered objects, raw subclasses.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import io

s = io.StringIO('line one\nline two\n')
print(s.read(4), s.readline(), s.readlines(), s.read() == '', s.tell(), s.seek(0), next(s), s.getvalue())
s.seek(0, 2)
print(s.write('more'), s.getvalue(), s.truncate(4), s.getvalue(), s.seek(2), s.write('XX!'), s.getvalue(), s.readable(), s.seekable(), s.closed, s.line_buffering)
s.seek(10)
s.write('far')
print(repr(s.getvalue()))
s.close()
error(lambda: s.read())
error(lambda: io.StringIO(5))
error(lambda: io.StringIO().write(b'x'))
print(io.StringIO('a\r\nb\rc').readlines(), io.StringIO('a\r\nb\rc', newline=None).readlines(), io.StringIO('a\r\nb', newline='').readlines())
b = io.BytesIO(b'bytes here')
print(b.read(5), b.read(), b.seek(-4, 2), b.read1(), b.getvalue(), b.seek(1), b.write(b'YT'), b.getvalue(), b.getbuffer()[0], b.tell(), b.truncate(3), b.getvalue(), b.readinto(bytearray(2)))
view = b.getbuffer()
error(lambda: b.write(b'toolong' * 10))
view.release()
error(lambda: io.BytesIO('x'))
error(lambda: b.write('x'))
error(lambda: b.seek(-1))
print(list(io.BytesIO(b'a\nb\nc')), io.BytesIO(b'a\nb').readline(), io.BytesIO(b'ab').readline(1), io.BytesIO().read(5))
t = io.TextIOWrapper(io.BytesIO(), encoding='utf-8', newline='\n', write_through=False)
print(t.write('é\nx'), t.buffer.getvalue(), t.flush(), t.buffer.getvalue(), t.encoding, t.errors, t.seek(0), t.read(), t.newlines, t.name if hasattr(t, 'name') else 'unnamed')
t.reconfigure(encoding='latin-1', errors='replace')
t.seek(0, 2)
t.write('é€')
t.flush()
print(t.buffer.getvalue())
raw = t.detach()
print(type(raw).__name__)
error(lambda: t.read())
r = io.BufferedReader(io.BytesIO(b'0123456789'), 4)
print(r.peek(1)[:1], r.read(3), r.peek()[:1], r.read1(10), r.tell(), r.seek(0), r.read(), r.raw.__class__.__name__)
w = io.BufferedWriter(io.BytesIO(), 8)
print(w.write(b'1234'), w.raw.getvalue(), w.write(b'567890'), w.flush(), w.raw.getvalue())
rw = io.BufferedRandom(io.BytesIO(b'abcdef'))
print(rw.read(2), rw.write(b'XY'), rw.seek(0), rw.read())
pair = io.BufferedRWPair(io.BytesIO(b'in'), io.BytesIO())
print(pair.read(), pair.write(b'out'), pair.readable(), pair.writable())


class Raw(io.RawIOBase):
    def __init__(self): self.data, self.out = b'raw data\nsecond', []
    def readable(self): return True
    def writable(self): return True

    def readinto(self, buffer):
        n = min(len(buffer), 3, len(self.data))
        buffer[:n], self.data = self.data[:n], self.data[n:]
        return n

    def write(self, data): self.out.append(bytes(data)); return len(data)


print(Raw().read(2), Raw().readall(), Raw().readline(), list(Raw()), io.BufferedReader(Raw()).read(), io.TextIOWrapper(io.BufferedReader(Raw())).readlines())
x = Raw()
bw = io.BufferedWriter(x)
bw.write(b'one')
bw.flush()
print(x.out)
error(lambda: io.RawIOBase().read())
error(lambda: io.IOBase().fileno())
error(lambda: io.StringIO().fileno())
error(lambda: io.BytesIO().readinto('x'))
print(isinstance(io.StringIO(), io.TextIOBase), issubclass(io.BytesIO, io.BufferedIOBase), issubclass(io.UnsupportedOperation, (OSError, ValueError)), io.SEEK_CUR, io.text_encoding(None))


class Sub(io.StringIO):
    def write(self, text): return super().write(text.upper())


z = Sub()
print('printed', file=z)
print(repr(z.getvalue()), io.IncrementalNewlineDecoder(None, True).decode('a\r\nb'))
with io.BytesIO(b'x') as f:
    print(f.read())
print(f.closed)

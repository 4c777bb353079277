# bytes: construction, indexing, methods, errors.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


b = b'Hello, World'
print(bytes(), bytes(3), bytes([1, 2, 255]), bytes('é', 'utf-8'), bytes(b'x'), bytes(range(5)), bytes(bytearray(b'y')), bytes(i for i in (65, 66)), bytes.fromhex('00 ff 4a'), b'abc'.hex(), b'\x01\x02\x03\x04'.hex(':'), b'\x01\x02\x03\x04'.hex('-', 2), b'\x01\x02\x03'.hex('_', -2))
error(lambda: bytes('x'))
error(lambda: bytes(-1))
error(lambda: bytes([256]))
error(lambda: bytes([-1]))
error(lambda: bytes(['a']))
error(lambda: bytes(1.5))
error(lambda: bytes(b'x', 'utf-8'))
error(lambda: bytes.fromhex('0'))
error(lambda: bytes.fromhex('zz'))
print(b[0], b[-1], b[1:3], b[::-1], b[::2], len(b), list(b'ab'), 72 in b, b'ell' in b, b'' in b, 300 in [300])
error(lambda: b[50])
error(lambda: 300 in b)
error(lambda: 'x' in b)
error(lambda: b['a'])
print(repr(b'\x00\n\t\\\'"\x7f\xff'), repr(b"it's"), str(b'x'), b'%s %d %x %r' % (b'a', 5, 255, 'é'), b'%5.2f|%-4s|%c' % (1.5, b'x', 65), b'%b' % b'q')
error(lambda: b'%s' % 'x')
error(lambda: b'%d' % b'x')
print(b + b'!', b'ab' * 2, 2 * b'ab', b'a' < b'b', b'a' == 'a', b'a' == bytearray(b'a'), b'abc' > b'ab', hash(b'a') == hash(b'a'), bool(b''))
error(lambda: b + 'x')
error(lambda: b + 1)
error(lambda: b < 'x')
print(b.upper(), b.lower(), b.swapcase(), b.title(), b.capitalize(), b.find(b'o'), b.find(111), b.rfind(b'o'), b.index(b'W'), b.count(b'l'), b.count(108), b.startswith(b'He'), b.startswith((b'x', b'H')), b.endswith(b'ld'))
error(lambda: b.index(b'zz'))
error(lambda: b.find('x'))
error(lambda: b.startswith('x'))
print(b.split(b', '), b' a  b '.split(), b'a,b,c'.rsplit(b',', 1), b'a\nb\r\nc'.splitlines(), b'a=b'.partition(b'='), b'a=b=c'.rpartition(b'='), b','.join([b'x', b'y', bytearray(b'z')]), b'abc'.replace(b'b', b'XX'), b'aaa'.replace(b'a', b'b', 2))
error(lambda: b','.join(['x']))
error(lambda: b.split(b''))
print(b'  x '.strip(), b'xxaxx'.strip(b'x'), b'x'.center(5, b'*'), b'x'.ljust(3) + b'|', b'x'.rjust(3), b'5'.zfill(3), b'a\tb'.expandtabs(4), b'abc'.translate(bytes.maketrans(b'ab', b'xy')), b'abc'.translate(None, b'b'), b'pre-x'.removeprefix(b'pre-'), b'x.y'.removesuffix(b'.y'))
print(b'abc'.isalpha(), b'12'.isdigit(), b'a1'.isalnum(), b' '.isspace(), b'ab'.islower(), b'AB'.isupper(), b'Ab'.istitle(), b'\xff'.isascii(), b''.isalpha())
print(b'\xc3\xa9'.decode(), b'\xe9'.decode('latin-1'), b'\xff\xfeA\x00'.decode('utf-16'), b'a\xffb'.decode('utf-8', 'replace').encode(), b'a\xffb'.decode('utf-8', 'ignore'), b'a\xffb'.decode('utf-8', 'backslashreplace'), b'a\xff'.decode('utf-8', 'surrogateescape').encode('utf-8', 'surrogateescape'), b'\x80'.decode('ascii', 'replace').encode(), b'abc'.decode('utf-8', errors='strict'))
error(lambda: b'\xff'.decode())
error(lambda: b'a\xc3'.decode())
error(lambda: b'\xe2\x82'.decode())
error(lambda: b'\xc0\x80'.decode())
error(lambda: b'\xed\xa0\x80'.decode())
error(lambda: b'\xf5\x80\x80\x80'.decode())
error(lambda: b'\x80'.decode('ascii'))
error(lambda: b'a'.decode('utf-16'))
error(lambda: b'a'.decode('nope'))


class B(bytes): pass


print(B(b'x'), type(B(b'x') + b'y'), B(b'x') == b'x', type(B(b'xy')[:]))


class HasBytes:
    def __bytes__(self): return b'from method'


print(bytes(HasBytes()))
print(sorted([b'b', b'a']), min(b'xyz'), bytes(reversed(b'abc')), b'\x00' * 5, bytes.maketrans(b'', b'')[:3], b'x'.__add__(b'y'), bytes(memoryview(b'mv')))


def assign(): b[0] = 1


error(assign)
print(b'\N{x}', b'\u1234', len(b'\101\x41\n'))

# bytearray: mutation, methods, slices; memoryview over it.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


a = bytearray(b'hello')
print(a, bytearray(), bytearray(3), bytearray([1, 2]), bytearray('é', 'utf-8'), bytearray(a) is a, repr(a), str(bytearray(b'\'"')))
a[0] = 72
a[-1:] = b'OO'
print(a)
a.append(33)
a.extend(b' ok')
a.extend([46, 46])
a.insert(0, 62)
print(a, a.pop(), a.pop(0), a)
a.remove(ord('e'))
a.reverse()
print(a, len(a), a[0], a[1:3], a[::-1])
del a[0]
del a[1:3]
print(a)
a[1:1] = b'inserted'
a[::3] = b'X' * len(a[::3])
print(a)
a += b'more'
a *= 2
print(a, a.count(b'm'), a.find(b'more'), a.copy() == a, a.copy() is a)
a.clear()
print(a, bool(a))
a = bytearray(b'abc')


def set_item(value): a[0] = value
def set_slice(value): a[::2] = value


error(lambda: set_item(256))
error(lambda: set_item('x'))
error(lambda: set_item(b'x'))
error(lambda: a.append(300))
error(lambda: a.pop(10))
error(lambda: bytearray().pop())
error(lambda: a.remove(200))
error(lambda: a.insert('x', 1))
error(lambda: set_slice(b'xyz1'))
error(lambda: a.extend('abc'))
error(lambda: hash(a))
error(lambda: a[10])
error(lambda: {a: 1})
print(a == b'abc', a < b'abd', a + b'd', b'd' + a, type(b'd' + a), type(a + b'd'), a * 2, 97 in a, b'bc' in a, a.upper(), a.hex(), a.decode(), bytes(a), a.split(b'b'), a.replace(b'b', b''), a.join([b'1', b'2']), a.startswith(b'a'))
m = memoryview(a)
print(m[0], m[1:].tobytes(), m.tolist(), len(m), m.nbytes, m.readonly, m.format, m.itemsize, m.shape, m.strides, m.ndim, m.c_contiguous, m == b'abc', bytes(m))
m[0] = 90
m[1:3] = b'YX'
print(a)
error(lambda: a.append(1))
error(lambda: m[5])
m.release()
error(lambda: m[0])
a.append(1)
print(a)
r = memoryview(b'readonly')


def write(): r[0] = 1


error(write)
print(r.hex(), r[::2].tobytes(), r[-1], hash(r) == hash(b'readonly'), r.toreadonly().readonly, list(r[:3]), memoryview(bytearray(8)).cast('I').tolist(), r.obj)
with memoryview(bytearray(b'xy')) as v:
    print(v.tolist())
error(lambda: memoryview('x'))
c = memoryview(bytearray(b'\x01\x00\x02\x00')).cast('H')
print(c.tolist(), c.format, c.itemsize, c[1], c.cast('B').tolist())
c[0] = 513
print(c.obj)


class BA(bytearray):
    def __init__(self, *args):
        super().__init__(*args)
        self.extra = 1


print(BA(b'x').extra, BA(b'x') + b'y', bytearray.fromhex('41 42'), bytearray(b'a-b').partition(b'-'), bytearray(b' x ').strip(), bytearray(b'%d') % 5)
big = bytearray()
for i in range(1000):
    big.append(i % 256)
print(len(big), sum(big), big[255:258])
while len(big) > 3:
    big.pop(0)
print(big)

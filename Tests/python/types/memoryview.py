# memoryview: formats, slices, casts, comparison, lifetime.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


m = memoryview(b'hello world')
print(m[0], m[-1], m[1:4].tobytes(), m[::-1].tobytes(), m[::3].tolist(), len(m), m.nbytes, m.readonly, m.format, m.itemsize, m.ndim, m.shape, m.strides, m.contiguous, m.suboffsets, m.obj, bytes(m), list(m[:2]), m.hex(), m.tobytes() == b'hello world')
print(m == b'hello world', m == bytearray(b'hello world'), m[:5] == memoryview(b'hello'), m != b'x', m == 5, hash(m) == hash(b'hello world'), b'o' in m.tobytes(), 104 in m, memoryview(b'ab') == memoryview(b'ab')[:])
error(lambda: m[20])
error(lambda: m['a'])
error(lambda: m[::0])
error(lambda: m.__setitem__(0, 1))
error(lambda: memoryview(5))
error(lambda: memoryview('text'))
error(lambda: memoryview())
b = bytearray(range(16))
w = memoryview(b)
w[0] = 255
w[1:4] = b'abc'
w[4:8] = memoryview(b'WXYZ')
w[::2][1:3] = b'!?'
print(b)
error(lambda: w.__setitem__(0, 256))
error(lambda: w.__setitem__(0, 'a'))
error(lambda: w.__setitem__(slice(0, 2), b'abc'))
error(lambda: hash(w))
error(lambda: w.__delitem__(0))
error(lambda: b.append(1))
error(lambda: b.clear())
i = w.cast('I')
print(i.format, i.itemsize, len(i), i.nbytes, i[0], i.tolist(), i.cast('B').tolist() == w.tolist(), w.cast('b').tolist()[0], w.cast('H')[1], w.cast('d').tolist()[0] != 0, w.cast('c')[1], w.cast('?')[1])
two = w.cast('B', (4, 4))
print(two.shape, two.strides, two.ndim, two.tolist()[1], two[1, 2], two.nbytes, len(two))
error(lambda: two[0])
error(lambda: two[4, 0])
error(lambda: w.cast('Z'))
error(lambda: w[1:].cast('I'))
error(lambda: w[::2].cast('I'))
error(lambda: i.cast('H'))
f = memoryview(bytearray(16)).cast('d')
f[0], f[1] = 1.5, -2
print(f.tolist(), f.tobytes())
error(lambda: f.__setitem__(0, 'x'))
q = memoryview(bytearray(8)).cast('q')
error(lambda: q.__setitem__(0, 1 << 63))
q[0] = -5
print(q[0], q.tobytes())
ro = w.toreadonly()
error(lambda: ro.__setitem__(0, 1))
for view in (two, i, ro):
    view.release()
with memoryview(b'context') as v:
    print(v[0])
error(lambda: v[0])
error(lambda: v.tobytes())
error(lambda: len(v))
print(repr(v)[:16])
w.release()
w.release()
b.append(1)
print(len(b))
import array
a = array.array('i', [1, 2, 3])
v = memoryview(a)
v[1] = 50
print(a, v.format, v.itemsize, v.tolist(), v == array.array('i', [1, 50, 3]), v == array.array('l', [1, 50, 3]), v[::-1].tolist(), memoryview(a[1:]).tobytes())
v.release()
print(memoryview(memoryview(b'nested')[1:])[1:].tobytes(), b''.join([memoryview(b'a'), b'b']), int.from_bytes(memoryview(b'\1\2'), 'big'), bytes(memoryview(b'ab')[::-1]), bytearray(memoryview(b'xy')), list(reversed(memoryview(b'abc'))), sum(memoryview(b'\1\2')), memoryview(b'') == b'', bool(memoryview(b'')), sorted(memoryview(b'cab')))

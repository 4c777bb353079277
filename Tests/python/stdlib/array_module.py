# array: type codes, methods, buffers, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


from array import array, typecodes

a = array('i', [1, 2, 3])
a.append(4)
a.extend([5, 6])
a.insert(0, 0)
a.fromlist([7])
print(a, a.typecode, a.itemsize, len(a), a[0], a[-1], a[1:3], a[::-1], a.index(3), a.count(2), 5 in a, a.pop(), a.pop(0), a.tolist())
a.remove(3)
a.reverse()
a[0] = 99
a[1:2] = array('i', [7, 8])
del a[0]
print(a, a + array('i', [1]), a * 2, a == array('i', a), a < array('i', [9]), list(a), sum(a), array('i') == array('f'), array('i', [1]) == array('d', [1.0]))
print(array('d', [1.5, 2]), array('f', [0.1])[0], array('u', 'héllo'), array('u', 'ab').tounicode(), array('b', b'\xff'), array('B', b'\xff'), array('q', [-2 ** 63])[0], array('Q', [2 ** 64 - 1])[0], typecodes)
b = array('h', [1, 256])
print(b.tobytes(), b.frombytes(b'\x05\x00'), b, b.byteswap(), b, b.buffer_info()[1], memoryview(b).tolist(), bytes(b), array('h', b.tobytes()), b.itemsize)
error(lambda: array('z'))
error(lambda: array('i', ['a']))
error(lambda: array('i', [1.5]))
error(lambda: array('b', [200]))
error(lambda: array('B', [-1]))
error(lambda: a[100])
error(lambda: a.append('x'))
error(lambda: a.index(12345))
error(lambda: a.remove(12345))
error(lambda: array('i').pop())
error(lambda: a + [1])
error(lambda: a.frombytes(b'abc'))
error(lambda: array('u', 5))
error(lambda: hash(a))
error(lambda: array('i', 'text'))
import copy
import pickle
print(copy.copy(a) == a, pickle.loads(pickle.dumps(a)) == a, array('i', range(5)), array('i', (x for x in (1, 2))), array('l', array('i', [1, 2])), isinstance(a, array), array.__name__)

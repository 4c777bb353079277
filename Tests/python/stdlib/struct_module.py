# struct: pack, unpack, formats, alignment, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import struct

print(struct.pack('<bBhHiIlLqQ', -1, 255, -2, 65535, -3, 4, -5, 6, -7, 8), struct.pack('>hIq', 1, 2, 3), struct.pack('!H', 80), struct.pack('=i', 1), struct.pack('<f', 1.5), struct.pack('<d', -2.25), struct.pack('<e', 0.5), struct.pack('5s3sx?c', b'ab', b'cdef', True, b'z'), struct.pack('3p', b'abc'), struct.pack('2h', 1, 2), struct.pack('@bi', 1, 2), struct.pack('<bi', 1, 2), struct.pack('0i'), struct.pack('n', -1), struct.pack('P', 5))
print(struct.unpack('<hI', b'\xff\xff\x01\x00\x00\x00'), struct.unpack('>d', b'?\xf0\0\0\0\0\0\0'), struct.unpack('3s2x?', b'abc\0\0\1'), struct.unpack('4B', bytes(range(4))), struct.unpack('<e', b'\0<'), struct.unpack('>q', b'\xff' * 8), struct.unpack('3p', b'\2ab'), struct.unpack_from('<H', b'\0\1\2\3', 1), list(struct.iter_unpack('<H', b'\1\0\2\0')))
print(struct.calcsize('bi'), struct.calcsize('<bi'), struct.calcsize('bq0i'), struct.calcsize('10s'), struct.calcsize(''), struct.calcsize('@ l'), struct.calcsize('ci0l'))
s = struct.Struct('<2Hf')
print(s.size, s.format, s.pack(1, 2, 0.5), s.unpack(s.pack(3, 4, 1e10)))
b = bytearray(8)
struct.pack_into('>I', b, 2, 0xdeadbeef)
print(b, s.pack_into(b, 0, 1, 2, 3.0), b)
error(lambda: struct.pack('B', 256))
error(lambda: struct.pack('b', -129))
error(lambda: struct.pack('H', -1))
error(lambda: struct.pack('<i', 1 << 31))
error(lambda: struct.pack('<Q', -1))
error(lambda: struct.pack('i'))
error(lambda: struct.pack('i', 1, 2))
error(lambda: struct.pack('i', 'a'))
error(lambda: struct.pack('i', 1.5))
error(lambda: struct.pack('f', 'a'))
error(lambda: struct.pack('<f', 1e40))
error(lambda: struct.pack('<e', 1e6))
error(lambda: struct.pack('c', b'ab'))
error(lambda: struct.pack('s', 'a'))
error(lambda: struct.pack('z', 1))
error(lambda: struct.pack('5'))
error(lambda: struct.unpack('i', b'abc'))
error(lambda: struct.unpack_from('i', b'abcde', 3))
error(lambda: struct.unpack_from('i', b'abcde', -10))
error(lambda: list(struct.iter_unpack('H', b'abc')))
error(lambda: struct.pack_into('i', bytearray(2), 0, 1))
error(lambda: struct.pack_into('i', b'abcd', 0, 1))
error(lambda: struct.calcsize('<n'))
print(struct.unpack('<f', struct.pack('<f', 0.1)), struct.unpack('<f', b'\0\0\x80\x7f'), struct.unpack('<f', b'\0\0\xc0\x7f'), struct.unpack('?', b'\5'), struct.error, issubclass(struct.error, Exception))

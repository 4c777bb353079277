# base64, binascii, quopri, codecs.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import base64
import binascii
import codecs

d = bytes(range(0, 256, 5))
for name in ('b64', 'b32', 'b16', 'b85', 'a85', 'standard_b64', 'urlsafe_b64', 'b32hex'):
    e = getattr(base64, name + 'encode')(d)
    print(name, e, getattr(base64, name + 'decode')(e) == d)
print([base64.b64encode(b'abcdef'[:n]) for n in range(7)], base64.b64decode('YWJj'), base64.b64encode(b'\xfb\xff', b'-_'), base64.b64decode(b'-_8=', b'-_'), base64.b64decode('YW Jj\n'), base64.encodebytes(b'x' * 60), base64.decodebytes(b'eHg=\n'), base64.b32decode('mfrgg===', casefold=True))
error(lambda: base64.b64decode('abc'))
error(lambda: base64.b64decode('a'))
error(lambda: base64.b64decode('YW*j', validate=True))
error(lambda: base64.b64encode('text'))
error(lambda: base64.b32decode('1'))
error(lambda: base64.b16decode('zz'))
error(lambda: base64.b85decode('\x7f'))
error(lambda: base64.b64decode('é'))
print(binascii.hexlify(b'ab'), binascii.unhexlify('6162'), binascii.hexlify(b'abcd', ':', 2), binascii.b2a_base64(b'a', newline=False), binascii.a2b_base64(b'YQ=='), binascii.b2a_qp(b'a=\xff'), binascii.a2b_qp(b'=41'), binascii.b2a_uu(b'hi'), binascii.crc_hqx(b'a', 0))
error(lambda: binascii.unhexlify('6'))
error(lambda: binascii.unhexlify('zz'))
print(codecs.encode('hello', 'rot13'), codecs.decode(b'6162', 'hex'), codecs.encode(b'ab', 'base64'), codecs.lookup('utf8').name, codecs.encode('é', 'latin-1'), codecs.decode(b'\xe9', 'cp1252'), codecs.BOM_UTF8, codecs.lookup('latin1').name, 'é'.encode('cp437'), b'\x82'.decode('cp850'), 'a'.encode('utf-7'), 'é'.encode('idna'), 'a\\n'.encode().decode('unicode_escape'), 'é'.encode('unicode_escape'), 'é'.encode('punycode'), '€'.encode('utf-8-sig'))
i = codecs.getincrementaldecoder('utf-8')()
print(repr(i.decode(b'\xc3')), i.decode(b'\xa9'), ''.join(codecs.iterdecode([b'\xe2', b'\x82\xac'], 'utf-8')), codecs.getencoder('ascii')('a'), codecs.open.__name__)
error(lambda: codecs.lookup('nope'))
error(lambda: i.decode(b'\xff'))
codecs.register_error('mine', lambda e: ('?' * (e.end - e.start), e.end))
print('aéé'.encode('ascii', 'mine'), b'a\xff'.decode('utf-8', 'mine'))

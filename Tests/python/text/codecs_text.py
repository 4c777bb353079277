# Codecs: every standard encoding, error handlers, incremental decoding.
import codecs

texts = ['', 'abc', 'h\xe9llo', '\u20ac\u4e2d', '\U0001F600x', 'a\ud800b', '\udc80']
names = ['utf-8', 'utf-16', 'utf-16-le', 'utf-16-be', 'utf-32', 'utf-32-be', 'utf-7', 'latin-1', 'ascii', 'cp1252', 'iso8859-15', 'koi8-r',
         'unicode_escape', 'raw_unicode_escape', 'utf-8-sig', 'punycode']
errors = ['strict', 'ignore', 'replace', 'backslashreplace', 'xmlcharrefreplace', 'namereplace', 'surrogateescape', 'surrogatepass']
for name in names:
    for text in texts:
        row = []
        for error in errors:
            try:
                row.append(text.encode(name, error))
            except Exception as e:
                row.append(type(e).__name__ + ': ' + ascii(str(e)))
        print(name, ascii(text), row)
data = [b'', b'abc', b'\xff', b'a\xc3\xa9b\xe2\x82', b'\xf0\x9f\x98\x80', b'\xed\xa0\x80', b'\x80abc\xfe\xff', b'\xff\xfea\x00', b'\\x41\\u1234\\', b'+AGE-x+']
for name in names[:14]:
    for d in data:
        row = []
        for error in errors[:4] + errors[6:]:
            try:
                row.append(ascii(d.decode(name, error)))
            except Exception as e:
                row.append(type(e).__name__ + ': ' + ascii(str(e)))
        print(name, d, row)
decoder = codecs.getincrementaldecoder('utf-8')()
print([decoder.decode(bytes([b])) for b in 'h\xe9\u20ac\U0001F600'.encode()], decoder.decode(b'', True))
decoder = codecs.getincrementaldecoder('utf-16')()
print([decoder.decode(bytes([b])) for b in 'h\U0001F600'.encode('utf-16')])
codecs.register_error('test.up', lambda e: ('<%d>' % (e.end - e.start), e.end))
print('a\u1234\u1235b'.encode('ascii', 'test.up'), b'a\xffb'.decode('ascii', 'test.up'))
print(codecs.encode('abc', 'rot13'), codecs.lookup('UTF8').name, codecs.lookup('Latin-1').name)

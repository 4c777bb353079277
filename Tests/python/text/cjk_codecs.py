# The codecs of Chinese, Japanese and Korean: whole texts, errors, incremental converters and streams.
import codecs
import io

samples = {
    'gb2312': '中文 text', 'gbk': '繁體中文', 'gb18030': '中\U00020087\ue816\u20ac', 'hz': 'a中文~b\n中', 'big5': '中文ひЖ', 'big5hkscs': '香港Ê̄',
    'cp950': '中文€', 'shift_jis': '日本ﾊﾝ\\~', 'cp932': '①Ⅰ髙ⅰ～', 'euc_jp': 'かな漢字¥', 'euc_jis_2004': 'か゚æ̀𠀋', 'shift_jis_2004': 'か゚\\~¥',
    'euc_jisx0213': 'か゚', 'shift_jisx0213': '―⦅', 'euc_kr': '한글 갂', 'cp949': '똠방각하', 'johab': '한\\', 'iso2022_jp': 'a日本¥b\nか',
    'iso2022_jp_1': '\u4e02é', 'iso2022_jp_2': '你们한α\xad', 'iso2022_jp_3': '日\u3406', 'iso2022_jp_2004': '\u4e02か', 'iso2022_jp_ext': 'ｱ日',
    'iso2022_kr': '한\nab한',
}
for name, text in samples.items():
    data = text.encode(name)
    encoder, decoder = codecs.getincrementalencoder(name)(), codecs.getincrementaldecoder(name)()
    pieces = b''.join(encoder.encode(c) for c in text) + encoder.encode('', True)
    back = ''.join(decoder.decode(bytes([b])) for b in data) + decoder.decode(b'', True)
    stream = io.BytesIO()
    writer = codecs.getwriter(name)(stream)
    writer.writelines([text, text])
    writer.reset()
    reader = codecs.getreader(name)(io.BytesIO(stream.getvalue()))
    print(name, data, data.decode(name) == text, pieces == data, back == text, reader.read() == text + text)

for name, data in ('gbk', b'a\x80\x80\xc1'), ('euc_kr', b'\xa4\xd4\xa4\xa1\xa4\xbf\xa4\xff'), ('shift_jis', b'\xebab'), ('iso2022_jp', b'\x1b(Xa\x1b$B\x80\x1b'):
    for errors in 'strict', 'replace', 'ignore', 'backslashreplace':
        try:
            print(name, errors, ascii(data.decode(name, errors)))
        except UnicodeDecodeError as e:
            print(e, e.start, e.end)
for errors in 'strict', 'replace', 'ignore', 'xmlcharrefreplace', 'backslashreplace':
    try:
        print(errors, 'あ\udc81é'.encode('iso2022_jp', errors))
    except UnicodeEncodeError as e:
        print(e, e.start, e.end)
codecs.register_error('again', lambda e: ('[x]', e.end))
print('a\ud800b'.encode('big5', 'again'), b'\xff1'.decode('big5', 'again'))

e = codecs.getincrementalencoder('euc_jis_2004')()
print(e.encode('æ'), e.getstate(), e.encode('̀'), e.getstate())
e = codecs.getincrementalencoder('iso2022_jp')()
print(e.getstate(), e.encode('あ'), hex(e.getstate()))
e.reset()
print(e.getstate(), e.encode('', True))
d = codecs.getincrementaldecoder('iso2022_kr')()
print(d.decode(b'\x1b$)C\x0e'), d.getstate(), d.decode(b'0'), d.getstate())
d.setstate((b'ab', 7))
print(d.getstate())
for state in 1, (1,), ('a', 0), (b'123456789', 0):
    try:
        d.setstate(state)
    except Exception as x:
        print(type(x).__name__, x)
try:
    d.decode('')
except TypeError as x:
    print(x)
with open('/dev/null', 'w', encoding='shift_jis') as f:
    print(f.encoding, f.write('日本'))
exec('# coding: euc_jp\nx = "日"'.encode('euc_jp'))
print(x)

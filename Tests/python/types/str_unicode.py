# Unicode in str: categories, case, widths of storage, combining, surrogates, searching across widths.
samples = ['a', 'é', 'ß', 'Σ', 'ς', 'ǆ', 'ﬀ', '日', '😀', '٣', '½', '²', 'Ⅷ', '\u0301', '\u200b', '\u2028', '\xa0', '\u3000', '_', '\x00', 'İ', 'ı', 'ª', '𝟙', 'Ａ', '\U0010ffff', '\ud800', 'ŉ', 'ᾳ', 'Ǆ', 'ა', 'Ა', 'ꭰ']
for c in samples:
    print(ascii(c), ''.join('01'[f()] for f in (c.isalpha, c.isdigit, c.isdecimal, c.isnumeric, c.isalnum, c.isspace, c.isupper, c.islower, c.istitle, c.isprintable, c.isidentifier)), ascii(c.upper()), ascii(c.lower()), ascii(c.title()), ascii(c.casefold()), ascii(c.swapcase()), ascii(c.capitalize()), ord(c))
words = ['hello', 'héllo', 'h日llo', 'h😀llo']
for a in words:
    for b in words:
        t = a + b
        assert len(t) == 10 and t[:5] == a and t[5:] == b and t.find(b, 5) == 5 and b in t and t.count('llo') == 2 and t.replace('llo', 'X') == a[:2] + 'X' + b[:2] + 'X'
        assert (a < b) == ([ord(c) for c in a] < [ord(c) for c in b]) and t.split('l') == [a[:2], '', 'o' + b[:2], '', 'o'] and ''.join(t[::-1])[::-1] == t
        assert t.encode('utf-8').decode('utf-8') == t and t.encode('utf-16').decode('utf-16') == t and t.encode('utf-32').decode('utf-32') == t
print('widths agree')
s = 'aé日😀' * 3
print([s.find(c) for c in 'aé日😀z'], [s.rfind(c) for c in 'aé日😀z'], s.count('😀'), s.split('日')[0], s.partition('日😀')[0], s[2:6], s[::-2], s.translate({ord('日'): 'X', ord('é'): None}), s.index('😀a'), s.strip('aé'), s.center(20, '日'), s.startswith('aé'), s.zfill(14))
print('ΑΣ ΑΣΑ Σ'.lower(), 'όσος'.upper(), 'ﬁne ﬂow'.upper(), 'ŒUVRE'.title(), 'ǆungla'.capitalize(), "o'neil it's".title(), 'straße'.upper(), 'STRASSE'.lower(), 'İstanbul'.lower().encode(), 'ı'.upper(), 'ΐ'.upper().encode())
print([hex(ord(c)) for c in 'e\u0301'], 'é' == 'e\u0301', len('🇩🇪'), len('👨‍👩‍👧'), '👨‍👩‍👧'[0], list('🇩🇪') == ['\U0001F1E9', '\U0001F1EA'])
import unicodedata
print(unicodedata.name('é'), unicodedata.lookup('GREEK SMALL LETTER PI'), unicodedata.category('A'), unicodedata.normalize('NFD', 'é') == 'e\u0301', unicodedata.normalize('NFC', 'e\u0301') == 'é', unicodedata.normalize('NFKC', 'ﬁ②'), unicodedata.digit('٣'), unicodedata.numeric('½'), unicodedata.decimal('7'), unicodedata.bidirectional('א'), unicodedata.combining('\u0301'), unicodedata.east_asian_width('日'), unicodedata.mirrored('('), unicodedata.decomposition('é'), unicodedata.unidata_version)
for bad in (lambda: unicodedata.name('\x00'), lambda: unicodedata.lookup('NOPE'), lambda: unicodedata.digit('a'), lambda: '\ud800'.encode(), lambda: 'é'.encode('ascii'), lambda: b'\xed\xa0\x80'.decode(), lambda: chr(0x110000), lambda: '\ud83d\ude00'.encode('utf-8')):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, ascii(str(e)))
print(ascii('\ud83d\ude00'), len('\ud83d\ude00'), '\ud83d\ude00' == '😀', '\ud83d\ude00'.encode('utf-16', 'surrogatepass').decode('utf-16'), sorted(['é', 'z', 'a', 'Z', '日', '😀', '']), max('aé日'), 'a\u0000b', len('a\0b'), 'x'.join('日本'), '日本'.ljust(4, '.') + '|', repr('\u202e\ufeff\u00ad'), '\N{SNOWMAN}')

# re: matching, groups, substitution, flags, lookaround, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import re

m = re.match(r'(\w+) (?P<second>\w+)( \d+)?', 'hello world!')
print(m, m.group(), m.group(1, 'second'), m.groups(), m.groups('none'), m.groupdict(), m.span(), m.start(2), m.end('second'), m[0], m['second'], m.lastindex, m.lastgroup, m.re.pattern, m.string, m.pos, m.endpos, m.regs, m.expand(r'\2-\1 \g<second>'))
print(re.search('b+', 'aabbb').span(), re.search('z', 'abc'), re.fullmatch('a.c', 'abc').group(), re.fullmatch('a', 'ab'), re.match('b', 'ab'))
print(re.findall(r'\d+', 'a1b22c333'), re.findall(r'(\w)(\d)', 'a1 b2'), re.findall('(a)|b', 'ab'), [x.span() for x in re.finditer('a*', 'baac')], re.findall('', 'ab'))
print(re.sub(r'(\w)(\d)', r'\2\1', 'a1 b2'), re.sub('a', lambda m: m.group().upper(), 'banana'), re.sub('a', 'x', 'banana', count=2), re.subn('a', 'x', 'banana'), re.sub('x*', '-', 'abc'), re.sub(r'(?P<n>a)', r'[\g<n>]\g<0>', 'a'), re.sub('a', r'\n\\', 'a'))
print(re.split(r'[,;] *', 'a, b;c'), re.split('(-)', 'a-b-c'), re.split('-', 'a-b-c', maxsplit=1), re.split('x*', 'axbc'), re.split('', 'ab'))
for pattern, text in [('a{2,3}', 'aaaa'), ('a{2,3}?', 'aaaa'), ('a+?b', 'aab'), ('a??b', 'ab'), ('(ab)+', 'ababx'), ('^a.*z$', 'abcz'), (r'\bfoo\b', 'a foo b'), (r'\Bo', 'foo'), ('(?i)ABC', 'abc'), ('(?s)a.b', 'a\nb'), ('(?m)^b', 'a\nb'), ('(?x) a  b # c', 'ab'), ('a(?=b)', 'ab'), ('a(?!b)', 'ac'), ('(?<=a)b', 'ab'), ('(?<!a)b', 'cb'), (r'(a)\1', 'aa'), ('(?P<x>a)(?P=x)', 'aa'), ('(?:a|b)+', 'abab'), ('[^a-c]+', 'abcxyz'), (r'[\]\-a]+', ']-a'), (r'\d+\.\d*', '3.14'), (r'\s\S\w\W', ' aa!'), ('(a)?(?(1)b|c)', 'ab'), ('(a)?(?(1)b|c)', 'c'), ('(?>a+)b', 'aab'), ('a++b', 'aab'), ('a*+a', 'aaa'), (r'\A\d\Z', '5'), ('[[:alpha:]', 'a:]'), ('é+', 'éé'), (r'\w+', '日本語'), ('(?a)\\w+', 'aé'), ('(a|ab)(c|bcd)(d*)', 'abcd'), ('(?i:a)B', 'AB'), (r'\x41\u0042\103', 'ABC'), ('a|', 'b'), ('(?i)straße', 'STRASSE'), ('x*', 'yyy'), (r'(\w+)\s+\1', 'the the'), ('(((a)))', 'a')]:
    m = re.search(pattern, text)
    print(pattern, '->', m and (m.group(), m.span(), m.groups()))
for pattern in ('(', ')', '[', 'a**', '*a', 'a{3,1}', '(?P<1>a)', '(?P<a>x)(?P<a>y)', r'\1', '(?P=x)', '(?z)', '[b-a]', '\\', '(?<=a*)b', r'\p', '(?', 'a(?i)b', '(?(2)a)', r'\N{foo}', '(?P<a', '[a'):
    try:
        re.compile(pattern)
        print(pattern, 'compiled')
    except re.error as e:
        print(repr(pattern), e, e.pos)
p = re.compile(r'(?P<y>\d{4})-(?P<m>\d\d)', re.I | re.M)
print(p, p.groups, p.groupindex, p.flags, p.pattern, p.match('xx2020-05', 2).groupdict(), p.search('2020-05 2021-06', 3).group(), p == re.compile(r'(?P<y>\d{4})-(?P<m>\d\d)', re.I | re.M), re.I | re.M, re.RegexFlag.IGNORECASE)
print(re.escape('a.b*c[d] é'), re.compile(b'a+').findall(b'aab'), re.sub(b'a', b'x', b'aa'), re.purge(), re.match('a', 'a', re.DOTALL) is not None, re.NOFLAG)
error(lambda: re.match('a', b'a'))
error(lambda: re.match(b'a', 'a'))
error(lambda: re.match('a', 5))
error(lambda: re.match('(a)', 'a').group(2))
error(lambda: re.match('(a)', 'a').group('x'))
error(lambda: re.sub('a', r'\2', 'a'))
error(lambda: re.sub('a', r'\q', 'a'))
error(lambda: re.compile(5))
print(re.match('(a+)+b', 'a' * 20 + 'c'), len(re.findall(r'\w+', 'word ' * 5000)), re.search('(?:.*,){5}(.*)', 'a,b,c,d,e,f').group(1), bool(re.fullmatch(r'(\d{1,3}\.){3}\d{1,3}', '192.168.1.1')))
scanner = re.Scanner([(r'\d+', lambda s, t: int(t)), (r'[a-z]+', lambda s, t: t), (r'\s+', None)])
print(scanner.scan('abc 12 d'))

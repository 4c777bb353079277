# The module re: matching, groups, substitution, errors.
import re

def show(*a):
    print(*[ascii(x) for x in a])

def error(f, *a):
    try:
        show(f(*a))
    except Exception as e:
        print(type(e).__name__, e)

show(re.findall(r'(\w+)=(\d+)', 'a=1 b=22 c=x'))
show(re.sub(r'(a)(b)', r'\2\1', 'abab'), re.subn('b', lambda m: m.group().upper(), 'abcb', 1))
show(re.split(r'[,;]\s*', 'a, b;c,d'), re.split('(-)', 'a-b-c', 1), re.split('x*', 'axbc'))
show([m.span() for m in re.finditer('a*', 'baac')])
m = re.match(r'(?P<year>\d{4})-(?P<month>\d\d)?', '2024-')
show(m.groupdict(), m.groups('?'), m.lastgroup, m.lastindex, m.regs, m.span('month'), m['year'], m)
show(re.compile('a', re.I | re.M), re.compile(b'a', re.L), re.compile('(?P<n>a)').groupindex)
show(re.fullmatch('a|ab', 'ab'), re.match('(?i:É)', 'é'), re.search(r'\bfoo\b', 'a foo b'))
show(re.findall(r'(?<=\$)\d+', '$12 13 $7'), re.findall(r'(?<!\$)\b\d+', '$12 13 $7'))
show(re.match(r'(a+)+$', 'a' * 20 + 'b'), re.match(r'(?>a+)a', 'aaa'), re.match('a*+b', 'aaab'))
show(re.match(r'(\()?x(?(1)\)|y)', '(x)'), re.match(r'(\()?x(?(1)\)|y)', 'xy'))
show(re.sub('', '-', 'abc'), re.sub('x*', '-', 'abxd'), re.escape('a.b*c'))
show(re.search('[\u0100-\u0200]+', 'abc\u0150\u0160d'), re.findall(r'\w+', 'h\xe9llo w\xf6rld \u4e2d\u6587'))
show(re.findall(rb'\w+', b'ab \xe9 cd'), re.sub(b'a', b'\\g<0>x', b'banana'))
show(re.match('(?s).*', 'a\nb').end(), re.match('.*', 'a\nb').end(), re.findall('^.', 'a\nb\n', re.M))
show(re.match(r'(.)(.)\2\1', 'abba').span(), re.match(r'(?i)(a)\1', 'aA').span())
show(len(re.match('(?:ab|a|b)*', 'ab' * 50000).group()))
show(re.match('(x|y|)*?z', 'xyz').groups(), re.match('(a|b)*', 'ab').groups())
scanner = re.compile('a|b').scanner('abx')
show(scanner.match(), scanner.search(), scanner.match())
for pattern in ['(', ')', '[a', 'a**', '(?P<n', '(?P=x)', '\\1', '(?<=a*)b', 'a{3,1}', '(?z)', '*']:
    error(re.compile, pattern)
error(re.match, 'a', 1)
error(re.match, 'a', b'a')
error(re.match, b'a', 'a')
error(re.match('a', 'a').group, 1)
error(re.match('a', 'a').group, 'x')
error(re.sub, 'a', r'\2', 'a')
error(re.sub, 'a', lambda m: 1, 'a')

# Short paths of the library's natives: what they give is what the long ones give.
import io
import time

# StringIO: the units grow with what is written.
s = io.StringIO()
print(s.write('abc'), s.write('\xe9'), s.write('\u20ac'), s.write('\U0001f600'), s.tell())
print(ascii(s.getvalue()))
s.seek(1)
print(s.write('\u0100'), ascii(s.getvalue()))
s.seek(10)
s.write('z')
print(ascii(s.getvalue()))
s.seek(2)
print(ascii(s.read(3)), ascii(s.read(10 ** 18)), ascii(s.read()))
s.truncate(4)
print(ascii(s.getvalue()), s.seek(0, 2), s.seek(0))
s.write('\U0001f600\nx\ny')
s.seek(0)
print([ascii(x) for x in s], s.readline(5))
s.seek(0)
print(ascii(s.readline(1)), ascii(s.readline(10 ** 18)))
s.seek(3)
s.truncate(0)
s.write('q')
print(ascii(s.getvalue()))
s.__init__('a\r\nb\rc\n', newline=None)
print(ascii(s.getvalue()), s.newlines)
s = io.StringIO(newline='\r\n')
for i in range(100):
    s.write('line %d\n' % i)
print(len(s.getvalue()), ascii(s.getvalue()[-9:]))
s = io.StringIO()
parts = []
seed = 5


def below(n):
    global seed
    seed = (seed * 1103515245 + 12345) % (1 << 31)
    return (seed >> 8) % n


for i in range(400):
    part = ''.join(chr([97, 97, 97, 200 + i, 300 + i * 20][below(5)]) for _ in range(below(9)))
    parts.append(part)
    s.write(part)
print(s.getvalue() == ''.join(parts))

# int to and from decimal text, around the ends of limbs and of chunks of 19 digits.
bad = 0
for n in list(range(58, 70)) + list(range(120, 135)) + [190, 191, 192, 193, 1000, 1990, 1994, 2040, 2047, 2048, 2049, 2100, 5000]:
    for delta in (-1, 0, 1):
        for sign in (1, -1):
            x = sign * ((1 << n) + delta)
            t = str(x)
            if int(t) != x or t != '%d' % x or hex(int(t)) != hex(x):
                bad += 1
for d in range(1, 640):
    for x in (10 ** d, 10 ** d - 1, -10 ** d, 10 ** d + 10 ** (d // 2)):
        if d < 635 and (int(str(x)) != x or len(str(abs(x))) != d + (abs(x) >= 10 ** d)):
            bad += 1
print(bad, str(10 ** 38), str(-10 ** 57 - 1), int('-' + '0' * 30 + '1_000_000_000_000_000_000_000'), int('0' * 100))
print(int('  +00000000000000000000000000000000000000123456789012345678901234567890  '))
for text in ('1' * 30 + 'x', '1' * 30 + '_', '_' + '1' * 30, '1' * 10 + '__' + '1' * 30, ''):
    try:
        print(int(text))
    except ValueError as e:
        print(e)

# split at one character.
for a in ('a,b,,c', ',', '', ',a,', 'abc', '\xe9,\xe9', '\u20ac,x', '\xe9a\xe9'):
    print([ascii(x) for x in a.split(',')], a.split(',', 1) == a.split(',', maxsplit=1), len(a.split(',', 0)), len(a.split('\xe9')), len(a.split('\u20ac')))

# strftime
t = time.struct_time((2024, 2, 29, 23, 59, 58, 3, 60, 0))
print(time.strftime('%Y-%m-%d %H:%M:%S %j %a %A %b %B %y %p %I %%', t), time.strftime('', t), ascii(time.strftime('\xe9%Y', t)))
print(time.strftime('%Y' * 60, t) == '2024' * 60, len(time.strftime('%A' * 50, t)), time.strftime('x' * 99, t) == 'x' * 99)
print(repr(time.strftime('%p' * 3, (2024, 1, 1, 1, 1, 1, 0, 1, -1))))

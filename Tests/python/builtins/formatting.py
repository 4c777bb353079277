# The format mini language on ints and strings, all types and alignments, and % formatting.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


for spec in ('', 'd', '5', '<5', '^5', '>5', '=5', '05', '+', '-', ' ', '+05', '*^9', 'x', 'X', '#x', '#X', 'o', '#o', 'b', '#b', 'c', 'e', 'f', 'g', '%', 'n', ',', '_', '_x', '_b', '#010x', '010,', '+,d', '<+8', 'é>4', '{<4', '.0f', '.3e', '20.4f', '08.3f', '3', '=+8d'):
    row = [repr(spec)]
    for value in (0, 65, -1234567, 10 ** 20):
        try:
            row.append(format(value, spec))
        except (ValueError, OverflowError) as e:
            row.append(type(e).__name__)
    print(*row, sep=' | ')
for spec in ('', 's', '5', '<5', '^5', '>5', '*^8', '.2', '6.2', '.0', '>6.3s', 'é^7', '05'):
    print(repr(spec), repr(format('abcd', spec)), repr(format('', spec)), repr(format('é😀', spec)))
for spec in ('d!', '5.', 'y', '.2d', ',,', ',x', 's', '#,', '999999999999999999999', '.-1f', '1.2.3', '_n', ',n', 'dd', '+c', '#c', '.5c'):
    error(lambda: format(5, spec))
for spec in ('d', '+', '=', ',', '#', '.x', 'f', ' ', '-5'):
    error(lambda: format('a', spec))
print('%5d|%-5d|%05d|%+d|% d|%x|%#x|%X|%o|%#o|%c|%s|%r|%a|%%' % (42, 42, 42, 42, 42, 255, 255, 255, 8, 8, 'z', 'str', 'rep', 'é'))
print('%.3s|%10s|%-10s|%.0f|%.1f|%10.3f|%-10.2e|%g|%G|%+.2f|%010.2f|%i|%u' % ('abcdef', 'r', 'l', 2.5, 2.25, 3.14159, 12345.678, 1e-5, 1e20, 1.005, -3.14159, 5, 6))
print('%(a)d %(b)s %(a)05d' % {'a': 5, 'b': 'x'}, '%s' % ((1, 2),), '%s %s' % ('a', [1]), '%d' % True, '%s' % None, '%x' % -255, '%.10d' % 5, '%#.3x' % 5)
print('%*d|%-*d|%.*f' % (5, 1, 5, 2, 1, 3.14159), '%(k)5s' % {'k': 'v'}, '%ld %hd' % (1, 2), '%d' % 2.9, '%c' % 128512, '%s' % b'x', '%e' % 0, '%g' % 100000, '%g' % 1000000, '%.3g' % 0.00012345)
error(lambda: '%d' % '5')
error(lambda: '%d %d' % (1,))
error(lambda: '%d' % (1, 2))
error(lambda: '%z' % 1)
error(lambda: '%(x)d' % {'y': 1})
error(lambda: '%*d' % ('a', 1))
error(lambda: '%c' % 'ab')
error(lambda: '%c' % 1.5)
error(lambda: '%f' % 'a')
error(lambda: '%x' % 'a')
error(lambda: '%(a' % {'a': 1})
error(lambda: '%' % ())
error(lambda: 'no format' % 5)
print('no format' % {}, 'no format' % (), 'none' % [])
print('{0:{1}{2}}'.format(5, '>', 8), '{:{}.{}f}'.format(3.14159, 8, 2), '{0[0]}{0[1]}'.format('ab'), '{a.b}'.format(a=type('T', (), {'b': 'attr'})), '{x[k]}'.format(x={'k': 1}), '{!r:>5}'.format('a'), '{0}{0}'.format(1), '{:,}'.format(1234567.891), '{:>{w}}'.format('r', w=4))
import string
print(list(string.Formatter().parse('a{b!r:>{c}}d{{e}}')), string.Template('$a ${b} $$').substitute(a=1, b=2), string.Template('$x').safe_substitute())


class F:
    def __format__(self, spec): return 'F:' + spec


print(format(F(), 'abc'), '{:x{}y}'.format(F(), 5), f'{F():%Y-%m}', '%s' % format(F()))

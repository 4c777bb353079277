# print's parameters, and writing to sys.stdout.
import io
import sys

print()
print(1, 'a', None, [1], sep='-', end='!\n')
print('no newline', end='')
print('', end='\n')
print('a', 'b', sep='')
print('a', 'b', sep=None, end=None)
print(*[1, 2, 3], sep='\n')
print('flushed', flush=True)
out = io.StringIO()
print('to file', 5, file=out)
print('more', file=out, end='.')
print(repr(out.getvalue()))


def error(call):
    try:
        call()
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(lambda: print('x', sep=5))
error(lambda: print('x', end=5))
error(lambda: print('x', file=5))
error(lambda: print('x', nope=1))
sys.stdout.write('written\n')
print(sys.stdout.write(''), sys.stdout.encoding, sys.stdout.errors, sys.stdout.fileno(), sys.stdout.writable(), sys.stdout.isatty())
sys.stdout.writelines(['a\n', 'b\n'])
sys.stdout.buffer.write(b'bytes\n') if sys.stdout.flush() is None else None
sys.stdout.buffer.flush()


class Writer:
    def __init__(self): self.parts = []
    def write(self, text): self.parts.append(text)


w = Writer()
print('a', 1, file=w)
print(w.parts)
saved = sys.stdout
sys.stdout = w
print('captured')
sys.stdout = saved
print(w.parts)
sys.stdout = None
print('goes nowhere')
sys.stdout = saved


class Bad:
    def __str__(self): raise ValueError('in str')


error(lambda: print('before', Bad()))
print('é 日本 😀')
sys.stdin = io.StringIO('first\nsecond line\n')
print(repr(input()), repr(input('prompt> ')))
error(input)
print(sys.stdin.read() == '')
error(lambda: print('\ud800'))

# Sizes that cannot be: MemoryError or OverflowError, quickly, and the interpreter goes on.
def attempt(name, call):
    try:
        value = call()
        print(name, 'gave', type(value).__name__)
    except (MemoryError, OverflowError, ValueError, __import__('struct').error) as e:
        print(name, type(e).__name__)


huge = 1 << 62
attempt('bytes', lambda: bytes(huge))
attempt('bytearray', lambda: bytearray(huge))
attempt('list repeat', lambda: [0] * huge)
attempt('tuple repeat', lambda: (0,) * huge)
attempt('str repeat', lambda: 'ab' * huge)
attempt('bytes repeat', lambda: b'ab' * huge)
attempt('over index', lambda: [0] * (1 << 70))
attempt('str over index', lambda: 'a' * (1 << 70))
attempt('list of range', lambda: list(range(huge)))
attempt('ljust', lambda: 'a'.ljust(huge))
attempt('zfill', lambda: 'a'.zfill(huge))
attempt('center', lambda: b'a'.center(huge))
attempt('format width', lambda: format('a', str(huge)))
attempt('percent width', lambda: '%*d' % (huge, 1))
attempt('int shift', lambda: 1 << huge)
attempt('float power', lambda: 10.0 ** huge)
attempt('expandtabs', lambda: '\t\t'.expandtabs(huge))
attempt('join', lambda: 'x'.join(['']) * huge)
attempt('replace', lambda: ('a' * 10 ** 6).replace('a', 'b' * 10 ** 15) if False else bytes(huge))
attempt('extend slice', lambda: [1][:0] * huge)
attempt('int to_bytes', lambda: (1).to_bytes(huge, 'big'))
attempt('range len', lambda: len(range(1 << 63)))
attempt('deque', lambda: __import__('collections').deque(maxlen=1 << 70))
attempt('struct', lambda: __import__('struct').calcsize('999999999999999999999s'))
attempt('repeat hint', lambda: __import__('itertools').repeat(0, huge).__length_hint__())
attempt('slice indices', lambda: [1, 2, 3][-huge:huge << 10])
attempt('string slice', lambda: 'abc'[-(1 << 100):1 << 100])
attempt('read', lambda: open('/dev/zero', 'rb').read(huge))
attempt('bytes of iterator', lambda: bytes(iter([1] * 3)))
attempt('memoryview', lambda: memoryview(bytearray(8)).cast('B', (1 << 40, 1 << 40)) if False else bytes(huge))
small = []
for i in range(100000):
    small.append(i)
print(len(small), sum(small))
x = bytearray(100 << 20)
x[-1] = 7
print(len(x), x[-1])
del x
s = 'é' * (10 << 20)
print(len(s), s[-1], s.count('é'))

# Items of array.array, bytearray and bytes: loads and stores of values that fit and that do not.
from array import array
for code in 'bBhHiIlLqQfdu':
    a = array(code, 'abc' if code=='u' else [1,2,3])
    print(code, a[0], a[-1], a[1])
    for v in (5, -1, 255, 256, 1<<31, 1<<61, 1<<63, 2.5, 'x', None):
        try:
            a[1] = v
            print(' ', a[1], a[-2])
        except (TypeError, OverflowError) as e:
            print(' ', type(e).__name__)
    try: a[3]
    except IndexError as e: print(e)
    try: a[-4] = a[0]
    except IndexError as e: print(e)
d = array('d', [1e300, float('inf'), 1e-300, 0.0, -0.0])
print([d[i] for i in range(5)])
b = bytearray(b'abc'); b[0] = 255; b[-1] = 0; print(b, b[0], b[-1])
for v in (256, -1, 1.5, 'a', None):
    try: b[0] = v
    except Exception as e: print(type(e).__name__, e)
print(b'abc'[0], b'abc'[-1])
try: b'abc'[3]
except IndexError as e: print(e)

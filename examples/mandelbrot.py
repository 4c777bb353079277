"""The Mandelbrot set in text:  minipy examples/mandelbrot.py [width]"""

import sys


def escape(c, limit=60):
    z = 0
    for n in range(limit):
        z = z * z + c
        if abs(z) > 2:
            return n
    return limit


width = int(sys.argv[1]) if len(sys.argv) > 1 else 78
height = width * 9 // 20
for y in range(height):
    row = (escape(complex(3.2 * x / width - 2.3, 2.4 * y / height - 1.2)) for x in range(width))
    print("".join(" .:-=+*#%@"[min(n // 4, 9)] for n in row))

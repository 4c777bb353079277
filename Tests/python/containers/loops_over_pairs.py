# Loops that unpack the pairs of enumerate, zip and dict.items(), and loops that keep them.
print([(i, x) for i, x in enumerate('ab')], [(i, x) for i, x in enumerate([5,6], 1<<61)])
for i, (a, b) in enumerate({1: 2, 3: 4}.items()): print(i, a, b)
for t in enumerate([1]): print(t)
for t in zip([1], [2]): a, b = t; print(t, a, b)
for a, b in zip([1,2,3], (4,5)): print(a, b)
for a, b in zip([1,2,3], (4,5), strict=False): print(a, b)
try:
    for a, b in zip([1,2,3], (4,5), strict=True): print(a, b)
except ValueError as e: print(e)
for a, b, c in zip([1], [2], [3]): print(a, b, c)
try:
    for a, b, c in zip([1], [2]): pass
except ValueError as e: print(e)
try:
    for a, in enumerate([1]): pass
except ValueError as e: print(e)
d = {1: 2, 3: 4}
try:
    for k, v in d.items(): d[k + 10] = 1
except RuntimeError as e: print(e)
try:
    for k in d: del d[k]
except RuntimeError as e: print(e)
try:
    s = {1, 2}
    for k in s: s.add(k + 10)
except RuntimeError as e: print(e)
for x in reversed([1, 2]): print(x)
class C: pass
for C.a, C.b in zip([1], [2]): print(C.a, C.b)
l = [0, 0]
for l[0], l[1] in {5: 6}.items(): print(l)

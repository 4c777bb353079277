# cProfile lists native functions and methods, each with its callers.
import cProfile, pstats, io, sys
def f(n):
    l = []
    for i in range(n): l.append(max(i, 3))
    return sorted(l, key=abs), 'a,b'.split(','), 'x'.upper(), len(l)
p = cProfile.Profile()
p.enable(); f(5); f(3); p.disable()
for e in sorted(p.getstats(), key=lambda e: str(e.code)):
    print(e.code if isinstance(e.code, str) else e.code.co_name, e.callcount, e.reccallcount, sorted((c.code if isinstance(c.code, str) else c.code.co_name, c.callcount) for c in e.calls or ()))
p = cProfile.Profile(builtins=False)
p.enable(); f(5); p.disable()
print([(e.code.co_name, e.callcount) for e in p.getstats()])

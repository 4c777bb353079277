# __getitem__ and __setitem__ written in Python: results, exceptions, generators, recursion, defaults.
class V:
    def __init__(self): self.d = {}
    def __getitem__(self, k):
        if k == 'boom': raise KeyError(k)
        return self.d.get(k, ('none', k))
    def __setitem__(self, k, v):
        if k == 'boom': raise ValueError(v)
        self.d[k] = v
        return 77
v = V()
v[1] = 2; v[1, 2] = 3
print(v[1], v[1, 2], v['q'])
v[1] += 5; print(v[1])
for k in ('boom',):
    try: v[k]
    except KeyError as e: print('KeyError', e, e.__traceback__.tb_next.tb_lineno, e.__traceback__.tb_lineno)
    try: v[k] = 1
    except ValueError as e: print('ValueError', e)
def gen():
    w = V()
    for i in range(3):
        w[i] = i * 10
        yield w[i]
        yield w[i, i]
print(list(gen()))
class R:
    def __getitem__(self, k): return self[k]
try: R()[1]
except RecursionError as e: print('RecursionError')
class R2:
    def __setitem__(self, k, v): self[k] = v
try: R2()[1] = 2
except RecursionError as e: print('RecursionError')
class D:
    def __getitem__(self, k, extra=5): return (k, extra)
    __setitem__ = lambda self, *a: print(a)
D()[1] = 5; print(D()[3])
class G:
    def __getitem__(self, k): yield k
print(list(G()[4]))

# Slices that are loaded and stored, with and without a step, of lists and of what is none.
L = list(range(10))
print(L[::-1], L[1::2], L[-3:0:-2], L[5:2:-1], L[None:None:None], L[::3])
for s in (0,):
    try: L[::s]
    except ValueError as e: print(e)
L[:3] = L[2::-1]; print(L)
L[2:5] = []; print(L)
L[5:2] = [7,8]; print(L)
L[1:2] = 'abc'; print(L)
L[:] = L; print(L)
L[1:1] = L[:]; print(L)
L[100:] = [1]; L[-100:0] = [0]; print(L)
try: L[1:2] = 5
except TypeError as e: print(e)
try: L['a':2] = [5]
except TypeError as e: print(e)
try: L[::2] = [5]
except ValueError as e: print(e)
L[::2] = list(L[::2]); print(L)
class S(list):
    def __setitem__(self, k, v): print('set', k, v)
    def __getitem__(self, k): print('get', k); return k
s = S([1]); s[1:2] = 3; s[1:2:3]; s[::]; s[1:2:3] = 4
x = 'abcdef'; print(x[::-1], x[1:4:2], (1,2,3,4)[::-2])

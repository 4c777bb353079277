# Exceptions: lines and variables of the frames that they have left.
import sys


def f(n):
    a = 1
    if n > 1:
        b = 2
    try:
        c = [n]
        if n:
            raise KeyError(n)
        d = 4
    except TypeError:
        e = 5
    g = 6


def variables(n):
    try:
        f(n)
    except KeyError:
        tb = sys.exc_info()[2]
        print(tb.tb_lineno - variables.__code__.co_firstlineno, tb.tb_next.tb_lineno - f.__code__.co_firstlineno, sorted(tb.tb_next.tb_frame.f_locals.items()))
        print(tb.tb_next.tb_lineno == tb.tb_next.tb_lineno, tb.tb_next.tb_next)


for i in (1, 2, 1, 3):
    variables(i)


def many():
    n = 0
    for i in range(300):
        try:
            if i % 3 == 0:
                {}['x']
            elif i % 3 == 1:
                raise ValueError
            else:
                f(1)
        except KeyError:
            n += 1
        except ValueError:
            n += 10
        else:
            n += 100
    return n


print(many(), many())
wide = 'def wide(n):\n' + ''.join(f' v{i} = {i}\n' for i in range(150)) + ' if n: raise KeyError\n' + ''.join(f' w{i} = {i}\n' for i in range(100))
exec(wide)
for n in (1, 1):
    try:
        wide(n)
    except KeyError as e:
        v = e.__traceback__.tb_next.tb_frame.f_locals
        print(len(v), v['v149'], 'w0' in v)


def cells(n):
    x = n

    def inner():
        return x, y
    if n > 1:
        y = 3
    raise ValueError


for n in (1, 2, 1):
    try:
        cells(n)
    except ValueError as e:
        print(sorted(k for k in e.__traceback__.tb_next.tb_frame.f_locals))


    

class K:
    try:
        q = 1
        raise OSError
    except OSError as e:
        print(sorted(k for k in e.__traceback__.tb_frame.f_locals if k[0] != '_'))

# Formatted string literals.
x, y, name, pi = 5, -3, 'world', 3.14159265
print(f'{x} {y} {name}', f'{x + y}', f'{{literal}} {x}', f'{name!r} {name!s} {name!a}', f"{'é'!a}")
print(f'{pi:.2f} {pi:10.3f}| {x:5d}| {x:<5}| {x:^5}| {x:>5}| {x:05} {x:+} {x: } {255:x} {255:#X} {255:b} {255:#o} {1234567:,} {1234567:_}')
print(f'{name:>10}|{name:<10}|{name:^10}|{name:*^11}|{name:.3}|{name!r:>12}')
width, precision = 10, 3
print(f'{pi:{width}.{precision}}|{name:{"<"}{width}}|{x:{"0" + str(4)}}')
print(f'{x=} {x = } {x+1=} {name=!s} {pi=:.2f} {name=}')
print(f'{"nested " + f"{x}"}', f"{'quotes'}", f'''{
x
} multi''', f'{lambda_result(1) if False else "lazy"}')
print(f'{[i for i in range(3)]} {({1: 2})[1]} { {1, 2} } {(lambda a: a * 2)(4)} {x if x > 3 else y}')
print(f'{x!r:^{width}}', f'{"a" "b"}', 'plain ' f'{x}' ' joined', rf'\n{x}', fr'\{x}', F'{x}')
print(f'{1e10} {1e-5:g} {0.1:.20f} {1/3:.3%} {12345.678:e} {float("nan")} {float("inf"):5} {1+2j:.1f}')
print(f'{True} {True:d} {None} {...} {b"bytes"} {print}'[:36])
print(f'', f'{""}', f'{x}{y}', f'{x:}', f'{x!s:}', f'\x41{x}\u00e9\N{DIGIT ONE}')


class Fmt:
    def __format__(self, spec): return f'<{spec}>'
    def __repr__(self): return 'R'
    def __str__(self): return 'S'


f = Fmt()
print(f'{f} {f:abc} {f!r} {f!s:>3} {f:{x}} {f=} {f=!s}')
import datetime
print(f'{datetime.date(2020, 1, 2):%Y/%m/%d}')


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(lambda: f'{x:z}')
error(lambda: f'{name:d}')
error(lambda: f'{x:.2}')
error(lambda: f'{pi:d}')
error(lambda: f'{[]:5}')
error(lambda: f'{undefined}')
error(lambda: f'{x:,_}')
error(lambda: f'{x:c}{-1:c}')
for source in ("f'{'", "f'}'", "f'{}'", "f'{x!z}'", "f'{a b}'", "f'{x!}'", "f'{*a}'", "f'{x:{y:{z}}}'", "f'{lambda x: 1}'", "f'{\\n}'"):
    try:
        eval(source)
    except SyntaxError as e:
        print('SyntaxError:', e.msg)
    except NameError as e:
        print('NameError:', e)
print(f'{3:{4}}', f'{x:>{width}}', f'{pi:0{width}.{precision}f}', f"{'%s'}" % (1,))

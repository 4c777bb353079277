# decimal: arithmetic, contexts, rounding, special values, formatting, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, getcontext, localcontext, setcontext

D = Decimal
print(D('0.1') + D('0.2'), D('1') / D('3'), D('1.10') * D('2'), D(5) // D(3), D(-5) % D(3), D('-5') // 3, D(2) ** 100, D(2) ** D('0.5'), -D('1.50'), abs(D('-1')), +D('1.23456789012345678901234567890'), D('1E+3') + 1, D('1e-10') * D('1e-10'), 5 - D(2), D(7) / 2)
print(D(), D(5), D('1.50'), D(0.1), D((1, (1, 2, 3), -2)), D('  1.5 '), D('1_000.5'), D('Infinity'), D('-inf'), D('NaN'), D('sNaN'), D('-0'), repr(D('1.0')), str(D('1E+20')), D('0.0000001'), D('123E-10'), D.from_float(0.5), D(True), D(10 ** 40))
print(D('1.0') == D('1.00'), D('1') == 1, D('0.5') == 0.5, D('1') < D('2'), hash(D('1.0')) == hash(1), hash(D('0.5')) == hash(0.5), D('NaN') == D('NaN'), D('Inf') > 10 ** 100, max(D(1), D(2)), sorted([D('2'), D('-1'), 0]), D('1').compare(D('2')), D('1.0').compare_total(D('1')), bool(D('0.0')), D(1) == 'a')
x = D('2.675')
for mode in (ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP):
    print(mode, x.quantize(D('0.01'), mode), (-x).quantize(D('0.1'), rounding=mode), D('2.5').to_integral_value(mode))
print(round(D('2.5')), round(D('2.675'), 2), int(D('-2.9')), float(D('0.1')), x.as_tuple(), x.as_integer_ratio(), x.adjusted(), x.normalize(), D('1.500').normalize(), D('1200').normalize(), x.to_eng_string(), D('12E+5').to_eng_string(), x.sqrt(), x.exp(), x.ln(), x.log10(), x.copy_sign(D(-1)), x.is_signed(), x.is_nan(), x.is_infinite(), x.is_zero(), x.number_class(), D('1.5').fma(2, 3), D('5').remainder_near(3), D('1').next_plus(), D('10').scaleb(2), D('7').same_quantum(D('8')), D('1').logb(), D('12').shift(1), D('101').logical_and(D('110')), x.__trunc__(), x.__floor__(), x.__ceil__(), complex(x))
print(f'{x:.1f} {x:10.2f}| {x:e} {D(1234567):,} {D("0.5"):%} {x:+} {D("1E+5"):f} {x:<8}| {D("1234.5"):012,.2f} {D("1e10"):g}')
with localcontext() as c:
    c.prec = 5
    print(D(1) / 3, D('123456') + 1, c.prec)
print(getcontext().prec, getcontext().rounding, Context(prec=3).divide(D(1), D(3)), Context(prec=3).create_decimal('1.23456'))
setcontext(Context(prec=10))
print(D(2).sqrt(), D(1) / 7, getcontext())
error(lambda: D('abc'))
error(lambda: D(1) / 0)
error(lambda: D(0) / 0)
error(lambda: D('inf') - D('inf'))
error(lambda: D(-1).sqrt())
error(lambda: D('sNaN') + 1)
error(lambda: D(1) + 0.5)
error(lambda: D(1) + 'a')
error(lambda: D([]))
error(lambda: int(D('NaN')))
error(lambda: int(D('inf')))
error(lambda: D('NaN') < 1)
error(lambda: D('1e999999') * D('1e999999'))
error(lambda: D(1).quantize(D('1e-30')))
error(lambda: hash(D('sNaN')))
error(lambda: D(1) % 0)
error(lambda: D(0) ** 0)
error(lambda: D(-8) ** D('0.5'))
error(lambda: D((2, (1,), 0)))
ctx = getcontext()
ctx.traps[DivisionByZero] = False
print(D(1) / 0, D(-1) / 0, ctx.flags[DivisionByZero])
ctx.traps[InvalidOperation] = False
print(D(0) / 0, D('abc'))
ctx.clear_flags()
D(1) / 3
print(ctx.flags[Inexact])
total = sum(D(i) / 10 for i in range(11))
print(total, sum([D('0.1')] * 10) == 1)

# Contexts: making, attributes, flags and traps, the current one, threads and context variables.
import contextvars
import copy
import pickle
import threading
from decimal import *

D = Decimal


def show(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


print(getcontext())
print(DefaultContext, BasicContext, ExtendedContext, sep="\n")
print(MAX_PREC, MAX_EMAX, MIN_EMIN, MIN_ETINY, HAVE_THREADS, HAVE_CONTEXTVAR)
c = Context(prec=5, flags=[Inexact, Rounded, Clamped, Overflow, Underflow, Subnormal, DivisionByZero, InvalidOperation, FloatOperation], traps=[])
print(c, c.flags, c.traps, len(c.flags), list(c.traps), sep="\n")
for text in """Context(prec=0) Context(prec="x") Context(prec=10**30) Context(rounding=1) Context(rounding="x") Context(Emin=1) Context(Emax=-1)
Context(capitals=2) Context(clamp=2) Context(flags=1) Context(flags=[1]) Context(traps={}) Context(traps={Inexact:1})
setattr(Context(),"foo",1) setattr(Context(),"prec",-1) delattr(Context(),"prec") setattr(Context(),"flags",1) setattr(Context(),"traps",[])
Context().flags[1] Context().flags[Inexact] Context().flags.__delitem__(Inexact) Context().flags==Context().flags Context().flags=={Inexact:False}
Context().flags=={k:False,for,k,in,Context().flags} Context().flags<1 Context().flags.copy() Context().__reduce__() Context(prec=2,flags=[Inexact]).copy()
setcontext(1) localcontext(1) localcontext(foo=5) localcontext(prec="x") Context(10,None,None,5) Context("x") Context().foo hash(Context().flags)
Context().Etiny() Context().Etop() Context().radix() Context().create_decimal("x") Context().create_decimal("1_0") Context().create_decimal(1.5)
Context().create_decimal_from_float("x") Context().add(1,"x") Context().add(1.5,1) Context().canonical(1) Context().power(2,3,5) Context().divmod(7,2)
type(Context().flags).__mro__[-8:] isinstance(Context().flags,dict) Context(prec=MAX_PREC,Emax=MAX_EMAX,Emin=MIN_EMIN).multiply(10**40,3)""".split():
    show(lambda: eval(text.replace(",for,", " for ").replace("k,in,", "k in ")))

with localcontext() as inner:
    inner.prec = 5
    print(D(1) / 3, inner is getcontext())
    with localcontext(Context(prec=3), rounding=ROUND_UP) as other:
        print(D(1) / 3, other)
    print(D(1) / 3)
print(D(1) / 3, getcontext().flags[Inexact])
with localcontext(prec=7, Emax=9, traps=[Inexact]):
    show(lambda: D(1) / 7)
    show(lambda: D(1) / 8)

for traps, f in [([Inexact, Rounded], lambda c: c.divide(1, 3)), ([Clamped, Subnormal], lambda c: c.create_decimal("1e-9")),
                 ([Overflow, Rounded], lambda c: c.multiply(1000, 1000)), ([DivisionByZero], lambda c: c.divide(1, 0)),
                 ([InvalidOperation], lambda c: c.divide(0, 0)), ([InvalidOperation, DivisionByZero], lambda c: c.divmod(1, 0)),
                 ([FloatOperation], lambda c: c.create_decimal(1.5)), ([], lambda c: c.sqrt(-1))]:
    c = Context(prec=3, Emax=3, Emin=-3, traps=traps)
    show(lambda: f(c))
    print(c)
c = Context()
c.flags[Inexact] = 1
c.traps[Clamped] = True
print(c.flags, c.traps, c)
c.flags = {s: s is Rounded for s in c.flags}
c.traps = Context(traps=[Overflow]).flags
print(c)
c.clear_flags()
c.clear_traps()
print(c, c.flags is c.flags)
print(pickle.loads(pickle.dumps(Context(prec=7, traps=[Inexact], flags=[Rounded]))), copy.copy(Context(prec=4)))


def task(prec):
    getcontext().prec = prec
    results.append((prec, str(D(1) / 7)))


results = []
threads = [threading.Thread(target=task, args=(p,)) for p in (3, 6, 9)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results), getcontext().prec)
contextvars.copy_context().run(setcontext, Context(prec=2))
print(getcontext().prec)
template = DefaultContext
setcontext(template)
print(getcontext() is template)
getcontext().traps[FloatOperation] = True
for text in ["D(1.5)", "D(1)<1.5", "D(1)==1.5", "D.from_float(1.5)", "getcontext().create_decimal(1.5)"]:
    show(lambda: eval(text))
print(DecimalException.__mro__, Overflow.__mro__, Underflow.__mro__, DivisionByZero.__mro__, FloatOperation.__mro__)


class Sub(Context):
    pass


s = Sub(prec=6)
s.extra = 1
print(s, s.divide(1, 3), s.extra)

# Making decimal numbers, converting them, comparing and hashing them.
import copy
import pickle
from decimal import *
from fractions import Fraction

D = Decimal
TEXTS = r'''D("x")
D("1_000.5__")
D(" 12 ")
D("١٢.٣")
D("")
D(".")
D("1e")
D("1e+")
D(".5e3")
D("5.")
D("+1.e-3")
D("0x1")
D([1])
D((1,(1,2),"x"))
D((1,2))
D((2,(1,),0))
D((0,(10,),0))
D((0,("a",),0))
D((0,(1,2),"F"))
D((0,(1,2),"N"))
D((1,(),"n"))
D((0,(),0))
D((0,(0,0,1),0))
D([0,[1,2],3])
D((0,5,3))
D((0,(1,),10**30))
D((0,(1,),"1"))
D((0,(1,),1.5))
D(None)
D({})
D(b"1")
D(1,2)
D(1.5)
D(float("nan")),D(float("-inf")),D(-0.0),D(5e-324)==5e-324,D(1e300)
D("sNaN123"),D("-nan0005"),D("inf"),D("-Infinity"),D("infinit")
D("1e9999999999999999999")
D("1e-9999999999999999999")
D("1e999999999999999999"),D("1e-1999999999999999997")
D("12e-1999999999999999998")
D(1)/0
D(0)/0
D(1)//0
D(1)%0
divmod(D(1),D(0))
divmod(D(7),2),divmod(-7,D(2)),D(7)//-2,D(-7)%D("2.5")
D(10)**30,D(2)**-1,D("1.5")**2,D(4)**D("0.5"),2**D(3),D(2)**100
D(0)**0
D(-8)**D("0.3")
pow(D(2),3,5),pow(D(2),100,D(7)),D(5).__rpow__(2)
pow(D(2),3,D("0"))
pow(D("2.5"),1,5)
pow(D(2),"x")
D(1)+1.5
D(1)+"x"
D(1)<"x"
D(1)<1.5,D(1)==1.5,D("1.5")==1.5,D("0.1")==0.1,1.5>D(1)
D("sNaN")==1
D("NaN")<1
D("NaN")==D("NaN"),D("NaN")!=1
D(1)==Fraction(1),D("0.5")==Fraction(1,2),D(1)<Fraction(4,3),Fraction(1,3)==D(1)/3,D("0.5")==0.5+0j,D(1)==1j
D(1)<1j
hash(D("sNaN"))
hash(D("inf")),hash(D("-inf")),hash(D("1.5"))==hash(1.5),hash(D("1e100"))==hash(10**100),hash(D("1e-100")),hash(D(-1)),hash(D(2**61-1)),hash(D("1e1000000"))
int(D("nan"))
int(D("inf"))
int(D("-12.9")),int(D("1e30")),int(D("1e-30"))
float(D("snan"))
float(D("nan")),float(D("1e1000")),float(D("-1e-1000")),float(D("0.1"))
D("inf").as_integer_ratio()
D("nan").as_integer_ratio()
D("3.140").as_integer_ratio(),D("-0e5").as_integer_ratio(),D("-12e3").as_integer_ratio()
round(D("2.5")),round(D("2.567"),2),round(D("3.5")),round(D("-2.5"),0),round(D(1234),-2)
round(D("nan"))
round(D("inf"))
round(D("2.5"),"x")
D(1).__round__(10**20)
D("2.5").__floor__(),D("-2.5").__ceil__(),D("1.5").__trunc__()
complex(D("2.5")),D("2.5").__reduce__(),D("2.5").as_tuple(),D("nan12").as_tuple(),D("-inf").as_tuple(),D(0).as_tuple()
D.from_float("x")
D.from_float(3),D.from_float(0.1),D.from_float(True)
D(1).exp(5)
D(1).quantize("x")
D(1).quantize(D("0.01"),rounding="x")
D(1).quantize(D("0.01"),"ROUND_UP"),D("1.005").quantize(D("0.01"),rounding=ROUND_UP)
D(1).quantize(1.5)
D(1).compare("1")
D(1).fma(1,"x")
D(2).fma(3,5),D(1).fma(D("1e-50"),1)
D(1).logical_and(2)
D(1).same_quantum("x")
D(1).real,D(1).imag,D(1).conjugate(),D("1.25").adjusted(),D("inf").adjusted()
bool(D("nan")),bool(D(0)),bool(D("0.0")),bool(D("1e-99"))
-D("snan")
D(10**40),+D(10**40),abs(D(-5)),-D(0),+D("-0")
D(10).sqrt(),D(100).sqrt(),D("1.00").sqrt(),D("0.0").sqrt()
D(2).ln(),D(2).log10(),D(1).exp(),D(-1).exp(),D(1000).log10(),D(0).ln(),D("1e-5").log10()
D(0).next_plus(),D(1).next_minus(),D(1).next_toward(2)
D(1).max(D("nan")),D(3).min(2),max(D(1),D(2)),sum([D("0.1")]*10),sorted([D(3),D(1),D("-2.5")])
DecimalTuple(1,(2,),3),DecimalTuple.__module__
pickle.loads(pickle.dumps(D("-1.50"))),copy.copy(D(1)),copy.deepcopy([D("1.1")])'''
for text in TEXTS.split("\n"):
    try:
        print(text, "->", repr(eval(text)))
    except Exception as e:
        print(text, "->", type(e).__name__, e)


class Money(Decimal):
    def __str__(self):
        return "$" + Decimal.__str__(self)


m = Money("2.50")
m.tag = 1
print(m, repr(m), type(m + 1), m + 1, type(Money.from_float(0.5)), m.tag, m == D("2.5"), hash(m) == hash(D("2.5")), {m: 1}[D("2.5")])
with localcontext(prec=60):
    print(D(2).sqrt(), D(3).ln(), D(10).exp(), D(7).log10(), D("1.1") ** D("2.2"), sep="\n")
with localcontext(prec=1000):
    print(str(D(2).sqrt())[-30:], str(D(2).ln())[-30:], str(D(1).exp())[-30:], str(D(1) / 7)[-30:])

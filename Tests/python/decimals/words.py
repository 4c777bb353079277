# Arithmetic around the sizes where coefficients stop fitting machine words, with all roundings, narrow limits and clamping.
import decimal, random
from decimal import *
random.seed(5)
def rnd():
    n=random.choice([1,2,5,9,17,18,19,20,28,36,37,38,39,40,60])
    c=random.randrange(10**n) if random.random()<.8 else random.choice([0,1,5,10**n,10**n-1,5*10**(n-1),2**61,2**61-1,2**64-1,2**64,2**63])
    return Decimal((random.randrange(2), tuple(map(int,str(c))), random.choice([0,0,-2,3,-10,20,-37,37,38,-40,100,-1000])))
h=0
import hashlib
m=hashlib.md5()
R=[ROUND_UP,ROUND_DOWN,ROUND_CEILING,ROUND_FLOOR,ROUND_HALF_UP,ROUND_HALF_DOWN,ROUND_HALF_EVEN,ROUND_05UP]
for i in range(500):
    c=Context(prec=random.choice([1,2,5,9,18,19,20,28,36,37,38,39,50]), rounding=random.choice(R), Emin=random.choice([-10,-50,-999999]), Emax=random.choice([10,50,999999]), clamp=random.choice([0,0,1]), traps=[])
    a,b=rnd(),rnd()
    if i%7==0: a=Decimal(random.randrange(-2**61,2**61)); 
    if i%11==0: b=Decimal(random.randrange(-99,99))
    for op in (c.add,c.subtract,c.multiply,c.divide,c.compare,c.fma,c.divide_int,c.remainder,c.quantize,c.plus):
        c.clear_flags()
        r=op(a,b) if op not in (c.fma,c.plus) else op(a) if op==c.plus else op(a,b,a)
        s='%s %r %r %r %s'%(op.__name__,a,b,r,[f.__name__ for f,v in c.flags.items() if v])
        m.update(s.encode())
    m.update(repr((a<b,a==b,a>=b,a==-b)).encode())
    if i%100==0: print(i,m.hexdigest())
print(m.hexdigest())
setcontext(Context(prec=19))
print(Decimal(3)+ -2**61, Decimal(2)*(-2**61), -2**61-Decimal(1), Decimal('1.10')==Decimal('1.1'))

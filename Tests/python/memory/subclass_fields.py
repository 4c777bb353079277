import gc
class T(tuple): pass
class L(list): __slots__=('k','__dict__')
class D(dict): pass
class I(int): pass
class S(str): pass
class B(bytes): pass
class E(Exception): pass
class ST(set): pass
class Sl: __slots__=('a','b')
class P(property): pass
keep=[]
def mk(i):
    for c,a in ((T,((i,),)),(L,([i],)),(D,({i:i},)),(I,(i+2**70*(i%2),)),(S,('abc%d'%i,)),(B,(b'xy%d'%i,)),(E,(i,)),(ST,([i],)),(P,(lambda s:1,))):
        o=c(*a); o.attr=[str(i)*3, {'z':[i]}]
        if c is L: o.k=['k%d'%i]
        keep.append(o)
    s=Sl(); s.a=['a%d'%i]; s.b={i:'b'}; keep.append(s)
    cl=type('Dyn%d'%i,(Sl,),{'f':lambda s:i,'x%d'%i:[i]})
    o=cl(); o.zz=[i]; o.a='q%d'%i
    for k in range(12): setattr(o,'at%d_%d'%(i%7,k),[k,i])
    keep.append(o)
for i in range(300): mk(i)
for r in range(3):
    gc.collect()
    junk=[[str(x)*2] for x in range(50000)]
    del junk
for i in range(300):
    base=i*11
    for o in keep[base:base+9]:
        assert o.attr==[str(i)*3,{'z':[i]}],(type(o),o.attr)
    assert keep[base]==(i,) and keep[base+1]==[i] and keep[base+1].k==['k%d'%i], keep[base+1].k
    assert keep[base+3]==i+2**70*(i%2) and keep[base+4]=='abc%d'%i and keep[base+5]==b'xy%d'%i
    s=keep[base+9]; assert s.a==['a%d'%i] and s.b=={i:'b'}
    o=keep[base+10]; assert o.zz==[i] and o.a=='q%d'%i and o.f()==i and getattr(o,'x%d'%i)==[i]
    for k in range(12): assert getattr(o,'at%d_%d'%(i%7,k))==[k,i]
del keep[:]; o=s=None
n=len(Sl.__subclasses__())
gc.collect(); gc.collect()
print(n>290, len(Sl.__subclasses__())<20)
for i in range(200):
    c=type('Again%d'%i,(Sl,),{'g%d'%i:i}); assert getattr(c(),'g%d'%i)==i
    x=c(); x.w=1; del x,c
    if i%50==0: gc.collect()
print('ok')

# Operators, attribute access, classes, descriptors, super, generic aliases: values and error texts.
import builtins


def print(*args):
    """Prints without the addresses of objects."""
    text = ' '.join(str(a) for a in args)
    while ' at 0x' in text:
        i = text.index(' at 0x')
        j = i + 6
        while j < len(text) and text[j] in '0123456789abcdef':
            j += 1
        text = text[:i] + text[j:]
    builtins.print(text)


def t(f,*a,**k):
    try: print(repr(f(*a,**k)))
    except BaseException as e: print(type(e).__name__, e)
# operators
class N:
    def __init__(s,v): s.v=v
    def __add__(s,o): return ('add',s.v,getattr(o,'v',o))
    def __radd__(s,o): return ('radd',s.v,getattr(o,'v',o))
    def __iadd__(s,o): s.v+=o; return s
    def __lt__(s,o): return ('lt',s.v)
    def __matmul__(s,o): return 'mm'
    def __pow__(s,o,m=None): return ('pow',o,m)
    def __rpow__(s,o): return ('rpow',o)
    def __divmod__(s,o): return 'dm'
    def __neg__(s): return 'neg'
    def __index__(s): return 3
    def __len__(s): return 5
    def __getitem__(s,i):
        if isinstance(i,int) and i>3: raise IndexError
        return i
    def __contains__(s,x): return x
    def __call__(s,*a,**k): return a,k
    def __hash__(s): return 42
    def __eq__(s,o): return isinstance(o,N) and s.v==o.v
    def __format__(s,spec): return 'F'+spec
    def __bool__(s): return s.v!=0
class M(N):
    def __radd__(s,o): return ('Mradd',)
n=N(1)
t(lambda:n+1); t(lambda:1+n); t(lambda:n+M(2)); t(lambda:n@2); t(lambda:n**2); t(lambda:2**n); t(lambda:pow(n,2,5)); t(lambda:divmod(n,1)); t(lambda:-n); t(lambda:+n); t(lambda: [1,2,3,4][n]); t(lambda:len(n)); t(lambda:list(n)); t(lambda: 0 in n); t(lambda:n(1,a=2)); t(lambda:hash(n)); t(lambda:{n:1}[N(1)]); t(lambda:f'{n:xx}'); t(lambda: not N(0)); t(lambda:n<2); t(lambda:n>M(3)); t(lambda:n>=2); t(lambda:2>n); t(lambda:n-1); t(lambda:1-n); t(lambda: 'a'*n); t(lambda:n*2)
n+=5; print(n.v)

for op in ['+','-','*','/','//','%','@','<<','>>','&','|','^','**']:
    for a,b in [("1","'a'"),("[]","1.5"),("None","1"),("'a'","1.5"),("{}","{1}"),("()","[]")]:
        if op=='%' and a[0]=="'": continue
        t(eval,a+op+b)
def ip(op,a,b):
    d={'x':eval(a)}
    exec('x'+op+'='+b,d); return d['x']
for op in ['+','-','*','@','**','>>']:
    for a,b in [("1","'a'"),("[]","1.5"),("[1]","'ab'"),("[1]","2")]: t(ip,op,a,b)
for op in ['<','<=','>','>=']: t(eval,'1'+op+'"a"'); t(eval,'{}'+op+'[]')
t(lambda:-'a'); t(lambda:~1.5); t(lambda:+[]); t(lambda:abs('a'))
t(lambda:1[0]); t(lambda:int[0]); t(lambda: (lambda:1)[0]); t(lambda: None[0])
def si(a,k,v): a[k]=v
def di(a,k): del a[k]
t(si,1,0,0); t(si,(),0,0); t(di,1,0); t(di,(),0); t(si,'a',0,'b'); t(di,'a',0)
t(lambda:len(1)); t(lambda:iter(1)); t(lambda:next(1)); t(lambda:1 in 1); t(lambda:1 in 'a'); t(lambda:[*1]); t(lambda:hash([])); t(lambda:{[]:1}); t(lambda:{{}}); t(lambda:1()); t(lambda: 'a'()); t(lambda:isinstance(1,1)); t(lambda:issubclass(1,int)); t(lambda:issubclass(int,1)); t(lambda:isinstance(1,(int,2))); t(lambda:isinstance('a',(int,2))); t(lambda: isinstance(1,list[int])); t(lambda: isinstance(1,int|str)); t(lambda: issubclass(bool,int|None)); t(lambda: isinstance(None, int|None))
class Bad:
    def __len__(s): return -1
    def __bool__(s): return 2
    def __hash__(s): return 'x'
    def __repr__(s): return 1
    def __str__(s): return 2
    def __index__(s): return 'a'
    def __iter__(s): return 1
    def __contains__(s,x): return 'yes'
    def __format__(s,f): return 1
    def __length_hint__(s): return -3
    def __int__(s): return 'q'
    def __float__(s): return 'q'
b=Bad()
t(len,b); t(bool,b); t(hash,b); t(repr,b); t(str,b); t(lambda:[1][b]); t(iter,b); t(lambda:1 in b); t(format,b); t(int,b); t(float,b); t(range,b); t(lambda: 'a'*b)
class L2:
    def __len__(s): return 'a'
t(len,L2()); t(bool,L2())
class L3:
    def __len__(s): return 2**70
t(len,L3())
class NI:
    __iter__=None; __hash__=None; __contains__=None; __bool__=None; __len__=None
t(iter,NI()); t(hash,NI()); t(lambda:1 in NI()); t(bool,NI()); t(len,NI())
class Eq:
    def __eq__(s,o): return True
t(hash,Eq()); print(Eq.__hash__)
class I(int):
    def __eq__(s,o): return 'eq'
    def __add__(s,o): return 'Iadd'
    __hash__=int.__hash__
t(lambda:I(1)==1); t(lambda:1==I(1)); t(lambda:I(1)+1); t(lambda:1+I(1)); t(lambda:{I(1):2}[1]); t(lambda:I(5)-1); t(lambda:type(I(5)+0)); t(lambda:type(-I(3)))
class S(str):
    def __hash__(s): return 1
    def __eq__(s,o): return True
t(lambda:{S('a'):1}); t(lambda: 'zz' in {S('a'):1}); t(lambda: S('x') in {'q':1})
class W:
    pass
w=W(); w.a=1; w.b=2; w.c=3; w.d=4; w.e=5; w.f=6
print(w.__dict__, vars(w) is w.__dict__)
del w.b; w.b=9; print(list(w.__dict__)); w.__dict__['zz']=1; print(w.zz)
w2=W(); w2.x=1; w2.y=2; w2.z=3
del w2.y
print(w2.__dict__, hasattr(w2,'y'))
for i in range(200): setattr(w2,'a%d'%i,i)
print(len(w2.__dict__), w2.a150)
W.prop=property(lambda s:'P'); w3=W(); w3.__dict__['prop']=5; print(w3.prop); del W.prop; print(w3.prop)
W.q=7; print(w3.q); w3.q=8; print(w3.q, W.q); del w3.q; print(w3.q)
class V: pass
w3.__class__=V; print(type(w3), w3.prop)
t(setattr,w3,'__class__',int); t(setattr,w3,'__class__',3); t(delattr,w3,'__class__')
class Sl: __slots__=('a','b')
s=Sl(); s.a=1; print(s.a); t(lambda:s.b); t(setattr,s,'c',1); t(lambda:s.__dict__)
class Sl2(Sl): __slots__=('c','__dict__')
s=Sl2(); s.a,s.b,s.c,s.d=1,2,3,4; print(s.a,s.b,s.c,s.d,s.__dict__)
class T(tuple): pass
x=T((1,2)); x.foo=3; print(x,x.foo,x.__dict__)
class D(dict): __slots__=('k',)
d=D(a=1); d.k=5; print(d,d.k)
class LL(list):
    def __init__(s,*a,k=1): super().__init__(*a); s.k=k
l=LL([1,2],k=4); print(l,l.k,len(l)); l.append(3); print(l)
class E(Exception):
    def __init__(s,a): s.a=a
try: raise E(5)
except E as e: print(e.a,e.args,repr(e))
class Meta(type):
    def __new__(m,n,b,d,**k): c=super().__new__(m,n,b,d); c.k=k; return c
    def __init__(c,n,b,d,**k): super().__init__(n,b,d)
    def __call__(c,*a): return ('made',super().__call__(*a))
    def foo(c): return 'foo'+c.__name__
    @property
    def p(c): return 'p'+c.__name__
    def __iter__(c): return iter([1,2])
    def __getitem__(c,i): return i
    def __len__(c): return 7
    def __instancecheck__(c,x): return x==5
class MC(metaclass=Meta,z=1): pass
print(MC.k, MC.foo(), MC.p, list(MC), MC[3], len(MC), isinstance(5,MC), isinstance(6,MC), type(MC()))
t(lambda: MC().foo)
class A: pass
class B(A): pass
t(lambda: type('X',(A,B),{})); t(lambda:type('X',(A,A),{})); t(lambda:type('X',(bool,),{})); t(lambda: type('X',(int,str),{})); t(lambda: type('X',(1,),{})); t(lambda:type('X',(),[])); t(lambda:type(1,(),{})); t(lambda:type('X',())); t(lambda: type('a\0',(),{}))
class M1(type): pass
class M2(type): pass
t(lambda: type('X',(M1('a',(),{}),M2('b',(),{})),{}))
print(A.__subclasses__(), B.__base__, B.__bases__, B.mro())
B.__bases__=(W,); print(B.__mro__, A.__subclasses__())
t(setattr,B,'__bases__',()); t(setattr,B,'__bases__',1); t(setattr,B,'__bases__',(B,)); t(setattr,B,'__bases__',(int,))
class Init:
    def __init_subclass__(cls,/,tag=None,**k): super().__init_subclass__(**k); cls.tag=tag
    def __class_getitem__(cls,i): return (cls.__name__,i)
class Sub(Init,tag=3): pass
print(Sub.tag, Sub[1]); t(lambda: type('X',(Init,),{},foo=1))
class Desc:
    def __set_name__(s,o,n): s.n=n; print('setname',o.__name__,n)
    def __get__(s,i,o): return ('get',s.n,i is None)
class UD:
    d=Desc()
    e=Desc()
print(UD.d, UD().e)
class BadName:
    def __set_name__(s,o,n): 1/0
try:
    class X: a=BadName()
except RuntimeError as e: print(e, repr(e.__cause__))
class G:
    def __getattr__(s,n):
        if n=='no': raise AttributeError('nono')
        return n
    def __getattribute__(s,n):
        if n=='gg': return 'GG'
        return object.__getattribute__(s,n)
    def __setattr__(s,n,v): print('set',n,v); super().__setattr__(n,v)
    def __delattr__(s,n): print('del',n); super().__delattr__(n)
g=G(); print(g.gg,g.foo); g.x=1; print(g.x); del g.x; t(lambda:g.no)
class P:
    @property
    def x(s): "doc x"; return s._x
    @x.setter
    def x(s,v): s._x=v
    @property
    def ro(s): return 1
    @classmethod
    def c(cls): return cls
    @staticmethod
    def st(a): return a
p=P(); p.x=4; print(p.x,P.x.__doc__,P.c() is P,p.c() is P,P.st(1),p.st(2)); t(setattr,p,'ro',1); t(delattr,p,'ro'); print(P.__dict__['c'], P.__dict__['st'].__wrapped__ is P.st, P.x.fget.__name__)
class B1:
    def f(s): return 'B1'
class B2(B1):
    def f(s): return 'B2'+super().f()
class B3(B1):
    def f(s): return 'B3'+super().f()
class B4(B2,B3):
    def f(s): return 'B4'+super().f()
    def g(s): return super(B2,s).f()
    @classmethod
    def h(c): return super().__name__ if 0 else super()
print(B4().f(), B4().g(), B4.h(), super(B4,B4()), super(B4)); t(lambda: super(B4,1)); t(lambda:super(1)); t(lambda: super()); t(lambda: super(B4,B4()).zz)
print(list[int], dict[str,int], list[int].__origin__, list[int].__args__, list[int]==list[int], hash(list[int])==hash(list[int]), int|str|None, list[int]|None, (int|str).__args__, (int|str)==(str|int), tuple[int,...], list[list[int]](), type[int], list[int].append)
t(lambda: list[int][str]); t(lambda: int|1); t(lambda: list[int](5)); print(type(list[int]), type(int|str), repr(list['a']))
import sys
print(type(sys), sys.__name__); t(lambda:sys.nope); M=type(sys); m=M('mod','doc'); print(m, m.__doc__, m.__dict__); t(lambda:m.x); m.x=1; print(m.x); m.__getattr__=lambda n:'ga'+n; print(m.yy); t(M); del m.x; print(m.x)
ns=type(sys.implementation)(a=1,b='x'); print(ns, ns.a, ns==type(ns)(a=1,b='x')); ns.c=3; print(ns)
mp=type(int.__dict__)({'a':1}); print(mp, mp['a'], len(mp), list(mp), 'a' in mp, mp.get('z',3), mp|{'b':2}); t(lambda:si(mp,'a',1))
bm=B4().f; print(bm.__self__.__class__, bm.__func__ is B4.f, bm==bm.__self__.f, bm.__name__); t(setattr,bm,'x',1)
print((1).__add__(2), int.__add__(1,2), (1).__radd__(2), (5).__sub__(3), (5).__rsub__(3), [1].__add__([2]), [1].__mul__(2), 'a'.__contains__('a'), [1,2].__getitem__(0), (1).__lt__(2), (1).__lt__('a'), int.__pow__(2,3,5), (2).__rpow__(3), {}.__len__(), [3].__iter__().__next__(), object().__eq__(1))
class AA: 
    def __new__(cls,*a): 
        print('new',a); return object.__new__(cls)
    def __init__(s,*a): print('init',a)
AA(1,2)
class BB:
    def __new__(cls): return 5
print(BB()); print(sorted(x for x in dir(BB()) if not x.startswith('__')), dir(A())[:3]); t(lambda: AA.__new__()); t(lambda: int.__new__(str)); t(lambda:object.__new__(int)); t(lambda: dict.__new__(list))
import abc
class Ab(abc.ABC):
    @abc.abstractmethod
    def f(s): ...
    @property
    @abc.abstractmethod
    def g(s): ...
t(Ab); 
class Ab2(Ab):
    def f(s): pass
t(Ab2); Ab.register(int); print(isinstance(1,Ab), issubclass(bool,Ab), isinstance('a',Ab), Ab.__abstractmethods__==frozenset({'f','g'})); t(Ab.register,1); t(lambda: issubclass(1,Ab))
import copy
class Cp:
    def __init__(s): s.x=[1]
c=Cp(); c2=copy.copy(c); c3=copy.deepcopy(c); print(c2.x is c.x, c3.x is c.x, c3.x); print(c.__reduce_ex__(2)[1:], c.__reduce_ex__(4)[2])
s=Sl(); s.a=[1]; s2=copy.copy(s); print(s2.a); print(s.__reduce_ex__(2)[2])
t(lambda: (i for i in []).__reduce_ex__(2))

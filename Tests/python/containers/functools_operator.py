import functools, operator, _functools, _operator
from functools import *
from operator import *
def p(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
p(lambda: partial()); p(lambda: partial(1)); p(lambda: partial(print,1,a=2)); p(lambda: partial(partial(print,1,a=2),3,a=4)); p(lambda: partial(print).__reduce__()); p(lambda: partial(print,1).keywords)
q=partial(print); q.x=1; p(lambda: q.__reduce__()); p(lambda: partial(q,2).func is print); p(lambda: q.__setstate__(1)); p(lambda: q.__setstate__((1,2,3,4)))
p(lambda: reduce(lambda a,b:a+b, [])); p(lambda: reduce(1,2)); p(lambda: reduce(add,[1,2,3],10)); p(lambda: reduce(add)); p(lambda: reduce(add,[],1,2))
K=cmp_to_key(lambda a,b:a-b); p(lambda: K(1)<K(2)); p(lambda: K(1)<2); p(lambda: K()); p(lambda: K(1).obj); p(lambda: hash(K(1))); p(lambda: type(K)())
@lru_cache(2)
def f(x,*,y=1): return x
p(lambda: lru_cache(1.5)); p(lambda: _functools._lru_cache_wrapper(1,2,3,4)); p(lambda: _functools._lru_cache_wrapper(print,'a',3,4)); p(lambda: f([])); p(lambda: f.__text_signature__)

p(lambda: itemgetter()); p(lambda: itemgetter(1)); p(lambda: itemgetter(1,2)); p(lambda: itemgetter(1)(3)); p(lambda: itemgetter(1)()); p(lambda: itemgetter(1)([1],2)); p(lambda: itemgetter(1).__reduce__()); p(lambda: itemgetter(a=1)); p(lambda: itemgetter(1)(a=1))
p(lambda: attrgetter()); p(lambda: attrgetter(1)); p(lambda: attrgetter('a.b','c')); p(lambda: attrgetter('a')(3)); p(lambda: attrgetter('a','b.c').__reduce__()); p(lambda: attrgetter('real','imag')(3)); p(lambda:attrgetter('real')(1,2)); p(lambda: attrgetter('__class__.__name__')(3))
p(lambda: methodcaller()); p(lambda: methodcaller(1)); p(lambda: methodcaller('a',1,b=2)); p(lambda: methodcaller('a',1).__reduce__()); p(lambda: methodcaller('a',1,b=2).__reduce__()); p(lambda: methodcaller('upper')('a')); p(lambda:methodcaller('a')()); p(lambda:methodcaller('a')(1,2)); p(lambda: methodcaller('split',sep='b')('abc'))
p(lambda: add(1)); p(lambda: concat(1,2)); p(lambda: concat([1],2)); p(lambda: indexOf([1],2)); p(lambda: countOf(1,2)); p(lambda: countOf([1,1],1)); p(lambda: length_hint(1)); p(lambda: length_hint(1,'a')); p(lambda: length_hint(1,3)); p(lambda: operator.index('a')); p(lambda: iconcat(1,2)); p(lambda: contains(1,2)); p(lambda: delitem([1],5)); p(lambda: not_(3)); p(lambda: is_(1)); p(lambda: operator.call(print,1)); p(lambda: operator.call()); p(lambda: pow(2,3)); p(lambda: ipow(2,'a')); p(lambda: matmul(1,2)); p(lambda: imatmul(1,2)); p(lambda: _operator._compare_digest('a','a')); p(lambda: _operator._compare_digest('a',b'a')); p(lambda: _operator._compare_digest('\xe9','a')); p(lambda:_operator._compare_digest(1,2)); p(lambda: inv('a')); p(lambda: truth([])); p(lambda: iadd([1],(2,))); p(lambda: indexOf(1,2)); p(lambda: setitem({},1)); p(lambda:concat(1,[1]))
p(lambda: sub('a',1)); p(lambda: isub('a',1))
@lru_cache(2)
def g(x,y=1): return (x,y)
print(g(1),g(1),g(2),g(3),g(1),g(1,y=2),g.cache_info())
class A:
    @lru_cache
    def m(self): return 5
    @cached_property
    def c(self): return 3
print(A().m(), A().c, A.m.cache_info())

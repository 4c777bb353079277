import _random
r=_random.Random(42); print(r.random(), r.getrandbits(100), r.getrandbits(31), hash(r.getstate()[0])==r.getstate()[0])
class R(_random.Random): pass
x=R(10**50); x.a=1; print(x.random(), x.a); s=r.getstate(); a=r.random(); r.setstate(s); print(a==r.random())

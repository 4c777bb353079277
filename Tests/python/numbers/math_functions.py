import math
print(math.sqrt(2), math.floor(2.5), math.ceil(-2.5), math.comb(50,20), math.perm(10,3), math.isqrt(10**40+1), math.gcd(12,18,27), math.lcm(4,6), math.fsum([.1]*10), math.hypot(3,4), math.log(10**400), math.factorial(30), math.frexp(10.5), math.modf(-2.5), math.prod([1,2,3]), math.dist((1,2),(4,6)))
for f in (lambda: math.sqrt(-1), lambda: math.exp(1000), lambda: math.log(0), lambda: math.sin('x'), lambda: math.comb(-1,2), lambda: math.factorial(1.5)):
    try: f()
    except Exception as e: print(type(e).__name__, e)

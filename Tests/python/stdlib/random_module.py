# random: the exact sequences of the Mersenne Twister, and every method.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import random

random.seed(42)
print([random.random() for _ in range(3)], [random.randint(1, 100) for _ in range(5)], random.randrange(0, 100, 7), random.choice('abcdef'), random.choices('ab', k=5), random.choices([1, 2], weights=[1, 9], k=5), random.sample(range(100), 5))
x = list(range(10))
random.shuffle(x)
print(x, random.uniform(1, 2), random.gauss(0, 1), random.normalvariate(0, 1), random.expovariate(1), random.betavariate(1, 2), random.triangular(0, 1, 0.5), random.gammavariate(2, 1), random.paretovariate(3), random.vonmisesvariate(0, 1), random.weibullvariate(1, 1), random.lognormvariate(0, 1))
print(random.getrandbits(10), random.getrandbits(100), random.getrandbits(0), random.randbytes(4), random.randrange(10 ** 30))
random.seed('text')
print(random.random())
random.seed(b'bytes')
print(random.random())
random.seed(1.5)
print(random.random())
random.seed(10 ** 40)
print(random.random())
random.seed(-5)
print(random.random())
state = random.getstate()
a = random.random()
random.setstate(state)
print(a == random.random(), len(state[1]), state[0])
r = random.Random(7)
print(r.random(), r.randint(1, 6), [r.randrange(3) for _ in range(10)], r.sample('abc', 2), r.sample([1, 2], counts=[3, 1], k=3))
error(lambda: random.choice([]))
error(lambda: random.randint(5, 1))
error(lambda: random.randrange(0))
error(lambda: random.randrange(1, 10, 0))
error(lambda: random.sample([1], 5))
error(lambda: random.sample({1}, 1))
error(lambda: random.choices([], k=1))
error(lambda: random.choices([1], weights=[1, 2]))
error(lambda: random.getrandbits(-1))
error(lambda: random.seed([]))
print(0 <= random.SystemRandom().random() < 1, sum(random.Random(1).random() for _ in range(10000)))

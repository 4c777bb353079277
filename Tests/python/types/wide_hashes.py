# minipy: differs
# A hash has 62 bits here: one that needs more is taken modulo 2**62.
print(hash(0.5-1.5j))
print(hash(2.5+1e10j), hash(1j), hash(0.5))

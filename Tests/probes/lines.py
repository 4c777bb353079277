def f(n):
    total = 0
    for i in range(n):
        total += i
    while n: n -= 1
    if total > 100:
        return None
    return total + sum(
        [1],
        1,
    )


x = f(2)
try:
    x.missing
except AttributeError:
    pass

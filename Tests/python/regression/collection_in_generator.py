# Several collections while one generator runs: what its registers hold is young each time.
import gc


def churn(n):
    garbage = []
    for i in range(n):
        garbage = [i, str(i), (i, garbage[:1])]
    return [n, str(n)]


def produce():
    kept = None
    while True:
        kept = [churn(10)] + [gc.collect(0) and None] + [churn(20000)] + [churn(20000)] + [gc.collect(0) and None] + [churn(10)]
        yield kept


generator = produce()
next(generator)
gc.collect()
for _ in range(3):
    print([item for item in next(generator) if item])

print(min((churn(i) + churn(3000) for i in (5, 3, 4)), key=lambda item: (float(len(item)), churn(2000), item)))
print(sum(len(churn(3000) + churn(4000)) for _ in range(20)))

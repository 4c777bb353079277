# Assignment expressions: where they bind, comprehension targets, nesting.
if (n := len('abcd')) > 3:
    print(n)
data = iter([1, 2, 3, 0, 4])
while (v := next(data)):
    print(v, end=' ')
print(v)
print([y := 5, y ** 2], (a := 1, b := a + 1), {(k := 'key'): k.upper()}, f'{(z := 7)} {z:{(w := 4)}}|', w)
print([last := x for x in range(5)], last, any((hit := x) > 2 for x in range(5)), hit)


def f():
    values = [(lambda: (inner := q))() for q in range(3)]
    total = 0
    sums = [total := total + v for v in values]
    return sums, total


print(f())


def g(x=(d := 5)): return x + d


print(g(), d)
print((lambda: (t := 3) + t)(), [i := 1, i := i + 1], i)


class C:
    attribute = (shared := 10) + 1


print(C.attribute, C.shared)


def nonlocal_target():
    found = None

    def search(items):
        nonlocal found
        return any((found := item) == 'c' for item in items)
    return search('abcd'), found


print(nonlocal_target())


def global_target():
    global gg
    return [gg := n for n in range(3)]


print(global_target(), gg)
x = 1
assert (x := 2) == 2 and x == 2
print(x, (y := x) is x, not (m := 0), m)

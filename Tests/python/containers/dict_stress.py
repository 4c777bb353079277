# dict against a list of pairs, with many kinds of keys, deletions at both ends and in the middle.
state = 99


def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**61
    return (state >> 20) % n


def make_key(n):
    kind = n % 5
    if kind == 0:
        return n
    if kind == 1:
        return str(n)
    if kind == 2:
        return (n, str(n))
    if kind == 3:
        return n * 1024 * 1024
    return n + 0.5


for kinds in (lambda n: n, str, make_key, lambda n: n << 40):
    for size in (3, 8, 20, 300):
        d, model = {}, []
        for step in range(4000):
            k = kinds(rnd(size))
            action = rnd(10)
            if action < 5:
                d[k] = step
                for p in model:
                    if p[0] == k:
                        p[1] = step
                        break
                else:
                    model.append([k, step])
            elif action < 8:
                got = d.pop(k, None)
                want = None
                for i, p in enumerate(model):
                    if p[0] == k:
                        want = p[1]
                        del model[i]
                        break
                assert got == want
            elif action == 8 and model:
                assert list(d.popitem()) == model.pop()
            elif action == 9 and model:
                first = next(iter(d))
                assert first == model[0][0]
                del d[first]
                del model[0]
            assert len(d) == len(model)
            if step % 97 == 0:
                assert list(map(list, d.items())) == model
                assert list(reversed(d)) == [p[0] for p in reversed(model)]
                e = dict(d)
                assert e == d and list(e) == list(d) and list(d.copy()) == list(d)
                e.update({"new": 1})
                assert e != d and list({**e, **d}) == list(e)
print("ok")

d = {i: i for i in range(5)}
for what in ("d[9] = 1", "del d[0]", "d.pop(1); d[77] = 1"):
    try:
        for k in d:
            exec(what)
        print("no error", what)
    except (RuntimeError, KeyError) as e:
        print(what, e)
print(d | {1: "x"}, {**d}, dict.fromkeys("ab", 0), dict([("a", 1)], b=2))
print(sorted(d.keys() & {2, 3, 99}), sorted(d.items() - {(2, 2)}), sorted(d.keys() ^ {1, 2}))


class Missing(dict):
    def __missing__(self, key):
        return key * 2


print(Missing()[4], Missing(a=1)["a"], Missing().get(3))

# Attributes beyond the slots that lie in the object itself, stored in objects that have survived collections.
import gc


class Wide:
    def __init__(self, n):
        for i in range(n):
            setattr(self, "a%d" % i, i)


class Late:
    pass


def make(n):
    late = Late()
    for i in range(n):
        setattr(late, "b%d" % i, None)
    return late


objects = [Wide(3), Wide(20), Wide(40), make(5), make(17), make(60)]
for _ in range(3):
    gc.collect()
for round_ in range(3):
    for o in objects:
        for name in list(vars(o)) if round_ == 2 else [n for n in dir(o) if n[0] in "ab"]:
            setattr(o, name, [name, round_])
    gc.collect(0)
    junk = [[i, [i]] for i in range(20000)]
    gc.collect(0)
    junk = [(i, str(i)) for i in range(20000)]
    for o in objects:
        for name in dir(o):
            if name[0] in "ab":
                assert getattr(o, name) == [name, round_], (name, getattr(o, name))
print("ok")

# Objects with more attributes than their cell holds, old ones that are made to refer to new objects, sites that see several kinds.
import gc


class C:
    pass


class D(C):
    pass


def store(object, value):
    object.a25 = value


def change(object, value):
    object.a3 += value
    object.a25 = object.a25


objects = []
for k in range(60):
    object = (C if k % 3 else D)()
    for i in range(k % 30 + 26):
        setattr(object, 'a%d' % i, i)
    objects.append(object)
gc.collect()
for r in range(20):
    for object in objects:
        store(object, [r, 'x' * 5])
        change(object, r)
    garbage = [[i] for i in range(200)]
    gc.collect(0)
    for object in objects:
        assert object.a25 == [r, 'xxxxx'] and object.a3 == 3 + sum(range(r + 1)), (r, object.a25)
objects[0].a25 = 1
print(objects[0].a25, objects[1].a25, objects[2].a3, len(vars(objects[5])))
del objects[5].a25
print(hasattr(objects[5], 'a25'), objects[5].a24)
store(objects[5], 'again')
print(list(vars(objects[5]))[-2:])

import gc

gc.disable()
gc.collect(0)
gc.collect(1)


class Node: pass


def garbage():
    for _ in range(50):
        n = Node()
        n.me = n


garbage()
gc.collect()
gc.collect(2)

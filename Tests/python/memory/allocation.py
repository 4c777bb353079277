# Much allocation of many kinds of objects stays correct through many collections.
import gc


def lists(n):
    kept = []
    for i in range(n):
        kept.append([i] * (i % 7))
        if len(kept) > 1000:
            kept = kept[500:]
    return len(kept), sum(map(len, kept))


def tree(depth): return None if depth == 0 else (tree(depth - 1), tree(depth - 1))
def count(t): return 0 if t is None else 1 + count(t[0]) + count(t[1])


class Node:
    __slots__ = ('left', 'right', 'value')

    def __init__(self, value): self.left = self.right = None; self.value = value

    def insert(self, value):
        node = self
        while True:
            if value < node.value:
                if node.left is None: node.left = Node(value); return
                node = node.left
            else:
                if node.right is None: node.right = Node(value); return
                node = node.right

    def walk(self):
        if self.left: yield from self.left.walk()
        yield self.value
        if self.right: yield from self.right.walk()


print(lists(20000), count(tree(14)))
root, x = Node(500), 7
for _ in range(1500):
    x = x * 1103515245 + 12345 & 0x7fffffff
    root.insert(x % 10000)
values = list(root.walk())
print(len(values), values == sorted(values), sum(values))
strings = {}
for i in range(30000):
    strings[f'k{i % 5000}'] = 'v' * (i % 50)
print(len(strings), sum(len(v) for v in strings.values()))
linked = None
for i in range(20000):
    linked = (i, linked)
total, node = 0, linked
while node:
    total += node[0]
    node = node[1]
print(total)
big = [bytes(100000) for _ in range(50)]
print(sum(map(len, big)))
del big
for i in range(100):
    b = bytearray(1 << 20)
    b[i] = 1
print(len(b), b[99])
closures = [(lambda k: lambda: k)(i) for i in range(10000)]
print(sum(c() for c in closures))
gens = [(v for v in range(k)) for k in range(300)]
print(sum(sum(g) for g in gens))
d = {}
for i in range(50000):
    d[i] = (i, str(i))
    if i > 1000:
        del d[i - 1000]
print(len(d), d[49999])
print(isinstance(gc.collect(), int), sum(1 for o in gc.get_objects() if isinstance(o, Node)) >= 1500)
old = [[] for _ in range(1000)]
gc.collect()
for i in range(50000):
    old[i % 1000].append((i,))
print(sum(len(o) for o in old), sum(t[0] for o in old for t in o))
floats = [i * 1e200 for i in range(10000)]
print(sum(1 for f in floats if f > 1e203), (1 << 5000) % 1000007, len(str(3 ** 5000)))

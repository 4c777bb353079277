# Shortest paths, topological order, union-find, dynamic programming, permutations.
import heapq
from functools import cache
from itertools import permutations

edges = [('a', 'b', 4), ('a', 'c', 1), ('c', 'b', 2), ('b', 'd', 5), ('c', 'd', 8), ('d', 'e', 3), ('f', 'g', 1)]
graph = {}
for u, v, w in edges:
    graph.setdefault(u, {})[v] = w
    graph.setdefault(v, {})


def dijkstra(start):
    best, queue, previous = {}, [(0, start, None)], {}
    while queue:
        distance, node, before = heapq.heappop(queue)
        if node in best:
            continue
        best[node], previous[node] = distance, before
        for near, weight in graph[node].items():
            heapq.heappush(queue, (distance + weight, near, node))
    return best, previous


def path(previous, node):
    return path(previous, previous[node]) + [node] if previous[node] else [node]


best, previous = dijkstra('a')
print(best, path(previous, 'e'))


def topological():
    order, state = [], {}

    def visit(node):
        if state.get(node) == 'open':
            raise ValueError(f'cycle at {node}')
        if node in state:
            return
        state[node] = 'open'
        for near in sorted(graph[node]):
            visit(near)
        state[node] = 'done'
        order.append(node)

    for node in sorted(graph):
        visit(node)
    return order[::-1]


print(topological())
graph['e']['a'] = 1
try:
    topological()
except ValueError as e:
    print(e)


class Union:
    def __init__(self): self.parent = {}

    def find(self, x):
        while self.parent.setdefault(x, x) != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def join(self, a, b):
        a, b = self.find(a), self.find(b)
        self.parent[a] = b
        return a != b


union = Union()
tree = [(u, v, w) for w, u, v in sorted((w, u, v) for u, v, w in edges) if union.join(u, v)]
print(tree, sum(w for *_, w in tree), union.find('a') == union.find('e'), union.find('a') == union.find('g'))


@cache
def edit(a, b):
    if not a or not b:
        return len(a) + len(b)
    return min(edit(a[1:], b) + 1, edit(a, b[1:]) + 1, edit(a[1:], b[1:]) + (a[0] != b[0]))


print(edit('kitten', 'sitting'), edit('intention', 'execution'), edit.cache_info().currsize > 50)


def knapsack(items, room):
    table = [0] * (room + 1)
    for value, weight in items:
        for r in range(room, weight - 1, -1):
            table[r] = max(table[r], table[r - weight] + value)
    return table[room]


print(knapsack([(60, 10), (100, 20), (120, 30)], 50))
points = [(0, 0), (3, 4), (6, 0), (3, -4), (1, 1)]
length = lambda tour: sum(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in zip(tour, tour[1:] + tour[:1]))
shortest = min((points[:1] + list(rest) for rest in permutations(points[1:])), key=lambda t: (round(length(t), 9), t))
print(shortest, round(length(shortest), 6))


def queens(n, row=0, columns=frozenset(), left=frozenset(), right=frozenset()):
    if row == n:
        yield ()
        return
    for c in range(n):
        if c not in columns and c - row not in left and c + row not in right:
            for rest in queens(n, row + 1, columns | {c}, left | {c - row}, right | {c + row}):
                yield (c, *rest)


print(sum(1 for _ in queens(6)), next(queens(8)))
primes = [p for p in range(2, 100) if all(p % d for d in range(2, int(p ** 0.5) + 1))]
print(primes, sum(primes))
print([(a, b, c) for c in range(1, 30) for b in range(1, c) for a in range(1, b) if a * a + b * b == c * c])

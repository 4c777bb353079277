# Conway's game of life over a set, as a class with operators.
from collections import Counter


class Life:
    def __init__(self, cells): self.cells = frozenset(cells)

    @classmethod
    def parse(cls, text): return cls((x, y) for y, line in enumerate(text.split()) for x, c in enumerate(line) if c == '#')

    def __next__(self):
        near = Counter((x + dx, y + dy) for x, y in self.cells for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
        return Life(c for c, n in near.items() if n == 3 or n == 2 and c in self.cells)

    def __rshift__(self, n):
        life = self
        for _ in range(n):
            life = next(life)
        return life

    def __eq__(self, other): return self.cells == other.cells
    def __len__(self): return len(self.cells)

    def moved(self, dx, dy): return Life((x + dx, y + dy) for x, y in self.cells)

    def __str__(self):
        xs, ys = [x for x, _ in self.cells], [y for _, y in self.cells]
        return '\n'.join(''.join('.#'[(x, y) in self.cells] for x in range(min(xs), max(xs) + 1)) for y in range(min(ys), max(ys) + 1))


glider = Life.parse('.#. ..# ###')
print(glider, next(glider), glider >> 4 == glider.moved(1, 1), glider >> 40 == glider.moved(10, 10), sep='\n\n')
pentomino = Life.parse('.## ##. .#.')
print([len(pentomino >> n) for n in (0, 1, 10, 50, 100)])
print(pentomino >> 20)

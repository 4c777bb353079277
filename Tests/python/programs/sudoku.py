# Constraint propagation and search over dicts and sets.
def cross(a, b): return [x + y for x in a for y in b]


digits, rows, columns = '123456789', 'ABCDEFGHI', '123456789'
squares = cross(rows, columns)
units = [cross(rows, c) for c in columns] + [cross(r, columns) for r in rows] + [cross(r, c) for r in ('ABC', 'DEF', 'GHI') for c in ('123', '456', '789')]
of = {s: [u for u in units if s in u] for s in squares}
peers = {s: set(sum(of[s], [])) - {s} for s in squares}
steps = 0


def assign(values, s, d):
    return values if all(eliminate(values, s, other) for other in values[s].replace(d, '')) else False


def eliminate(values, s, d):
    global steps
    steps += 1
    if d not in values[s]:
        return values
    values[s] = values[s].replace(d, '')
    if not values[s]:
        return False
    if len(values[s]) == 1 and not all(eliminate(values, other, values[s]) for other in sorted(peers[s])):
        return False
    for unit in of[s]:
        places = [x for x in unit if d in values[x]]
        if not places or len(places) == 1 and not assign(values, places[0], d):
            return False
    return values


def search(values):
    if values is False:
        return False
    if all(len(values[s]) == 1 for s in squares):
        return values
    _, s = min((len(values[s]), s) for s in squares if len(values[s]) > 1)
    for d in values[s]:
        if found := search(assign(values.copy(), s, d)):
            return found
    return False


def solve(text):
    values = dict.fromkeys(squares, digits)
    for s, c in zip(squares, text):
        if c in digits and not assign(values, s, c):
            return False
    return search(values)


for puzzle in ('..3.2.6..9..3.5..1..18.64....81.29..7.......8..67.82....26.95..8..2.3..9..5.1.3..', '4.....8.5.3..........7......2.....6.....8.4......1.......6.3.7.5..2.....1.4......'):
    solution = solve(puzzle)
    for r in rows:
        print(' '.join(solution[r + c] for c in columns))
    print()
print(steps > 1000, solve('11' + '.' * 79))

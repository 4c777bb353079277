# if, while, for, break, continue, else, pass, nested loops.
for i in range(3):
    if i == 0:
        print('zero')
    elif i == 1:
        print('one')
    else:
        print('many')

n = 0
while n < 5:
    n += 1
    if n == 2:
        continue
    if n == 4:
        break
    print('n', n)
else:
    print('not reached')

while n:
    n -= 1
else:
    print('while else', n)

for x in []:
    pass
else:
    print('for else on empty')

for x in 'abc':
    if x == 'b':
        break
else:
    print('not reached')
print('broke at', x)

for i in range(3):
    for j in range(3):
        if j == 1:
            continue
        if i == 2:
            break
        print(i, j)
    else:
        print('inner complete', i)

for a, (b, *c) in [(1, (2, 3, 4)), (5, (6,))]:
    print(a, b, c)

for i, (k, v) in enumerate({'x': 1, 'y': 2}.items()):
    print(i, k, v)

target = [0, 0]
for target[1] in range(3):
    pass
print(target)


class Box:
    pass


box = Box()
for box.value in 'xyz':
    pass
print(box.value)

i = 10
for i in range(0):
    pass
print(i)

total = 0
for i in range(10, 0, -3):
    total += i
    i = 100
print(total, i)

items = [1, 2, 3]
for item in items:
    if item < 3:
        items.append(item + 10)
print(items)


def find(rows, wanted):
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if cell == wanted:
                return x, y
    return None


print(find(['abc', 'def'], 'e'), find(['abc'], 'z'))


def loop_finally():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
            print('body', i)
        finally:
            print('finally', i)
    return 'done'


print(loop_finally())

while True:
    try:
        break
    finally:
        print('leaving')

x = 0
while (x := x + 1) < 3: print('walrus', x)
if (m := 5) > 3 and (k := m * 2): print(m, k)
assert True, 'never'
try:
    assert x == 0, f'x is {x}'
except AssertionError as e:
    print('AssertionError', e)
try:
    assert not x
except AssertionError as e:
    print(repr(e))

# list: every method and operation.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


print([], list(), list('abc'), list((1, 2)), list({'k': 1}), list(range(3)), [1, [2, [3]]], list(x for x in 'xy'))
error(lambda: list(5))
error(lambda: list(1, 2))
a = [1, 2, 3]
a.append(4)
a.extend('ab')
a.extend(a[:2])
a.insert(0, 'first')
a.insert(-1, 'near end')
a.insert(100, 'end')
a.insert(-100, 'start')
print(a, len(a), a.pop(), a.pop(0), a.pop(-2), a)
a.remove('a')
print(a.index(2), a.index(2, 2), a.count(1), a)
error(lambda: a.index('zz'))
error(lambda: a.index(1, 100))
error(lambda: a.remove('zz'))
error(lambda: [].pop())
error(lambda: a.pop(100))
error(lambda: a.pop('x'))
error(lambda: a.insert('x', 1))
error(lambda: a.extend(5))
error(lambda: a.append())
error(lambda: a.append(1, 2))
b = a.copy()
b.reverse()
print(b, b is a, a[::-1] == b)
b.clear()
print(b, bool(b))
x = [0, 1, 2, 3, 4, 5]
print(x[1], x[-1], x[1:3], x[::2], x[::-1], x[4:1:-1], x[10:], x[-3:], x[:], x[True])
error(lambda: x[6])
error(lambda: x[-7])
error(lambda: x['a'])
error(lambda: x[1.5])
error(lambda: x[::0])
error(lambda: x[None])
x[0] = 'zero'
x[1:3] = ['a', 'b', 'c']
print(x)
x[1:1] = [9, 9]
x[len(x):] = ['tail']
x[::3] = 'WXYZ'[:len(x[::3])]
print(x)
x[2:4] = []
x[:0] = x[:1]
print(x)
del x[0], x[-1]
del x[::2]
print(x)
x[:] = range(5)
del x[1:3]
print(x)
x[-1:] = (y for y in 'gen')
print(x)


def assign(index, value):
    t = [1, 2, 3]
    t[index] = value
    return t


def delete(index):
    t = [1, 2, 3]
    del t[index]
    return t


error(lambda: assign(5, 1))
error(lambda: assign('a', 1))
error(lambda: assign(slice(0, 2), 5))
error(lambda: assign(slice(None, None, 2), [1]))
error(lambda: assign(slice(None, None, -1), 'abc'))
error(lambda: assign(slice(2, 0), 'ab'))
error(lambda: delete(5))
error(lambda: delete('a'))
error(lambda: delete(slice(None, None, 2)))
error(lambda: delete(slice(None, None, -1)))
print([1] + [2], [1, 2] * 2, 2 * [1], [1] * 0, [1] * -1, [[]] * 2)
error(lambda: [1] + (2,))
error(lambda: [1] * 'a')
error(lambda: [1] * 1.0)
y = z = [1]
y += [2]
y += 'ab'
y *= 2
print(z, z is y)
print([1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0], [2] > [1, 9], [1, 2] != [1], [] < [1], [1] == (1,), [1, 'a'] == [1, 'a'], [[1]] <= [[1]])
error(lambda: [1] < ['a'])
error(lambda: [1] < (1,))
print(1 in [1, 2], 'a' not in ['a'], [1] in [[1]], float('nan') in [float('nan')])
error(lambda: hash([]))
error(lambda: {[]: 1})
s = [3, 1, 2]
s.sort()
print(s, s.sort(reverse=True), s, sorted(s), sorted('bca', reverse=True), sorted([-3, 2, 1], key=abs), sorted(['b', 'A', 'c'], key=str.lower))
words = ['bb', 'a', 'ccc', 'dd', 'e']
words.sort(key=len)
print(words)
words.sort(key=len, reverse=True)
print(words)
error(lambda: [1, 'a'].sort())
error(lambda: [1].sort(len))
error(lambda: sorted([1], lambda x: x))
error(lambda: sorted([1, 2], key=5))
pairs = [(i % 3, i) for i in range(10)]
print(sorted(pairs, key=lambda p: p[0]), sorted(pairs, key=lambda p: -p[0])[:4])
big = [(i * 7919) % 1009 for i in range(2000)]
print(sorted(big)[:5], sorted(big) == sorted(sorted(big, reverse=True)), sum(big))
r = [1, [2]]
r.append(r)
print(r, r == r)
print(repr([None, True, 1.5, 'x', b'y', (1,), {2}, {3: 4}]), str([]), len([1, 2]), max([3, 1]), sum([1, 2]), list(reversed([1, 2, 3])), list(enumerate(['a'], 5)), any([0]), list(map(str, [1])), list(filter(None, [0, 1])), list(zip([1, 2], 'ab')))
m = [1, 2, 3, 4]
for i in m:
    if i % 2 == 0:
        m.remove(i)
print(m)


class L(list):
    def __repr__(self): return 'L' + super().__repr__()
    def append(self, x): super().append(x * 2)


l = L([1])
l.append(5)
l.extra = 'attribute'
print(l, l.extra, type(l + [1]), type(l[:]), l == [1, 10], isinstance(l, list), L('ab').copy())
it = iter([1, 2, 3])
print(next(it), it.__length_hint__(), list(it), next(it, 'end'), type(it).__name__, type(reversed([])).__name__)
g = [1, 2]
it = iter(g)
next(it)
g.append(3)
print(list(it), list(it))


class Evil:
    def __eq__(self, o):
        values.clear()
        return False


values = [Evil(), Evil(), Evil()]
print(values.count(1), values)
values = [3, 2, 1]


def mutating(x):
    values.append(x)
    return x


error(lambda: values.sort(key=mutating))
nested = [[0] * 3 for _ in range(2)]
nested[0][1] = 5
print(nested, [[0] * 2] * 2)
print([].__class__, list.__len__([1]), [1].__contains__(1), [1, 2].__getitem__(0), [].__iadd__('a'), list.__mro__)
error(lambda: list.append(5, 1))
error(lambda: list.append())
queue = []
for i in range(1000):
    queue.append(i)
    if i % 3 == 0:
        queue.pop(0)
print(len(queue), queue[0], queue[-1])

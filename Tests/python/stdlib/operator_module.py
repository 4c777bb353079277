# operator: functions and getters.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import operator as op

print(op.add(1, 2), op.sub(5, 3), op.mul(2, 3), op.truediv(1, 4), op.floordiv(7, 2), op.mod(7, 3), op.pow(2, 5), op.neg(1), op.pos(1), op.abs(-1), op.invert(5), op.lshift(1, 3), op.rshift(8, 1), op.and_(6, 3), op.or_(6, 3), op.xor(6, 3), op.not_(0), op.truth([]), op.matmul.__name__)
print(op.lt(1, 2), op.le(2, 2), op.eq(1, 1.0), op.ne(1, 2), op.ge(1, 2), op.gt(2, 1), op.is_(None, None), op.is_not(1, None), op.contains([1], 1), op.countOf('aab', 'a'), op.indexOf([1, 2], 2), op.concat('a', 'b'), op.index(True), op.length_hint([1]))
d = {'k': 1}
op.setitem(d, 'z', 2)
op.delitem(d, 'k')
print(d, op.getitem('abc', 1), op.getitem([1, 2, 3], slice(0, 2)))
print(op.itemgetter(1)('abc'), op.itemgetter(0, 2)('abc'), op.itemgetter('k')({'k': 5}), op.attrgetter('real')(5), op.attrgetter('real', 'imag')(5), op.attrgetter('__class__.__name__')(5), op.methodcaller('upper')('a'), op.methodcaller('split', ',', maxsplit=1)('a,b,c'), op.itemgetter(slice(1, None))('abc'))
print(op.itemgetter(1), op.attrgetter('a', 'b'), op.methodcaller('f', 1, x=2))
x = [1]
print(op.iadd(x, [2]) is x, x, op.iadd(1, 2), op.imul([1], 2), op.ior({1}, {2}), op.call(max, 1, 2))
error(lambda: op.itemgetter())
error(lambda: op.itemgetter(5)('abc'))
error(lambda: op.attrgetter('nope')(5))
error(lambda: op.attrgetter(5))
error(lambda: op.methodcaller())
error(lambda: op.methodcaller('nope')(5))
error(lambda: op.add(1))
error(lambda: op.add(1, 'a'))
error(lambda: op.indexOf([1], 5))
error(lambda: op.index(1.5))
error(lambda: op.concat(1, 2))
print(sorted([('b', 2), ('a', 1)], key=op.itemgetter(1)), max([{'v': 1}, {'v': 3}], key=op.itemgetter('v')), op.__add__ is op.add)

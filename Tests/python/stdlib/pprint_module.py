# pprint: width, depth, nesting, sorting, dataclasses.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import pprint
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass
from types import SimpleNamespace

data = {'name': 'x' * 20, 'list': list(range(30)), 'nested': {'a': [1, {'b': (1, 2)}], 'z': {3, 1, 2}}, 'b': b'bytes' * 20, 'text': 'long text ' * 12}
pprint.pprint(data)
pprint.pprint(data, width=40, compact=True)
pprint.pprint(data, depth=1)
pprint.pprint({'b': 1, 'a': 2}, sort_dicts=False)
pprint.pprint([1, [2, [3, [4]]]], depth=2)
pprint.pprint('short')
print(pprint.pformat([['a' * 10] * 3] * 3, indent=4), pprint.isreadable([1]), pprint.isrecursive([1]), pprint.saferepr({'a': 1}))
r = [1]
r.append(r)
print(pprint.isrecursive(r), pprint.isreadable(r))
pprint.pp({'z': 1, 'a': list(range(40))})
pprint.pprint(OrderedDict((k, k * 20) for k in 'abc'), width=30)
pprint.pprint(defaultdict(int, {'a' * 30: 1, 'b' * 30: 2}), width=40)
pprint.pprint(Counter('hello world' * 3), width=30)
pprint.pprint(deque(range(40)), width=40)
pprint.pprint(SimpleNamespace(alpha='a' * 30, beta='b' * 30), width=40)


@dataclass
class D:
    name: str
    items: list


pprint.pprint(D('n' * 30, list(range(20))), width=50)
pprint.pprint((('x' * 40,), frozenset([1]), set(), (), [], {}), width=30)
pprint.pprint({1: 'int', 'a': 'str', None: 'none', (1, 2): 'tuple'})
pprint.pprint([123456789, 1234], underscore_numbers=True)
error(lambda: pprint.pformat(1, width=0))

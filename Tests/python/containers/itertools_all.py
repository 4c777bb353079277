from itertools import *
print(list(islice(count(3,2),5)), list(islice(cycle('ab'),5)), list(repeat(1,3)), list(accumulate([1,2,3])), list(chain([1],[2,3])), list(compress('abc',[1,0,1])))
print(list(dropwhile(lambda x:x<3,[1,4,2])), list(takewhile(lambda x:x<3,[1,4,2])), list(filterfalse(None,[0,1])), [(k,list(g)) for k,g in groupby('aabbc')])
print(list(islice(range(10),2,8,3)), list(pairwise('abcd')), list(product('ab',repeat=2)), list(permutations('abc',2)), list(combinations('abcd',2)), list(combinations_with_replacement('abc',2)))
print(list(starmap(pow,[(2,3),(3,2)])), [list(x) for x in tee('abc',3)], list(zip_longest('ab','c',fillvalue=0)), count(1,2), repeat(3,4))
from _collections import *
d=deque([1,2,3],5); d.rotate(1); d.appendleft(9); print(d, d[0], d.maxlen, list(reversed(d)))
dd=defaultdict(list); dd[1].append(2); print(dd, dd.default_factory)
o=OrderedDict(a=1,b=2,c=3); o.move_to_end('a'); o.move_to_end('c',False); print(o, o.popitem(False), o, list(reversed(o)), o.keys())

# heapq and bisect.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import bisect
import heapq

h = []
for x in [5, 2, 8, 1, 9, 3]:
    heapq.heappush(h, x)
print(h, heapq.heappop(h), h, heapq.heappushpop(h, 4), heapq.heapreplace(h, 0), h)
data = [9, 4, 7, 1, 8, 2]
heapq.heapify(data)
print(data, [heapq.heappop(data) for _ in range(6)], list(heapq.merge([1, 4], [2, 3], [0])), list(heapq.merge([3, 1], [2], reverse=True)), heapq.nlargest(2, [3, 1, 2]), heapq.nsmallest(2, 'bca'), heapq.nlargest(2, ['aa', 'b', 'ccc'], key=len), list(heapq.merge(['b'], ['A'], key=str.lower)))
error(lambda: heapq.heappop([]))
error(lambda: heapq.heapreplace([], 1))
error(lambda: heapq.heappush((), 1))
error(lambda: heapq.heappush([1], 'a'))
error(lambda: heapq.heapify(5))
big = [(i * 7919) % 10007 for i in range(3000)]
copy = list(big)
heapq.heapify(copy)
print([heapq.heappop(copy) for _ in range(3000)] == sorted(big), heapq._heapify_max is not None)
a = [1, 3, 3, 5]
print(bisect.bisect(a, 3), bisect.bisect_left(a, 3), bisect.bisect_right(a, 3), bisect.bisect(a, 0), bisect.bisect(a, 9), bisect.bisect_left(a, 3, 2), bisect.bisect(a, 3, 0, 1), bisect.bisect_left(['a', 'bb', 'ccc'], 2, key=len))
bisect.insort(a, 4)
bisect.insort_left(a, 3)
bisect.insort_right(a, 3)
print(a)
error(lambda: bisect.bisect(a, 'x'))
error(lambda: bisect.bisect(a, 1, -1))
error(lambda: bisect.bisect(5, 1))

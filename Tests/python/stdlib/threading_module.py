# threading, queue, concurrent.futures: locks, events, conditions, pools, thread-local data.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

counter, lock = 0, threading.Lock()


def work(n):
    global counter
    for _ in range(n):
        with lock:
            counter += 1


threads = [threading.Thread(target=work, args=(2000,), name=f't{i}') for i in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(counter, threads[0].name, threads[0].is_alive(), threading.current_thread().name, threading.main_thread() is threading.current_thread(), threading.active_count(), threads[0].daemon, threading.current_thread().ident == threading.get_ident())
print(lock.acquire(), lock.locked(), lock.acquire(blocking=False), lock.acquire(timeout=0.01), lock.release(), lock.locked())
r = threading.RLock()
with r, r:
    print('reentrant', r.acquire(blocking=False))
    r.release()
error(lambda: threading.Lock().release())
error(lambda: threading.RLock().release())
error(lambda: threads[0].start())
error(lambda: threading.Thread(target=1).join())
error(lambda: lock.acquire(blocking=False, timeout=1))
event = threading.Event()
threading.Timer(0.02, event.set).start()
print(event.wait(5), event.is_set(), threading.Event().wait(0.01))
c = threading.Condition()
items = []


def consumer():
    with c:
        c.wait_for(lambda: items)
        items.append('consumed')


t = threading.Thread(target=consumer)
t.start()
with c:
    items.append('made')
    c.notify_all()
t.join()
print(items)
local = threading.local()
local.x = 'main'
seen = []


def in_thread():
    seen.append(hasattr(local, 'x'))
    local.x = 'thread'


t = threading.Thread(target=in_thread)
t.start()
t.join()
print(seen, local.x)
q = queue.Queue(maxsize=2)


def producer():
    for i in range(5):
        q.put(i)
    q.put(None)


threading.Thread(target=producer).start()
got = []
while (item := q.get()) is not None:
    got.append(item)
    q.task_done()
print(got, q.empty(), q.qsize())
error(lambda: q.get_nowait())
error(lambda: queue.Queue(1).get(timeout=0.01))
p = queue.PriorityQueue()
for v in (3, 1, 2):
    p.put(v)
print(p.get(), p.get(), queue.LifoQueue().empty(), queue.SimpleQueue().empty())
with ThreadPoolExecutor(3) as pool:
    print(list(pool.map(lambda x: x * x, range(6))), pool.submit(pow, 2, 5).result())
    futures = {pool.submit(lambda n: 10 // n, n): n for n in (1, 2, 0)}
    for f in sorted(as_completed(futures), key=futures.get):
        print(futures[f], f.exception() or f.result(), f.done())
b = threading.Barrier(2)
order = []
t = threading.Thread(target=lambda: (order.append('waits'), b.wait()))
t.start()
b.wait()
t.join()
print(order, threading.Semaphore(2).acquire(), threading.BoundedSemaphore(1).acquire())
error(lambda: threading.BoundedSemaphore(1).release())
caught = []
threading.excepthook = lambda a: caught.append((a.exc_type.__name__, str(a.exc_value)))
t = threading.Thread(target=lambda: 1 / 0)
t.start()
t.join()
print(caught)
stop = threading.Event()
t = threading.Thread(target=stop.wait)
t.start()
t.join(0.02)
print(t.is_alive())
stop.set()
t.join()
print(t.is_alive(), len(threading.enumerate()))

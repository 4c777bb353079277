# Who waits for a lock, a condition or a queue is woken; nobody else is; signals and busy threads come between.
import threading, queue, time, signal, os
from multiprocessing.pool import ThreadPool, Pool
def f(x): return x
t=time.time()
with ThreadPool(3) as p: print(sum(p.imap(f, range(1000), 10)))
l=threading.Lock(); l.acquire()
print(l.acquire(timeout=0.05), l.acquire(False))
threading.Timer(0.1,l.release).start()
print(l.acquire(timeout=5))
c=threading.Condition(); got=[]
def w(i):
    with c:
        c.wait(); got.append(i)
ts=[threading.Thread(target=w,args=(i,)) for i in range(5)]
[x.start() for x in ts]; time.sleep(0.1)
with c: c.notify(2)
time.sleep(0.1); print(len(got))
with c: c.notify_all()
[x.join() for x in ts]; print(sorted(got))
q=queue.SimpleQueue()
def cons(out):
    while (v:=q.get()) is not None: out.append(v)
outs=[[] for _ in range(3)]
ts=[threading.Thread(target=cons,args=(o,)) for o in outs]; [x.start() for x in ts]
for i in range(2000): q.put(i)
for i in range(3): q.put(None)
[x.join() for x in ts]; print(sum(map(sum,outs)))
n=0; lk=threading.Lock()
def inc():
    global n
    for _ in range(3000):
        with lk: n+=1
ts=[threading.Thread(target=inc) for _ in range(4)]; [x.start() for x in ts]; [x.join() for x in ts]; print(n)
def h(s,fr): raise KeyError('sig')
signal.signal(signal.SIGALRM,h); signal.setitimer(signal.ITIMER_REAL,0.1)
l2=threading.Lock(); l2.acquire()
try: l2.acquire()
except KeyError as e: print('ok',e)
def busy():
    global stop
    while not stop: pass
stop=False
ts=[threading.Thread(target=busy) for _ in range(2)]; [x.start() for x in ts]
t=time.time()
for i in range(10): time.sleep(0.001)
stop=True; [x.join() for x in ts]
print('busy', time.time()-t < 30)
if __name__=='__main__':
    with Pool(2) as p: print(sum(p.imap(f, range(100), 10)))

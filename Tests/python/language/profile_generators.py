# Call and return events of generators that are resumed, thrown into and delegate: each call has its return.
import sys
def g(): return (yield 1)
def f3(): return (yield from g())
log=[]
def prof(frame, event, arg):
    if event in('call','return'): log.append((event, frame.f_code.co_name))
def main():
    for x in (g, f3):
        it = x(); next(it)
        try: it.send(2)
        except StopIteration as e: pass
        it = x(); next(it)
        try: it.throw(ValueError)
        except ValueError as e: pass
        if x is g:
            it = x(); next(it); it.close()
        list(x())
        for i in x(): pass
sys.setprofile(prof); main(); sys.setprofile(None)
for l in log: print(*l)

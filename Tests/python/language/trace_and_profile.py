import sys
ev=[]
def p(frame, event, arg):
    ev.append((event, frame.f_code.co_name, getattr(arg,'__name__',arg) if event.startswith('c_') else arg if event=='return' else None))
def f(x):
    y = len(x)
    try:
        int('q')
    except ValueError: pass
    return [abs(i) for i in x]
def g():
    yield 1
    yield 2
def h():
    raise KeyError(3)
sys.setprofile(p)
f([1,-2])
list(g())
try: h()
except KeyError: pass
sorted([3,1], key=abs)
sys.setprofile(None)
for e in ev: print(e)
ev=[]
def t(frame, event, arg):
    ev.append((event, frame.f_code.co_name, frame.f_lineno))
    frame.f_trace_opcodes=False
    return t
sys.settrace(t)
f([1,-2]); list(g())
try: h()
except KeyError: pass
sys.settrace(None)
for e in ev: print(e)
def t2(frame, event, arg):
    if event=='call': frame.f_trace_lines=False
    ev2.append((event, frame.f_code.co_name, frame.f_lineno))
    return t2
ev2=[]
sys.settrace(t2); f([1]); sys.settrace(None)
print(ev2)


# Methods of built-in types, exceptions of native functions, threads of opcodes.
class C:
    def m(self):
        return self


def native():
    a = []
    a.append(1)
    "x".upper()
    try:
        a.pop(7)
    except IndexError:
        pass
    C().m()
    return max(a, key=lambda v: v)


ev = []
sys.setprofile(p)
native()
sys.setprofile(None)
for e in ev:
    if e[0] != "return":
        print(e)

opcodes = []


def t3(frame, event, arg):
    frame.f_trace_opcodes = True
    frame.f_trace_lines = False
    opcodes.append(event)
    return t3


sys.settrace(t3)
f([1])
sys.settrace(None)
print(opcodes.count("opcode") > 10, "line" in opcodes)
print(sys.gettrace(), sys.getprofile())


def failing(frame, event, arg):
    raise ZeroDivisionError("by the hook")


sys.setprofile(failing)
try:
    f([1])
except ZeroDivisionError as e:
    print("profile:", e, sys.getprofile())
sys.settrace(failing)
try:
    f([1])
except ZeroDivisionError as e:
    print("trace:", e, sys.gettrace())

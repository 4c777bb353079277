import contextvars
from contextvars import ContextVar, copy_context, Context, Token

v = ContextVar("v", default=5)
w = ContextVar("w")
print(v.get(), w.get(3), v.name)
try:
    w.get()
except LookupError as e:
    print("LookupError", e.args[0] is w)
t = v.set(6)
print(v.get(), t.var is v, t.old_value is Token.MISSING, Token.MISSING)
c = copy_context()


def f(x, y=0):
    v.set(x)
    return v.get() + y


print(c.run(f, 10, y=1), v.get(), c[v], len(c), v in c, w in c, c.get(w, 9), list(c.values()))
v.reset(t)
print(v.get())
try:
    v.reset(t)
except RuntimeError as e:
    print("RuntimeError")
try:
    c.run(c.run, f, 1)
except RuntimeError as e:
    print(str(e).startswith("cannot enter context"))
print(Context() == Context(), c == c.copy(), len(Context()))

# ast: parse, dump, unparse, literal_eval, visitors, transformers, compile.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import ast

source = '''
@d
def f(a, *b, c=1, **k) -> int:
    "doc"
    x: int = a + 1
    for i in range(3):
        if i and not a or b[1:2]: continue
        else: break
    while True: pass
    try: raise E from None
    except (A, B) as e: ...
    finally: del x
    with open('f') as g, h: yield x
    return [y for y in z if y], {k: v for k, v in q}, (w async for w in t), lambda q: q ** 2
async def co():
    await g
    global gg
class C(B, metaclass=M): pass
match p:
    case [1, *_]: pass
    case {'k': v, **r} | Point(x=0) if v: pass
f'{a!r:>{w}} {b=}'
import os.path as p; from . import q
x = y = (z := 5)
x @= -1 if a < b <= c is not None else ~d
'''
tree = ast.parse(source)
print(ast.dump(tree))
print(ast.unparse(tree))
print(ast.dump(ast.parse('a.b[0](1, *c, k=2)', mode='eval'), indent=2), ast.dump(ast.parse('x', mode='single')), ast.dump(ast.parse('1 + 2'), annotate_fields=False, include_attributes=True))
for text in ('1', '-1.5', '"a"', "b'x'", '[1, (2, 3)]', '{"k": {1, 2}}', 'None', '1 + 2j', 'True', '{}', '()', "'a' 'b'"):
    print(ast.literal_eval(text), end=' ')
print()
for bad in ('f()', 'x', '1 + 2', '[x]', '__import__("os")', '1 if 1 else 2', 'a.b', ''):
    try:
        print(ast.literal_eval(bad))
    except (ValueError, SyntaxError) as e:
        print(bad, type(e).__name__)


class Names(ast.NodeVisitor):
    def __init__(self): self.seen = []
    def visit_Name(self, node): self.seen.append((node.id, type(node.ctx).__name__))


v = Names()
v.visit(ast.parse('a = b + c(d)'))
print(v.seen)


class Double(ast.NodeTransformer):
    def visit_Constant(self, node): return ast.copy_location(ast.Constant(node.value * 2), node) if isinstance(node.value, int) else node


t = ast.fix_missing_locations(Double().visit(ast.parse('x = 1 + 20', mode='exec')))
ns = {}
exec(compile(t, 'made', 'exec'), ns)
print(ns['x'], ast.unparse(t))
node = ast.parse('def g(): return 1').body[0]
print(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset, ast.get_docstring(ast.parse('"d"')), [type(n).__name__ for n in ast.walk(node)], list(ast.iter_child_nodes(node))[1].value.value, node._fields, ast.get_source_segment('a + b', ast.parse('a + b').body[0].value.right))
made = ast.Expression(ast.BinOp(ast.Constant(6), ast.Mult(), ast.Constant(7)))
print(eval(compile(ast.fix_missing_locations(made), '', 'eval')), isinstance(ast.Num(5), ast.Constant) if hasattr(ast, 'Num') else True, ast.Name('x', ast.Load()).id, ast.PyCF_ONLY_AST)
error(lambda: compile(ast.Module([ast.Expr(ast.Name('x', ast.Load()))], []), '', 'exec'))
error(lambda: compile(ast.Expression(ast.Constant(1)), '', 'exec'))
error(lambda: ast.parse('a b'))

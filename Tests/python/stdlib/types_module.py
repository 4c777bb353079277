# types: the module of names for types, SimpleNamespace, MappingProxyType, DynamicClassAttribute.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import types

n = types.SimpleNamespace(a=1, b='x')
n.c = [n.a]
print(n, n == types.SimpleNamespace(a=1, b='x', c=[1]), vars(n))
del n.a
error(lambda: n.a)
m = types.MappingProxyType({'k': 1})
print(m, m['k'], len(m), list(m), m.get('z'), 'k' in m, m | {'z': 2}, m.copy(), m == {'k': 1})
error(lambda: m.__setitem__('a', 1))


def f(): yield
async def g(): pass
async def h(): yield


def assign(): m['a'] = 1


error(assign)
c = g()
print(isinstance(f, types.FunctionType), isinstance(f(), types.GeneratorType), isinstance(c, types.CoroutineType), isinstance(h(), types.AsyncGeneratorType), isinstance(len, types.BuiltinFunctionType), isinstance([].append, types.BuiltinMethodType), isinstance(types, types.ModuleType), isinstance(f.__code__, types.CodeType), isinstance(int.real, types.GetSetDescriptorType), isinstance(str.join, types.MethodDescriptorType), isinstance(int.__add__, types.WrapperDescriptorType), types.NoneType, types.EllipsisType, types.NotImplementedType)
c.close()
print(types.LambdaType is types.FunctionType, types.new_class('N', (int,), {}, lambda ns: ns.update(x=1)).x, types.resolve_bases((int,)), types.prepare_class('X')[0], types.get_original_bases((int)) if hasattr(types, 'get_original_bases') else 'later')
print(types.GenericAlias(list, (int,)), types.UnionType, list[int] == types.GenericAlias(list, int), isinstance(int | str, types.UnionType))
try:
    raise ValueError
except ValueError as e:
    print(isinstance(e.__traceback__, types.TracebackType), isinstance(e.__traceback__.tb_frame, types.FrameType), types.TracebackType(None, e.__traceback__.tb_frame, 1, 2).tb_lineno)
print(types.CellType(5).cell_contents, types.MethodType(lambda s: s, 1)())


class D:
    @types.DynamicClassAttribute
    def v(self): return 'instance'


print(D().v)
error(lambda: D.v)

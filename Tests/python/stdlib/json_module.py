# json: dumps, loads, options, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import io
import json

print(json.dumps({'a': [1, 2.5, None, True, False, 'é"\n\\/'], 'b': {}, 'c': [], 'd': ()}), json.dumps('é', ensure_ascii=False), json.dumps('😀\u2028\x7f\x00'), json.dumps(1e100), json.dumps([1e16, 1.0, -0.0, 5e-324]), json.dumps(10 ** 30))
print(json.dumps({'b': 1, 'a': [1, {'x': 2}], 'e': [], 'f': {}}, indent=2, sort_keys=True))
print(json.dumps([1, {'a': 2}], separators=(',', ':')), json.dumps({'a': 1}, indent='\t'), json.dumps([1, 2], indent=0), json.dumps({1: 'a', 2.5: 'b', None: 'c', True: 'd'}), json.dumps([float('nan'), float('inf'), -float('inf')]), json.dumps({'a': 1, (1, 2): 2}, skipkeys=True))
error(lambda: json.dumps(float('nan'), allow_nan=False))
error(lambda: json.dumps({1, 2}))
error(lambda: json.dumps({(1,): 2}))
error(lambda: json.dumps(b'x'))
error(lambda: json.dumps({'a': 1, 2: 3}, sort_keys=True))
circular = []
circular.append(circular)
error(lambda: json.dumps(circular))
print(json.dumps(1 + 2j, default=str), json.dumps([object], default=lambda o: o.__name__))
print(json.loads('{"a": [1, 2.5e3, -0, null, true, false, "x\\u00e9\\n\\ud83d\\ude00"], "b": {}}'), json.loads(' [ ] '), json.loads('"a"'), json.loads('NaN'), json.loads('-Infinity'), json.loads(b'{"k": 1}'), json.loads('1E5'), json.loads('12345678901234567890123'), json.loads('"\\/"'), json.loads('{"a":1,"a":2}'), json.loads('"\\ud800"').encode('utf-8', 'surrogatepass'))
print(json.loads('[1.5, 2]', parse_float=str, parse_int=lambda s: s + 'i'), json.loads('{"a": {"b": 1}}', object_hook=lambda d: sorted(d.items())), json.loads('{"b": 1, "a": 2}', object_pairs_hook=lambda p: p), json.loads('[NaN]', parse_constant=lambda c: c + '!'))
for bad in ('', '{', '[1,]', '{"a" 1}', "{'a': 1}", '[1 2]', 'tru', '"abc', '"\\x"', '"\\u12"', '01', '1.', '-', '[1]x', '{"a":1,}', '\t"a\nb"', '{1: 2}', 'nul', '[', '{"a":', '"\t"', '+1', '.5', '\ufeff[]'):
    try:
        print(json.loads(bad))
    except json.JSONDecodeError as e:
        print(repr(bad), e, (e.msg, e.pos, e.lineno, e.colno))
error(lambda: json.loads(5))
f = io.StringIO()
json.dump({'k': [1]}, f)
f.seek(0)
print(json.load(f), f.getvalue())


class Encoder(json.JSONEncoder):
    def default(self, o): return sorted(o) if isinstance(o, set) else super().default(o)


print(json.dumps({'s': {2, 1}}, cls=Encoder), ''.join(Encoder().iterencode([1, {3}])), json.JSONDecoder().raw_decode('[1] tail'))
error(lambda: Encoder().encode(object()) and 0)
import enum


class E(enum.IntEnum): A = 1


class Sub(dict): pass
class Text(str): pass


print(json.dumps(E.A), json.dumps({E.A: True}), json.dumps(Sub(a=1)), json.dumps(Text('x')), json.dumps({'n': [[[]]]}, indent=1))
deep = '[' * 500 + ']' * 500
print(len(json.dumps(json.loads(deep))), json.loads(json.dumps({str(i): list(range(i)) for i in range(50)}))['49'][-1])

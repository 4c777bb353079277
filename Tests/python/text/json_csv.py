# The modules json and csv.
import csv
import io
import json

def error(f, *a, **k):
    try:
        print(ascii(f(*a, **k)))
    except Exception as e:
        print(type(e).__name__, e)

values = [None, True, False, 0, -1, 10**30, 1.5, 1e100, 'a"b\\c\n\x01\u1234\U0001F600', [], {}, [1, [2, {'a': []}]], {'b': 1, 'a': (1, 2)},
          {1: 2, 1.5: 3, None: 4, True: 5}]
for v in values:
    print(json.dumps(v), json.dumps(v, ensure_ascii=False).encode(), json.dumps(v, indent=1).count('\n'))
print(json.dumps({'b': 1, 'a': 2}, sort_keys=True, separators=(',', ':')))
print(json.dumps([float('inf'), float('-inf')]), json.loads('[NaN, -Infinity, 1e5, -0, 12345678901234567890]'))
error(json.dumps, float('nan'), allow_nan=False)
error(json.dumps, {(1,): 2})
error(json.dumps, {(1,): 2, 'a': 1}, skipkeys=True)
error(json.dumps, object)
circular = []
circular.append(circular)
error(json.dumps, circular)
error(json.dumps, {1, 2}, default=sorted)
for text in ['', '[', '[1', '[1,', '[1 2]', '{', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{1:2}', '"a', '"\\x"', '"\\u12"', '"\n"', 'nul', '1 2', '[1,]', '-']:
    error(json.loads, text)
print(json.loads(' { "a" : [ 1 , 2.5e-3 , "\\u00e9\\ud83d\\ude00" ] } '), json.loads(b'"\xc3\xa9"') == 'é')
print(json.loads('{"a":1,"b":2}', object_pairs_hook=list), json.loads('{"a":{}}', object_hook=lambda d: len(d)), json.loads('1.5', parse_float=str))

def write(row, **options):
    f = io.StringIO()
    csv.writer(f, **options).writerow(row)
    return f.getvalue()

for row in [['a', 'b c', 'd"e', 1, 2.5, None], [''], [], ['a,b', 'c\nd', ' e'], ['"']]:
    for options in [{}, {'quoting': csv.QUOTE_ALL}, {'quoting': csv.QUOTE_NONNUMERIC}, {'quoting': csv.QUOTE_NONE, 'escapechar': '\\'},
                    {'doublequote': False, 'escapechar': '\\'}, {'delimiter': ';', 'lineterminator': '!'}]:
        error(write, row, **options)
lines = ['a,b,"c ""d"""', '1,2,3', '"multi', 'line",z', '', 'x, "y"', 'tail,']
print(list(csv.reader(lines)), list(csv.reader(lines, skipinitialspace=True)))
print(list(csv.reader(['1,"2",3.5'], quoting=csv.QUOTE_NONNUMERIC)), list(csv.DictReader(['a,b', '1,2'])))
error(list, csv.reader(['"a'], strict=True))
error(list, csv.reader(['"a"b'], strict=True))
error(list, csv.reader(['a\rb']))
error(csv.reader, [], delimiter='ab')
error(csv.reader, [], quoting=9)
error(csv.reader, [], foo=1)
error(csv.writer, 1)

# csv, configparser, json, argparse-free data work over temporary files.
import configparser
import csv
import io
import json
from collections import namedtuple
from operator import attrgetter

DATA = '''name,kind,price,count
"widget, large",tool,9.99,10
gadget,toy,24.50,3
"say ""hi""",toy,1.25,100
doohickey,tool,0.5,0
'''
Item = namedtuple('Item', 'name kind price count')
rows = list(csv.reader(io.StringIO(DATA)))
print(rows[0], rows[1], len(rows))
items = [Item(r['name'], r['kind'], float(r['price']), int(r['count'])) for r in csv.DictReader(io.StringIO(DATA))]
for item in sorted(items, key=attrgetter('price'), reverse=True):
    print(f'{item.name:<15}{item.kind:<6}{item.price:>8.2f}{item.count:>5}')
out = io.StringIO()
writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator='\n')
writer.writerow(['a', 1, 2.5, 'with "quotes"', 'with,comma', None])
writer.writerows([[1, 2], ['x\ny', '']])
print(out.getvalue())
out = io.StringIO()
d = csv.DictWriter(out, ['x', 'y'], extrasaction='ignore', restval='-', delimiter='\t')
d.writeheader()
d.writerow({'x': 1, 'z': 5})
print(repr(out.getvalue()))
try:
    csv.DictWriter(io.StringIO(), ['x']).writerow({'q': 1})
except ValueError as e:
    print(e)
print(list(csv.reader(['a;b;"c;d"', "x;y"], delimiter=';')), list(csv.reader(['1|2'], delimiter='|', quoting=csv.QUOTE_NONNUMERIC)), csv.list_dialects(), csv.Sniffer().sniff('a;b\nc;d\n').delimiter)
try:
    list(csv.reader(['"open'], strict=True))
except csv.Error as e:
    print(e)
config = configparser.ConfigParser()
config.read_string('''
[DEFAULT]
base = /srv
[paths]
data = %(base)s/data
flag = yes
count: 5
; comment
long = one
  two
''')
print(config.sections(), config['paths']['data'], config.getboolean('paths', 'flag'), config['paths'].getint('count'), config.get('paths', 'nope', fallback='none'), config['paths']['long'], 'base' in config['paths'])
config['new'] = {'k': 'v'}
out = io.StringIO()
config.write(out)
print(out.getvalue())
for bad in ('[a\n', 'novalue', '[a]\n[a]\n', '[a]\nx=1\nx=2'):
    try:
        configparser.ConfigParser().read_string(bad)
    except configparser.Error as e:
        print(type(e).__name__)
summary = {}
for item in items:
    entry = summary.setdefault(item.kind, {'items': 0, 'value': 0})
    entry['items'] += item.count
    entry['value'] = round(entry['value'] + item.price * item.count, 2)
print(json.dumps(summary, indent=2, sort_keys=True))

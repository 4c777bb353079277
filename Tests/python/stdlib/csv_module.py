# csv: readers and writers in all quoting modes, dialects, round trips.
import csv
import io

rows = [['a', 'b'], ['1', 'two, three'], ['', '"quoted"'], ['line\nbreak', "it's"], [' padded ', 'tab\there'], ['é', '日本']]
for dialect in csv.list_dialects():
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC):
        out = io.StringIO(newline='')
        csv.writer(out, dialect, quoting=quoting).writerows(rows)
        text = out.getvalue()
        assert list(csv.reader(io.StringIO(text, newline=''), dialect)) == rows, (dialect, quoting)
        print(dialect, quoting, repr(text))
out = io.StringIO(newline='')
csv.writer(out, quoting=csv.QUOTE_NONE, escapechar='\\', lineterminator='|').writerows([['a,b', 'c"d'], [1.5, None]])
print(repr(out.getvalue()))
print(list(csv.reader(['a,"b ""c""",d', '"multi', 'line",x', '', 'q,'])), list(csv.reader(['a  b c'], delimiter=' ', skipinitialspace=True)), list(csv.reader(['1,"2",x'], quoting=csv.QUOTE_NONNUMERIC)) if False else '', list(csv.reader(["'a';'b'"], delimiter=';', quotechar="'")), list(csv.reader(['a\\,b,c'], escapechar='\\', quoting=csv.QUOTE_NONE)))
r = csv.reader(['x,y', '1,2'])
print(next(r), r.line_num, next(r), r.line_num, r.dialect.delimiter)
d = csv.DictReader(io.StringIO('a,b\n1,2,3\n4\n'), restkey='rest', restval='missing')
print(d.fieldnames, list(d))
w = csv.DictWriter(out := io.StringIO(newline=''), ['a', 'b'])
w.writeheader()
w.writerows([{'a': 1}, {'b': 2, 'a': 'x'}])
print(repr(out.getvalue()), w.fieldnames)


class Semi(csv.Dialect):
    delimiter = ';'
    quotechar = '"'
    doublequote = True
    lineterminator = '\n'
    quoting = csv.QUOTE_MINIMAL


csv.register_dialect('semi', Semi)
csv.register_dialect('pipes', delimiter='|')
print(csv.get_dialect('semi').delimiter, list(csv.reader(['a;b'], 'semi')), list(csv.reader(['a|b'], 'pipes')), sorted(csv.list_dialects()))
csv.unregister_dialect('pipes')
for bad in (lambda: csv.get_dialect('nope'), lambda: csv.reader([], delimiter='ab'), lambda: csv.reader([], delimiter=''), lambda: csv.reader([], quotechar=5), lambda: csv.writer(5), lambda: csv.writer(io.StringIO()).writerow(5), lambda: csv.writer(io.StringIO(), quoting=csv.QUOTE_NONE).writerow(['a,b']), lambda: next(csv.reader([1])), lambda: next(csv.reader(['"a'], strict=True)), lambda: csv.reader(5), lambda: csv.reader([], nope=1), lambda: list(csv.reader(['a\0b'])), lambda: list(csv.reader(['x'], quoting=csv.QUOTE_NONNUMERIC)), lambda: w.writerow({'zz': 1}), lambda: csv.unregister_dialect('pipes')):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
print(csv.field_size_limit(), csv.Sniffer().has_header('name,age\nann,5\nbob,6\n'), csv.Sniffer().sniff('a|b|c\n1|2|3\n').delimiter, csv.__version__)

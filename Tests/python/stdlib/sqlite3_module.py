# sqlite3: statements, rows, transactions, functions of Python, adapters and converters, blobs, errors.
import datetime
import os
import sqlite3
import tempfile


def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e, getattr(e, 'sqlite_errorname', ''))


con = sqlite3.connect(':memory:')
cur = con.cursor()
cur.execute('create table t(id integer primary key, name text, score real, data blob)')
cur.executemany('insert into t(name, score, data) values(?, ?, ?)', [('a', 1.5, b'x'), ('\xe9\u20ac', None, bytearray(b'yz')), ('c', 2, None)])
print(cur.rowcount, con.in_transaction, con.total_changes, cur.lastrowid)
print(cur.execute('select * from t order by id').fetchall(), cur.description)
print([r for r in con.execute('select name from t where id > :low', {'low': 1})])
con.commit()
con.execute('delete from t')
con.rollback()
print(con.execute('select count(*) from t').fetchone(), con.in_transaction)
with con:
    con.execute("insert into t(name) values('with')")
try:
    with con:
        con.execute("insert into t(name) values('lost')")
        1 / 0
except ZeroDivisionError:
    print(con.execute('select count(*) from t').fetchone())
print(con.execute('insert into t(id, name) values(77, ?) returning id, name', ('r',)).fetchall())
con.commit()

con.row_factory = sqlite3.Row
row = con.execute('select id, name as Label from t where id = 1').fetchone()
print(row['ID'], row['label'], row[-1], row[0:1], len(row), list(row), row.keys(), tuple(row), row == row, hash(row) == hash(row))
attempt(lambda: row['c'])
attempt(lambda: row[5])
attempt(lambda: row[1.5])
con.row_factory = None

for sql, parameters in [
    ('select * from nope', ()), ('select ?', ()), ('select ?, ?', {'a': 1}), ('select :a', {'b': 1}), ('select ?', 1), ('select ?', (object(),)),
    ('select ?', (1 << 70,)), ('select ?', ('\udc00',)), ('select 1; select 2', ()), ('', ()), (5, ()), ('select 1\0', ()),
    ("insert into t(id) values(77)", ()), ("select cast(x'ff' as text)", ()),
]:
    attempt(lambda: con.execute(sql, parameters).fetchall())
attempt(lambda: con.executemany('select 1', [()]))
attempt(lambda: con.executescript('select 1; create table u(a); insert into u values(1);').fetchone())
attempt(lambda: con.executescript('select 1; foo'))
attempt(lambda: setattr(con, 'isolation_level', 'x'))
attempt(lambda: setattr(con, 'isolation_level', 1))

# functions of Python
con.create_function('plus', 2, lambda a, b: a + b)
con.create_function('fails', 0, lambda: 1 / 0)
con.create_function('wrong', 0, lambda: object())
print(con.execute("select plus(1, 2), plus('a', 'b'), plus(1.5, 2)").fetchone())
attempt(lambda: con.execute('select fails()').fetchone())
attempt(lambda: con.execute('select wrong()').fetchone())
attempt(lambda: con.execute('select plus(1)').fetchone())


class Sum:
    def __init__(self):
        self.values = []

    def step(self, x):
        self.values.append(x)

    def inverse(self, x):
        self.values.remove(x)

    def value(self):
        return sum(self.values)

    def finalize(self):
        return sum(self.values)


con.create_aggregate('total_of', 1, Sum)
con.create_window_function('moving', 1, Sum)
print(con.execute('select total_of(id) from t').fetchone())
print(con.execute('select moving(id) over (order by id rows between 1 preceding and 1 following) from t order by id').fetchall())


class Bad:
    def step(self, x):
        1 / 0


con.create_aggregate('bad', 1, Bad)
attempt(lambda: con.execute('select bad(id) from t').fetchone())
con.create_collation('reverse', lambda a, b: (a < b) - (a > b))
print(con.execute('select name from t order by name collate reverse').fetchall())
con.create_collation('broken', lambda a, b: 1 / 0)
attempt(lambda: con.execute('select name from t order by name collate broken').fetchall())
con.set_authorizer(lambda *a: sqlite3.SQLITE_DENY if a[2] == 'score' else sqlite3.SQLITE_OK)
attempt(lambda: con.execute('select score from t'))
con.set_authorizer(None)
con.set_progress_handler(lambda: 1, 1)
attempt(lambda: con.execute('select count(*) from t, t').fetchone())
con.set_progress_handler(None, 1)
con.set_trace_callback(print)
con.execute('select name from t where id = ?', (1,)).fetchone()
con.set_trace_callback(None)

# adapters and converters
class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __conform__(self, protocol):
        if protocol is sqlite3.PrepareProtocol:
            return f'{self.x};{self.y}'

    def __repr__(self):
        return f'Point({self.x}, {self.y})'


sqlite3.register_converter('point', lambda b: Point(*map(int, b.split(b';'))))
typed = sqlite3.connect(':memory:', detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES)
typed.execute('create table p(a point, d date, s timestamp)')
typed.execute('insert into p values(?, ?, ?)', (Point(1, 2), datetime.date(2020, 2, 3), datetime.datetime(2020, 2, 3, 4, 5, 6)))
print(typed.execute('select * from p').fetchall())
cur = typed.execute('select \'3;4\' as "q [point]", a from p')
print(cur.description[0][0], cur.fetchone())
typed.text_factory = bytes
print(typed.execute("select 'abc'").fetchone())
typed.close()
attempt(lambda: typed.execute('select 1'))

# blobs, backup, dump, limits, serialization
con.execute('create table b(a blob)')
con.execute('insert into b values(zeroblob(10))')
with con.blobopen('b', 'a', 1) as blob:
    blob.write(b'hello')
    blob[7] = 65
    blob[8:10] = b'zz'
    blob.seek(0)
    print(len(blob), blob[0], blob[-3:], blob.read(3), blob.tell(), blob.read())
    attempt(lambda: blob[20])
    attempt(lambda: blob.write(b'too long'))
attempt(lambda: blob.read())
con.commit()
other = sqlite3.connect(':memory:')
con.backup(other)
print(other.execute('select a from b').fetchone(), list(other.iterdump())[:3])
third = sqlite3.connect(':memory:')
third.deserialize(other.serialize())
print(third.execute('select count(*) from t').fetchone())
print(con.getlimit(sqlite3.SQLITE_LIMIT_COLUMN), sqlite3.complete_statement('select 1;'), sqlite3.complete_statement('select 1'))
attempt(lambda: con.getlimit(99))

# files
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'x.db')
    with sqlite3.connect(path) as file:
        file.execute('create table t(a)')
        file.execute('insert into t values(1)')
    file.close()
    again = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
    print(again.execute('select * from t').fetchall())
    attempt(lambda: again.execute('insert into t values(2)'))
    again.close()
attempt(lambda: sqlite3.connect('/nope/x'))


class Lazy(sqlite3.Connection):
    def __init__(self):
        pass


attempt(lambda: Lazy().cursor())
for cls in sqlite3.IntegrityError.__mro__[:4]:
    print(cls.__module__, cls.__name__)

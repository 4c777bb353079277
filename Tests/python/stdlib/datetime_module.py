# datetime: dates, times, deltas, formatting, parsing, zones, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, timezone

d = date(2020, 2, 29)
print(d, repr(d), d.year, d.weekday(), d.isoweekday(), d.isocalendar(), d.toordinal(), date.fromordinal(737484), d.replace(month=3), d + timedelta(days=1), d - date(2019, 2, 28), d < date(2021, 1, 1), d.strftime('%d/%m/%y %A %j'), date.fromisoformat('2021-12-31'), d.ctime(), d.timetuple()[:8], hash(d) == hash(date(2020, 2, 29)), date.min, date.max, date.fromisocalendar(2020, 1, 1), f'{d:%Y}')
t = time(1, 2, 3, 4)
print(t, repr(t), t.replace(hour=5), t.isoformat('milliseconds'), time.fromisoformat('12:34:56.789'), t < time(2), time(1, tzinfo=UTC), t.strftime('%H-%M'), bool(time(0)))
x = datetime(2020, 1, 31, 12, 30, 15, 123456)
print(x, repr(x), x.date(), x.time(), x.isoformat(' ', 'seconds'), x + timedelta(hours=36), x - datetime(2019, 1, 1), x.replace(year=2021), x.strftime('%Y-%m-%dT%H:%M:%S.%f %p %I %a %b %U %w'), datetime.strptime('2021-03-04 05:06:07', '%Y-%m-%d %H:%M:%S'), datetime.fromisoformat('2020-01-01T00:00:00+02:00'), datetime.fromisoformat('20200101T120000Z'), datetime.combine(d, t), x.timetuple().tm_yday, datetime.fromtimestamp(0, UTC), datetime(1970, 1, 2, tzinfo=UTC).timestamp(), datetime.utcfromtimestamp(1e9), x == x.replace(), x > datetime(2019, 1, 1), datetime.min, datetime.max)
z = timezone(timedelta(hours=5, minutes=30), 'IST')
a = datetime(2020, 1, 1, tzinfo=z)
print(a, repr(a), a.utcoffset(), a.tzname(), a.astimezone(timezone.utc), a == a.astimezone(UTC), a - datetime(2020, 1, 1, tzinfo=UTC), timezone(timedelta(hours=-3)), z, a.strftime('%z %Z'), datetime.strptime('+0130', '%z').tzinfo, a.utctimetuple().tm_hour)
e = timedelta(days=1, hours=2, minutes=3, seconds=4, microseconds=5)
print(e, repr(e), e.total_seconds(), e * 2, e / 2, e // 3, -e, abs(-e), e + e, e - e, e > timedelta(1), e / timedelta(hours=1), e // timedelta(hours=1), e % timedelta(hours=1), divmod(e, timedelta(hours=1)), timedelta(weeks=1, milliseconds=1.5), timedelta(seconds=-1), str(timedelta(days=-1)), timedelta(0.5), bool(timedelta(0)), timedelta.max, timedelta.resolution, sum([e, e], timedelta()))
error(lambda: date(2021, 2, 29))
error(lambda: date(0, 1, 1))
error(lambda: date(2020, 13, 1))
error(lambda: time(24))
error(lambda: datetime(2020, 1, 1, 0, 60))
error(lambda: date.fromisoformat('x'))
error(lambda: datetime.strptime('x', '%Y'))
error(lambda: datetime.strptime('2020 tail', '%Y'))
error(lambda: date.max + timedelta(1))
error(lambda: d - 5)
error(lambda: d < x.time())
error(lambda: a - x)
error(lambda: a < x)
error(lambda: timedelta(10 ** 10))
error(lambda: timezone(timedelta(hours=24)))
error(lambda: e / 0)
error(lambda: date('a', 1, 1))
error(lambda: d.replace(day=50))
print(datetime.now().year >= 2020, date.today() >= date(2020, 1, 1), datetime.now(UTC).tzinfo, MAXYEAR, isinstance(x, date), d == x, a.fold, x.weekday())
days = [date(2024, 1, 1) + timedelta(n) for n in range(0, 366, 61)]
print(*days, sorted(days, reverse=True)[0], (days[-1] - days[0]).days)
import pickle
print(pickle.loads(pickle.dumps(x)) == x, pickle.loads(pickle.dumps(e)) == e, pickle.loads(pickle.dumps(a)) == a)


class Sub(datetime):
    pass


print(Sub(2020, 1, 1) + timedelta(1), type(Sub(2020, 1, 1) + timedelta(1)).__name__)

# date, time, datetime, timedelta, timezone: values, texts, errors. Each line below is evaluated.
import _datetime
import _pickle
from _datetime import date, datetime, time, timedelta, timezone, tzinfo, MINYEAR, MAXYEAR, UTC


def attempt(text):
    try:
        print(text, "->", repr(eval(text)))
    except BaseException as e:
        print(text, "->", type(e).__name__, e)


class Zone(tzinfo):
    # The European rule of 2020: an hour more from March 29 to October 25.
    def utcoffset(self, dt):
        return timedelta(hours=1) + self.dst(dt)

    def dst(self, dt):
        if dt is None:
            return timedelta(0)
        naive = dt.replace(tzinfo=None)
        if datetime(2020, 3, 29, 2) <= naive < datetime(2020, 10, 25, 3 if not dt.fold else 2):
            return timedelta(hours=1)
        return timedelta(0)

    def tzname(self, dt):
        return "CEST" if self.dst(dt) else "CET"

    def __repr__(self):
        return "Zone()"


class Bad(tzinfo):
    def __init__(self, what):
        self.what = what

    def utcoffset(self, dt):
        return self.what

    dst = tzname = utcoffset


class MyDate(date):
    pass


class MyDateTime(datetime):
    def __new__(cls, *args, **kwargs):
        self = super().__new__(cls, *args, **kwargs)
        self.extra = 1
        return self


class MyTime(time):
    pass


class MyDelta(timedelta):
    pass


zone = Zone()
summer = datetime(2020, 7, 1, 12, tzinfo=zone)
winter = datetime(2020, 12, 1, 12, tzinfo=zone)
fold = datetime(2020, 10, 25, 2, 30, tzinfo=zone)
LINES = r"""
date()
date(1)
date(1, 1)
date(0,1,1)
date(1,13,1)
date(2021,2,29)
date(2020,2,29)
date(1900,2,29)
date(10000,1,1)
date('x',1,1)
date(1.5,1,1)
date(2**40,1,1)
date(2**70,1,1)
date(b'abcd')
date(b'\x07\xe4\x05\x07')
date('\x07\xe4\x05\x07')
date(year=2020, month=5, day=6)
time(24)
time(1,60)
time(1,1,60)
time(1,1,1,1000000)
time(-1)
time(fold=2)
time(tzinfo=3)
time(b'\x81\x02\x03\x00\x00\x05')
time(b'\x01\x02\x03\x00\x00\x05', 3)
datetime(1,1,1,24)
datetime(1,1,1,tzinfo=3)
datetime(2020,1)
datetime(1,1,1,fold=2)
datetime(b'\x07\xe4\x81\x01\x00\x00\x00\x00\x00\x00')
datetime(b'\x07\xe4\x01\x01\x0a\x00\x00\x00\x00\x00', UTC)
timedelta('x')
timedelta(1e400)
timedelta(float('nan'))
timedelta(10**9)
timedelta(10**12)
timedelta(10**30)
timedelta(10**300)
timedelta(days=999999999,hours=24)
timedelta(weeks=1.5, days=-0.25, hours=3, minutes=4.75, seconds=5, milliseconds=6.5, microseconds=7.5)
timedelta(microseconds=0.5), timedelta(microseconds=1.5), timedelta(microseconds=2.5), timedelta(microseconds=-0.5), timedelta(seconds=0.1)
timedelta(days=1e-9), timedelta(microseconds=10**20), timedelta(hours=10**9)
timedelta(1)+1
timedelta(1)+timedelta(hours=25), timedelta(1)-timedelta(hours=25), -timedelta(1, 2, 3), +timedelta(1), abs(timedelta(-1, 5))
timedelta(1)*1.5, timedelta(seconds=1)*0.3333333333, 3*timedelta(1), 0.1*timedelta(1), True*timedelta(1)
timedelta(microseconds=3)*0.5, timedelta(microseconds=5)*0.5, timedelta(microseconds=5)/2, timedelta(microseconds=7)/2, timedelta(microseconds=-5)/2
timedelta(microseconds=5)/2.0, timedelta(microseconds=7)/-2, timedelta(1)/3, timedelta(1)/3.0, timedelta(1)//7, timedelta(-1)//7
timedelta(1)*float('nan')
timedelta(1)*float('inf')
timedelta(1)/0
timedelta(1)/0.0
timedelta(1)//0
timedelta(1)//timedelta(0)
timedelta(1)/timedelta(0)
timedelta(1)%timedelta(0)
divmod(timedelta(1),timedelta(0))
divmod(timedelta(1, 5),timedelta(hours=7)), divmod(timedelta(-1),timedelta(hours=7)), timedelta(-1)%timedelta(hours=7), timedelta(1)//timedelta(hours=7)
timedelta(7)/timedelta(2), timedelta.max/timedelta.resolution, timedelta.max//timedelta.resolution
timedelta(1)<1
timedelta(1)==1, timedelta(1)!=1, timedelta(1)<timedelta(2), timedelta(1)>=timedelta(hours=24)
timedelta(1)*2**70
timedelta(1)/2**70
timedelta(1)//2**70
timedelta(1)*'x'
timedelta(1)/'x'
timedelta(1)//1.5
timedelta.max+timedelta.resolution
timedelta.min, timedelta.max, timedelta.resolution, -timedelta.max
-timedelta.min
timedelta(), timedelta(-1,5,6), str(timedelta(-1,5,6)), str(timedelta(2)), str(timedelta(hours=30)), bool(timedelta()), bool(timedelta(0,0,1))
timedelta(1).total_seconds(), timedelta(-1,5,6).total_seconds(), timedelta.max.total_seconds(), timedelta(1,2,3).days, timedelta(1,2,3).seconds
hash(timedelta(1,2,3))==hash((1,2,3)), hash(timedelta(1))==hash(timedelta(hours=24))
MyDelta(1), type(MyDelta(1)+MyDelta(1)), MyDelta(1).__reduce__()
date(1,1,1)<1
date(1,1,1)<date(1,1,2), date(2020,1,1)==date(2020,1,1), date(1,1,1)==1
date(1,1,1)<datetime(1,1,1)
datetime(1,1,1)<date(1,1,1)
datetime(1,1,1)==date(1,1,1), date(1,1,1)!=datetime(1,1,1)
datetime(1,1,1)<datetime(1,1,1,tzinfo=timezone.utc)
datetime(1,1,1)==datetime(1,1,1,tzinfo=timezone.utc), datetime(1,1,1)!=datetime(1,1,1,tzinfo=timezone.utc)
datetime(1,1,1)-datetime(1,1,1,tzinfo=timezone.utc)
time(1)<time(1,tzinfo=timezone.utc)
time(1)==time(1,tzinfo=timezone.utc), time(1)<time(2), time(12,tzinfo=UTC)==time(13,tzinfo=timezone(timedelta(hours=1)))
time(1)<1
date.max+timedelta(1)
date.min-timedelta(1)
datetime.max+timedelta(1)
datetime.min-timedelta(microseconds=1)
datetime.max+timedelta.max
date.min+timedelta.max
date.fromisoformat('x')
date.fromisoformat('2020-13-01')
date.fromisoformat('2020-W60-1')
date.fromisoformat('2020-W01-8')
date.fromisoformat(3)
[date.fromisoformat(s) for s in ('2020-01-02', '20200102', '2020-W01', '2020W01', '2020-W53-7', '2020W537', '0001-01-01')]
[attempt(f'date.fromisoformat({s!r})') for s in ('2020-0102', '202001-02', '2020-1-2', '2020-01-02T', '2020-W1-1', '2020W-01', '', '2020-W01-', '２０２０-01-01', '2020-01-0１')]
datetime.fromisoformat('x')
datetime.fromisoformat('2020-01-01T25')
datetime.fromisoformat('2020-01-01T10:00:00+25:00')
datetime.fromisoformat(3)
[datetime.fromisoformat(s) for s in ('2020-01-02', '2020-01-02T03', '2020-01-02 03:04', '20200102T030405', '2020-01-02T03:04:05.6', '2020-01-02T03:04:05.678901', '2020-01-02T03:04:05,678', '2020-01-02T03:04:05.6789012345', '2020-01-02T03:04:05Z', '2020-01-02T03:04:05+01:30', '2020-01-02T03:04:05-0130', '2020-01-02T03+01', '2020-01-02T03:04:05.5-01:30:15.25', '2020-W01-1T03:04', '2020W011T0304', '2020W01T0304', '2020-W01T0304', '2020-01-02\u20ac03:04', '2020-01-02T00:00+00:00', '20200102', '2020W01', '2020-W01-1')]
[attempt(f'datetime.fromisoformat({s!r})') for s in ('2020-01-02T', '2020-01-02T3', '2020-01-02T03:', '2020-01-02T03:4', '2020-01-02T03:04:', '2020-01-02T03:0405', '2020-01-02T0304:05', '2020-01-02T03:04:05.', '2020-01-02T03:04:05.x', '2020-01-02T03:04:05Zx', '2020-01-02T03:04:05+', '2020-01-02T03:04:05+1', '2020-01-02T24:00', '2020-01-02T03:60', '2020-01-02T03:04:61', '2020-01-02T03:04+24:00', '2020-01-02T03:04z', '2020-01-02T03:04+01:00Z', '2020-W01-2-03', '2020010203', '202001020304')]
time.fromisoformat('x')
time.fromisoformat('25:00')
time.fromisoformat(3)
[time.fromisoformat(s) for s in ('04', 'T04', '0430', '04:30', '04:30:45', 'T043045', '04:30:45.5', '04:30+05:00', '04:30Z')]
[attempt(f'time.fromisoformat({s!r})') for s in ('', 'T', '4', '04:', '04:3', 'TT04', '04:30:45:55', '043045.', '04.5', '0430455', '0430.5', '04:30.25', '04:30,25', '04:30:45.', '04:30:45:', '0430:45')]
date.fromordinal(0)
date.fromordinal(10**7)
date.fromordinal(1), date.fromordinal(3652059), date.fromordinal(737425), date(2020,1,1).toordinal(), date.max.toordinal()
[date.fromordinal(n).toordinal() == n for n in range(1, 3652059, 7919)].count(False), [str(date.fromordinal(n)) for n in range(1, 3652059, 300007)]
date.fromtimestamp(1e20)
date.fromtimestamp('x')
date.fromtimestamp(0), date.fromtimestamp(-1), date.fromtimestamp(1e9), date.fromtimestamp(86399.999)
datetime.fromtimestamp(1e20)
datetime.fromtimestamp(2**70)
datetime.fromtimestamp('x')
datetime.fromtimestamp(0,3)
datetime.fromtimestamp(0), datetime.fromtimestamp(0.5), datetime.fromtimestamp(-0.5), datetime.fromtimestamp(1e9+0.1234567), datetime.fromtimestamp(0.9999996), datetime.fromtimestamp(0, UTC), datetime.fromtimestamp(0, tz=zone)
datetime.utcfromtimestamp(1e15)
datetime.utcfromtimestamp(1234567890.000001), datetime.utcfromtimestamp(-62135596800)
datetime.utcfromtimestamp(-62135596801)
datetime.fromtimestamp(float('nan'))
date.fromisocalendar(2020,60,1)
date.fromisocalendar(2020,1,8)
date.fromisocalendar(2021,53,1)
date.fromisocalendar(0,1,1)
date.fromisocalendar(2020,53,7), date.fromisocalendar(2020, week=1, day=1), datetime.fromisocalendar(2020,1,1)
[date(y, m, d).isocalendar() for y, m, d in ((2020,12,31), (2021,1,3), (2021,1,4), (1,1,1), (9999,12,31), (2019,12,30), (2016,1,1))]
date(2020,1,1).isocalendar().week, date(2020,1,1).isocalendar() == (2020, 1, 3), date(2020,1,1).isocalendar().__reduce__(), type(date(2020,1,1).isocalendar())
datetime.combine(1,2)
datetime.combine(date(1,1,1),2)
datetime.combine(date(1,1,1),time(1),3)
datetime.combine(date(2020,1,2),time(3,4,5,6,UTC,fold=1)), datetime.combine(date(2020,1,2),time(3),UTC), datetime.combine(datetime(2020,1,2,5),time(3))
datetime(1,1,1).isoformat('xx')
datetime(1,1,1).isoformat(timespec='x')
datetime(1,1,1).isoformat(3)
[datetime(2020,1,2,3,4,5,678901).isoformat(timespec=t) for t in ('auto', 'hours', 'minutes', 'seconds', 'milliseconds', 'microseconds')]
datetime(2020,1,2,3,4,5,tzinfo=timezone(-timedelta(hours=5, seconds=7, microseconds=9))).isoformat(' '), str(datetime(2020,1,2)), datetime(2020,1,2).isoformat('\u20ac')
time(1).isoformat(timespec='x')
time(1,2,3,4,UTC).isoformat('milliseconds'), str(time(1)), time(1, tzinfo=zone).isoformat()
datetime(1,1,1).astimezone(3)
datetime(1,1,1,tzinfo=timezone.utc).astimezone(timezone(timedelta(hours=-1)))
summer.astimezone(UTC), winter.astimezone(UTC), datetime(2020,7,1,tzinfo=UTC).astimezone(zone), datetime(2020,10,25,0,30,tzinfo=UTC).astimezone(zone), datetime(2020,7,1).astimezone(), datetime(2020,7,1).astimezone(UTC)
summer.utcoffset(), winter.dst(), summer.tzname(), summer.timetuple(), winter.utctimetuple(), summer.timestamp(), summer - winter, summer == summer.astimezone(UTC)
fold.utcoffset(), fold.replace(fold=1).utcoffset(), fold == fold.replace(fold=1), fold == fold.astimezone(UTC), hash(fold) == hash(fold.replace(fold=1)), fold.astimezone(UTC), fold.replace(fold=1).astimezone(UTC)
datetime(2020,1,1,tzinfo=Bad(3)).utcoffset()
datetime(2020,1,1,tzinfo=Bad(timedelta(1))).utcoffset()
datetime(2020,1,1,tzinfo=Bad('x')).utcoffset()
datetime(2020,1,1,tzinfo=Bad(3)).tzname()
datetime(2020,1,1,tzinfo=Bad(None)).utcoffset(), datetime(2020,1,1,tzinfo=Bad(None)).tzname(), datetime(2020,1,1,tzinfo=Bad(None)) == datetime(2020,1,1)
datetime(2020,1,1,tzinfo=Bad(None)).astimezone(UTC)
Bad(None).fromutc(datetime(2020,1,1,tzinfo=zone))
datetime(1,1,1).__format__(3)
date(1,1,1).strftime(3)
date(2020,1,2).strftime('%Y-%m-%d %j %a %b'), datetime(2020,1,1).strftime('%z|%Z|%f|%Y'), date(2020,1,1).strftime(''), f'{date(2020,1,1):%d.%m}', format(date(2020,1,1),''), f'{time(5,6):%H_%M}', summer.strftime('%Z %z %% %f')
datetime(2020,1,1,tzinfo=timezone.utc).strftime('%z %Z %f'), time(1,2,3,4).strftime('%H %z %f %Y'), time(1,tzinfo=zone).strftime('%z%Z')
timezone(3)
timezone(timedelta(1))
timezone(-timedelta(1))
timezone(timedelta(hours=1),3)
timezone.utc.utcoffset(3)
timezone.utc.tzname(3)
timezone.utc.dst(3)
timezone.utc.fromutc(3)
timezone.utc.fromutc(datetime(1,1,1))
tzinfo().utcoffset(None)
tzinfo().dst(None)
tzinfo().tzname(None)
tzinfo().fromutc(None)
tzinfo().fromutc(datetime(1,1,1))
timezone(timedelta(hours=1)), timezone(timedelta(seconds=-1),'x'), str(timezone(timedelta(seconds=-1))), timezone.utc, timezone(timedelta(0)) is timezone.utc, timezone(timedelta(0), 'UTC') is timezone.utc, timezone.min, timezone.max, UTC is timezone.utc
timezone(timedelta(hours=1)) == timezone(timedelta(hours=1), 'x'), timezone.utc == 3, hash(timezone.utc) == hash(timezone(timedelta(0), 'z')), timezone.utc.utcoffset(None), timezone.utc.tzname(None), timezone.utc.dst(datetime(1,1,1))
datetime(2020,1,1,fold=1).__reduce_ex__(4), datetime(2020,1,1,fold=1).__reduce_ex__(2), datetime(2020,1,1,tzinfo=UTC).__reduce__()
time(1,fold=1).__reduce_ex__(4), time(1,fold=1,tzinfo=timezone.utc).__reduce__(), date(2020,1,1).__reduce__(), timedelta(1).__reduce__(), timezone.utc.__reduce__(), timezone(timedelta(1,-1),'x').__reduce__(), timezone.utc.__getinitargs__(), tzinfo().__reduce__()
datetime(2020,1,1,1,2,3,4,tzinfo=timezone.utc,fold=1), time(1,2,3,4,tzinfo=timezone.utc,fold=1), time(1), time(1,2,3), time(1,0,0,5)
datetime(1,1,1).timestamp()
datetime.max.timestamp()
datetime(2020,1,1).timestamp(), datetime(1970,1,1,0,0,0,5).timestamp(), datetime(2020,1,1,tzinfo=UTC).timestamp(), datetime(1969,12,31,23,59,59,500000).timestamp()
date(1,1,1).replace(day=0)
datetime(1,1,1).replace(hour=25)
datetime(1,1,1).replace(tzinfo=3)
date(2020,1,2).replace(2021), date(2020,1,2).replace(month=3, day=4), datetime(2020,1,2,3,tzinfo=UTC).replace(tzinfo=None, fold=1), time(1,tzinfo=UTC).replace(2, second=5), MyDate(2020,1,2).replace(day=5)
datetime(1,1,1)+1
date(1,1,1)-1
1-date(1,1,1)
date(1,1,1)+timedelta(1), timedelta(1)+date(1,1,1), date(2020,3,1)-timedelta(1), date(2020,3,1)-date(2019,3,1), date(2020,1,1)+timedelta(0,86399), datetime(2020,3,1)-timedelta(0,0,1), datetime(2020,1,1,5)-datetime(2019,1,1)
timedelta(1)-date(1,1,1)
date(2020,1,1)-datetime(2020,1,1)
datetime(2020,1,1)-date(2020,1,1)
datetime(2020,1,1).utctimetuple(), datetime(2020,1,1).timetuple(), date(2020,12,31).timetuple()
datetime(2020,1,1).ctime(), date(2020,12,31).ctime(), date(2020,1,5).weekday(), date(2020,1,5).isoweekday()
datetime.now(3)
type(datetime.now()), datetime.now(UTC).tzinfo, abs(datetime.now() - datetime.utcnow()) < timedelta(1), datetime.today().date() - date.today() < timedelta(2)
bool(time(0)), datetime(1,1,1,tzinfo=timezone.utc).timetz(), datetime(1,1,1,5,fold=1).time(), datetime(2020,1,2,3).date(), time(1).utcoffset(), time(1, tzinfo=UTC).dst(), time(1, tzinfo=UTC).tzname()
MyDate(2020,1,1), MyDate(2020,1,1)+timedelta(1), type(MyDate.fromordinal(5)), type(MyDate.fromisoformat('2020-01-01')), type(MyDate.today()), MyDate(2020,1,1) == date(2020,1,1)
MyDateTime(2020,1,1), (MyDateTime(2020,1,1)+timedelta(1)).extra, type(MyDateTime.now()), type(MyDateTime.fromisoformat('2020-01-01T01')), type(MyDateTime(2020,1,1).astimezone(UTC)), type(MyDateTime.combine(date(2020,1,1), time(1)))
MyTime(1), type(MyTime.fromisoformat('01:00')), type(MyTime(1).replace(2))
hash(date(2020,1,1)) == hash(date(2020,1,1)), hash(datetime(2020,1,1,12,tzinfo=UTC)) == hash(datetime(2020,1,1,13,tzinfo=timezone(timedelta(hours=1)))), len({datetime(2020,1,d) for d in (1,2,1)}), len({time(1), time(1, 0), time(2)})
date.min, date.max, date.resolution, time.min, time.max, time.resolution, datetime.min, datetime.max, datetime.resolution, MINYEAR, MAXYEAR
date.today.__name__, date.__module__, datetime.__name__, issubclass(datetime, date), timezone.__mro__
class_name.x
date.year
datetime(2020,1,1).year, datetime(2020,1,2,3,4,5,6).microsecond, datetime(2020,1,2,3,4,5,6).second, time(1,2,3,4).minute, datetime(2020,1,1,tzinfo=UTC).tzinfo
type('Sub', (timezone,), {})
match_date(date(2020,1,2))
""".strip().splitlines()


def match_date(d):
    match d:
        case date(year=y, month=1):
            return y


for line in LINES:
    attempt(line)

for value in (date(2020, 1, 2), time(1, 2, 3, 4, UTC), datetime(2020, 1, 2, 3, 4, 5, 6, UTC, fold=1), timedelta(1, 2, 3), UTC, timezone(timedelta(hours=1), "one"),
              date(2020, 1, 2).isocalendar(), MyDate(2020, 1, 2), MyDateTime(2020, 1, 2), summer):
    for protocol in range(6):
        data = _pickle.dumps(value, protocol)
        print(protocol, data if protocol in (0, 4) else len(data), repr(_pickle.loads(data)) == repr(value))

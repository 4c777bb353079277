# time: conversions and clocks.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import time

t = time.gmtime(86400 * 365)
print(t, t.tm_year, t[1], len(t), time.strftime('%Y-%m-%d %H:%M:%S %j %a %A %b %B %p %y %U %%', t), time.asctime(t), time.ctime(0))
print(time.mktime(time.localtime(1e9)), time.strptime('2020-02-29 12:34:56', '%Y-%m-%d %H:%M:%S')[:6], time.strptime('Mar 5 21', '%b %d %y')[:3], time.gmtime(0)[:6], time.gmtime(-1)[:6], time.gmtime(1.9)[5])
print(time.timezone, time.daylight, time.tzname[0], time.struct_time(range(9)).tm_mon, time.struct_time(range(9)) == tuple(range(9)))
error(lambda: time.strptime('x', '%Y'))
error(lambda: time.strptime('2020-13', '%Y-%m'))
error(lambda: time.gmtime('a'))
error(lambda: time.gmtime(1e30))
error(lambda: time.sleep(-1))
error(lambda: time.sleep('a'))
error(lambda: time.strftime('%Y', (1, 2)))
error(lambda: time.struct_time([1]))
error(lambda: time.mktime((1,)))
a, b = time.monotonic(), time.perf_counter()
time.sleep(0.02)
print(time.monotonic() - a >= 0.02, time.perf_counter() - b >= 0.02, time.time() > 1.6e9, time.time_ns() > 10 ** 18, type(time.perf_counter_ns()), time.process_time() >= 0, time.thread_time() >= 0, time.get_clock_info('monotonic').monotonic, time.clock_gettime(time.CLOCK_MONOTONIC) > 0)

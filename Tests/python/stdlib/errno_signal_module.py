# errno, atexit, platform, getpass-free system questions, locale, gettext.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import errno
import gettext
import locale
import platform
import sched
import time

print(errno.ENOENT, errno.errorcode[2], errno.EEXIST, errno.EPIPE, errno.EAGAIN == errno.EWOULDBLOCK, len(errno.errorcode) > 100)
print(platform.system(), platform.python_version_tuple()[:2], platform.machine() != '', isinstance(platform.platform(), str))
print(locale.setlocale(locale.LC_ALL, 'C'), locale.localeconv()['decimal_point'], locale.format_string('%d', 1234, grouping=True), locale.strcoll('a', 'b') < 0, locale.getpreferredencoding(False) != '', locale.atof('1.5'))
error(lambda: locale.setlocale(locale.LC_ALL, 'no_SUCH'))
print(gettext.gettext('text'), gettext.ngettext('one', 'many', 2), gettext.NullTranslations().gettext('x'))
s = sched.scheduler(time.monotonic, time.sleep)
log = []
s.enter(0.02, 1, log.append, ('second',))
s.enter(0.01, 1, log.append, ('first',))
e = s.enter(0.015, 1, log.append, ('cancelled',))
s.cancel(e)
s.run()
print(log, s.empty())

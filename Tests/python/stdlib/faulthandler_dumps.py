# faulthandler: dumps on demand, on a signal, after a time, and at death.
import faulthandler
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

out = tempfile.TemporaryFile('w+')


def show():
    out.seek(0)
    text = out.read()
    text = re.sub(r'0x[0-9a-f]{16}', 'ID', text.replace(__file__, 'FILE'))
    print(re.sub(r'(?m)^  File "(?!FILE).*\n', '', text))
    out.seek(0)
    out.truncate()


def f(x):
    if x:
        f(x - 1)
    else:
        faulthandler.dump_traceback(out, all_threads=False)


f(2)
show()
f(120)
out.seek(0)
print(len(out.readlines()), out.seek(0), out.truncate())
faulthandler.dump_traceback(out)
show()


def kill():
    os.kill(os.getpid(), signal.SIGUSR1)


faulthandler.register(signal.SIGUSR1, out, all_threads=False)
kill()
show()
seen = []
signal.signal(signal.SIGUSR2, lambda *a: seen.append(a[0]))
faulthandler.register(signal.SIGUSR2, out, chain=True)
os.kill(os.getpid(), signal.SIGUSR2)
time.sleep(0.001)
print(seen)
show()
print(faulthandler.unregister(signal.SIGUSR1), faulthandler.unregister(signal.SIGUSR1))

faulthandler.dump_traceback_later(0.05, file=out)
time.sleep(0.2)
faulthandler.cancel_dump_traceback_later()
show()
faulthandler.dump_traceback_later(60, file=out)
faulthandler.cancel_dump_traceback_later()
for arguments in (signal.SIGSEGV,), (0,), (1000,):
    try:
        faulthandler.register(*arguments)
    except Exception as e:
        print(type(e).__name__, e)
for arguments in (0,), (-1,), ('x',), (1, False, -5):
    try:
        faulthandler.dump_traceback_later(*arguments)
    except Exception as e:
        print(type(e).__name__, e)
print(faulthandler.is_enabled(), faulthandler.disable(), faulthandler.enable(out), faulthandler.is_enabled(), faulthandler.disable())
for options, code in [
    ([], 'import faulthandler\ndef die():\n  faulthandler._sigsegv()\nfaulthandler.enable()\ndie()'),
    (['-X', 'faulthandler'], 'import faulthandler\nfaulthandler._sigfpe()'),
    (['-X', 'faulthandler'], 'import os, signal\nos.kill(os.getpid(), signal.SIGBUS)'),
    ([], 'import faulthandler, time\nfaulthandler.dump_traceback_later(0.05, exit=True)\ntime.sleep(5)'),
]:
    p = subprocess.run([sys.executable, *options, '-c', code], capture_output=True, text=True)
    print(p.returncode, re.sub(r'0x[0-9a-f]{16}', 'ID', p.stderr))

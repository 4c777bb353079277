# Signals: Ctrl-C in tight loops and in blocking calls, handlers, alarms; from a child that sends them.
import os
import signal
import subprocess
import sys
import time


def interrupted(source, number=signal.SIGINT, delay=0.1):
    child = subprocess.Popen([sys.executable, '-c', 'import sys; from time import sleep; print("ready", flush=True)\n' + source], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    child.stdout.readline()
    time.sleep(delay)
    child.send_signal(number)
    try:
        out, err = child.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        child.kill()
        out, err = child.communicate()
        return 'did not stop'
    last = err.strip().splitlines()[-1] if err.strip() else ''
    return child.returncode, out.strip(), last


print('while', interrupted('while True: pass'))
print('for', interrupted('for i in range(10**12): pass'))
print('generator', interrupted('sum(1 for i in iter(int, 1))'))
print('function', interrupted('def f(): return 1\nwhile f(): f()'))
print('method chain', interrupted('x = []\nwhile True:\n  x.append(1)\n  x.pop()'))
print('sleep', interrupted('import time; time.sleep(30)'))
print('read', interrupted('import os; r, w = os.pipe(); os.read(r, 1)'))
print('caught', interrupted('try:\n  while True: sleep(0.001)\nexcept KeyboardInterrupt:\n  print("stopped", flush=True)'))
print('finally', interrupted('try:\n  while True: sleep(0.001)\nfinally:\n  print("cleanup", flush=True)'))
print('term', interrupted('while True: pass', signal.SIGTERM))
print('handler', interrupted('import signal\ndef h(n, f): print("got", n, f.f_code.co_name, flush=True); sys.exit(5)\nsignal.signal(signal.SIGTERM, h)\nwhile True: pass', signal.SIGTERM))
print('ignored', interrupted('import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(0.6)\nprint("survived")'))
print('raising handler', interrupted('import signal\ndef h(n, f): raise ValueError("from handler")\nsignal.signal(signal.SIGUSR1, h)\ntry:\n  while True: sleep(0.001)\nexcept ValueError as e: print(e)', signal.SIGUSR1))

count = 0


def tick(number, frame):
    global count
    count += 1


signal.signal(signal.SIGALRM, tick)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
deadline = time.monotonic() + 5
while count < 5 and time.monotonic() < deadline:
    pass
signal.setitimer(signal.ITIMER_REAL, 0)
print(count >= 5, signal.getsignal(signal.SIGALRM) is tick, signal.Signals.SIGINT.name, signal.Signals(15))
signal.signal(signal.SIGALRM, signal.SIG_DFL)


def alarm_error(number, frame): raise TimeoutError('alarm')


signal.signal(signal.SIGALRM, alarm_error)
signal.alarm(1)
try:
    while True:
        time.sleep(10)
except TimeoutError as e:
    print(e)
old = signal.signal(signal.SIGINT, lambda n, f: print('own handler', n))
os.kill(os.getpid(), signal.SIGINT)
time.sleep(0.05)
signal.signal(signal.SIGINT, old)
print(old is signal.default_int_handler)
try:
    signal.raise_signal(signal.SIGINT)
    time.sleep(1)
except KeyboardInterrupt:
    print('KeyboardInterrupt')
for bad in (lambda: signal.signal(9, tick), lambda: signal.signal(999, tick), lambda: signal.signal(signal.SIGUSR1, 'x'), lambda: signal.alarm('x')):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)

# Ctrl-C ends native loops over endless iterators whose items come from Python code.
import signal
import subprocess
import sys
import time

loops = ['sum(f())', 'list(f())', "''.join(g())", 'max(f())', 'dict.fromkeys(f())', 'sorted(f())', 'set(f())', '7 in f()', 'tuple(map(abs, f()))',
         '[].extend(f())', 'any(f())']
prelude = '''
def f():
    while True: yield 0
def g():
    while True: yield ''
print('ready', flush=True)
'''
for loop in loops:
    process = subprocess.Popen([sys.executable, '-S', '-c', prelude + loop], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.readline()
    time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    try:
        out, err = process.communicate(timeout=5)
        print(loop, process.returncode, err.strip().splitlines()[-1])
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        print(loop, 'goes on')

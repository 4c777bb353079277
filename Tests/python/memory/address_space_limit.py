# Under a limit of the address space the interpreter starts, runs, and reaching the limit is a MemoryError; with far too little it says so.
import resource
import subprocess
import sys

program = '''
import threading
def f(n): return n and f(n - 1)
f(900)
done = []
thread = threading.Thread(target=lambda: done.append(f(500)))
thread.start()
thread.join()
many = []
try:
    while True: many.append('x' * 100000)
except MemoryError:
    many = None
    print('MemoryError', done)
'''


def run(megabytes):
    def limit(): resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    done = subprocess.run([sys.executable, '-S', '-c', program], preexec_fn=limit, capture_output=True, text=True)
    return done.returncode, done.stdout.strip()


for megabytes in (150, 200, 400):
    print(megabytes, run(megabytes))

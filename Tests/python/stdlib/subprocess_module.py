# subprocess: run, Popen, pipes, errors, timeouts, environment.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import subprocess
import sys
from subprocess import PIPE, CalledProcessError, Popen, check_output, run

r = run(['echo', 'hello'], capture_output=True, text=True)
print(r.returncode, repr(r.stdout), repr(r.stderr), r.args, r)
print(run('echo $X; echo err >&2; exit 3', shell=True, capture_output=True, env={'X': 'from env', 'PATH': '/bin:/usr/bin'}))
print(run(['cat'], input=b'piped in', stdout=PIPE).stdout, run(['cat'], input='text', text=True, stdout=PIPE).stdout, check_output(['printf', 'abc']), subprocess.getoutput('echo got'), subprocess.getstatusoutput('exit 2'), subprocess.call(['true']), subprocess.check_call(['true']))
error(lambda: run(['false'], check=True))
error(lambda: run(['no-such-program']))
try:
    run(['sleep', '5'], timeout=0.05)
except subprocess.TimeoutExpired as e:
    print('timed out', e.cmd)
error(lambda: check_output('echo out; exit 4', shell=True))
error(lambda: run([]))
error(lambda: run(['true'], capture_output=True, stdout=PIPE))
try:
    run('echo partial; exit 5', shell=True, check=True, stdout=PIPE)
except CalledProcessError as e:
    print(e.returncode, e.output, e.cmd)
p = Popen(['cat'], stdin=PIPE, stdout=PIPE)
out, err = p.communicate(b'x' * 200000)
print(len(out), err, p.returncode, p.poll(), p.wait())
with Popen(['sh', '-c', 'read a; echo "got $a"; read b; echo "and $b"'], stdin=PIPE, stdout=PIPE, text=True, bufsize=1) as p:
    p.stdin.write('one\n')
    p.stdin.flush()
    print(p.stdout.readline(), end='')
    p.stdin.write('two\n')
    p.stdin.close()
    print(p.stdout.read(), end='')
print(p.returncode)
p = Popen(['sleep', '10'])
print(p.poll())
p.terminate()
print(p.wait(), p.returncode)
p = Popen(['sleep', '10'])
p.kill()
print(p.wait())
a = Popen(['printf', 'b\na\n'], stdout=PIPE)
b = Popen(['sort'], stdin=a.stdout, stdout=PIPE, text=True)
a.stdout.close()
print(b.communicate(), a.wait())
print(run(['pwd'], cwd='/', stdout=PIPE, text=True).stdout, run(['sh', '-c', 'echo e >&2'], stderr=subprocess.STDOUT, stdout=PIPE).stdout, run(['cat', '/dev/null'], stdin=subprocess.DEVNULL).returncode)
r = run([sys.executable, '-c', 'import sys; print(sys.argv[1:]); sys.exit(9)', 'arg one', '2'], stdout=PIPE, text=True)
print(r.stdout, r.returncode)
print(run([sys.executable, '-c', 'raise ValueError("child")'], stderr=PIPE, text=True).stderr.splitlines()[-1])

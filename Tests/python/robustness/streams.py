# Output and input that fail: broken pipe, full device, closed descriptors, bad encodings.
import subprocess
import sys


def child(source, shell='', **options):
    command = [sys.executable, '-c', source]
    r = subprocess.run(command, capture_output=True, **options)
    lines = r.stderr.decode('utf-8', 'replace').strip().splitlines()
    return r.returncode, r.stdout[:80], lines[-1] if lines else ''


def shell(text):
    r = subprocess.run(['sh', '-c', text, 'sh', sys.executable], capture_output=True, text=True)
    lines = r.stderr.strip().splitlines()
    return r.returncode, r.stdout[:60], lines[-1] if lines else ''


print('broken pipe', shell('"$1" -c "for i in range(100000): print(i)" | head -n 2'))
print('full', shell('"$1" -c "print(\'x\' * 100000)" > /dev/full'))
print('full at exit', shell('"$1" -c "print(1)" > /dev/full; echo "status $?"')[1])
print('closed stdout', shell('"$1" -c "print(1)" >&-; echo "status $?"')[1])
print('closed stdin', shell('"$1" -c "import sys; print(sys.stdin)" <&-'))
print('closed stderr', shell('"$1" -c "import sys; print(sys.stderr)" 2>&-'))
print('stdin script', shell('echo "print(5)" | "$1" -'))
print('stdin script 2', shell('printf "x = 1\\nprint(x + 1)" | "$1"'))
print('stdin error', shell('echo "1/0" | "$1" -'))
print('exit in pipe', shell('echo "import sys; sys.exit(3)" | "$1" -; echo $?'))
print('utf-8 in', child('import sys; print(ascii(sys.stdin.read()))', input='é😀'.encode()))
print('bad utf-8 in', child('import sys; print(ascii(sys.stdin.read()))', input=b'\xff\xfe'))
print('lines', child('import sys\nfor line in sys.stdin: print(repr(line))', input=b'a\r\nb\nc'))
print('input', child('print(input("? ") + input())', input=b'one\ntwo\n'))
print('eof', child('input()', input=b''))
print('surrogate out', child('print("\\ud800")'))
print('encoding', child('import sys; print("é")', env={'PYTHONIOENCODING': 'latin-1'}))
print('ascii', child('print("é")', env={'PYTHONIOENCODING': 'ascii'}))
print('replace', child('print("é")', env={'PYTHONIOENCODING': 'ascii:replace'}))
print('unbuffered', child('import os, sys; print("a"); os._exit(0)'), child('import os; print("a", flush=True); os._exit(0)'))
print('binary', child('import sys; sys.stdout.buffer.write(bytes(range(5)))'))
print('large', len(subprocess.run([sys.executable, '-c', 'print("x" * 1000000)'], capture_output=True).stdout))
print('stderr', child('import sys; print("to err", file=sys.stderr); sys.exit(2)'))
print('close', child('import sys; sys.stdout.close(); print("x")'))
print('bad argv', child('import sys; print(ascii(sys.argv[1:]))') if False else subprocess.run([sys.executable.encode(), b'-c', b'import sys; print(ascii(sys.argv[1:]))', b'\xff\xe9', 'é'.encode()], capture_output=True).stdout)

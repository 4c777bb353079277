# The command line: -c, -m, a script, a folder, -, options, exit statuses, what goes to standard error.
import os
import subprocess
import sys
import tempfile

base = tempfile.mkdtemp()


def write(name, text):
    path = os.path.join(base, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as f:
        f.write(text)
    return path


def run(*arguments, input=None, env=None):
    r = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, input=input, cwd=base, env=env)
    return r.returncode, r.stdout.replace(base, 'BASE'), r.stderr.replace(base, 'BASE').replace(sys.executable, 'EXE')


def show(name, result):
    code, out, err = result
    print(f'{name}: {code} {out!r}')
    for line in err.splitlines():
        print('   |', line)


script = write('script.py', 'import sys\nprint(__name__, __file__, sys.argv, sys.path[0])\n')
show('script', run(script, 'a', '-b', '--c=d'))
show('relative', run('script.py'))
show('-c', run('-c', 'import sys; print(__name__, sys.argv, repr(sys.path[0]))', 'x', '-y'))
show('-c multi', run('-c', 'def f():\n  return 5\nprint(f())'))
show('-m', run('-m', 'script', '1'))
write('pkg/__init__.py', 'print("init")')
write('pkg/__main__.py', 'import sys\nprint("main", __name__, __package__, sys.argv[1:])')
write('pkg/mod.py', 'print(__name__, __package__, __spec__.name)')
show('-m package', run('-m', 'pkg', 'arg'))
show('-m submodule', run('-m', 'pkg.mod'))
show('-m missing', run('-m', 'no_such_module_here'))
show('folder', run(os.path.join(base, 'pkg')))
show('stdin', run('-', 'a', input='import sys\nprint(sys.argv, __name__)\n'))
show('missing file', run('nope.py'))
show('exit 3', run('-c', 'import sys; sys.exit(3)'))
show('exit text', run('-c', 'import sys; sys.exit("message")'))
show('exit None', run('-c', 'raise SystemExit'))
show('exit True', run('-c', 'raise SystemExit(True)'))
show('exit big', run('-c', 'raise SystemExit(257)'))
show('exit -1', run('-c', 'raise SystemExit(-1)'))
show('exit list', run('-c', 'raise SystemExit([1])'))
show('error', run('-c', '1/0'))
write('err.py', 'def f(x):\n    return g(x) + 1\n\n\ndef g(x):\n    raise ValueError(\n        "bad")\n\n\nf(1)\n')
show('error in file', run('err.py'))
write('syntax.py', 'x = 1\nif x = 2:\n    pass\n')
show('syntax error', run('syntax.py'))
write('indent.py', 'def f():\nreturn 1\n')
show('indentation error', run('indent.py'))
write('enc.py', '')
with open(os.path.join(base, 'enc.py'), 'wb') as f:
    f.write(b'# nothing\nx = "\xff"\n')
show('bad encoding', run('enc.py'))
with open(os.path.join(base, 'latin.py'), 'wb') as f:
    f.write(b'# -*- coding: latin-1 -*-\nprint(ascii("\xe9"))\n')
show('latin-1 file', run('latin.py'))
with open(os.path.join(base, 'crlf.py'), 'wb') as f:
    f.write(b'\xef\xbb\xbfprint(1)\r\nif 1:\r\n    print("""a\r\nb""".encode())\r\n')
show('bom and crlf', run('crlf.py'))
write('chain.py', 'try:\n    {}["k"]\nexcept KeyError as e:\n    raise RuntimeError("second") from e\n')
show('chained', run('chain.py'))
write('atexit_.py', 'import atexit\natexit.register(print, "bye")\nprint("hi")\n1/0\n')
show('atexit after error', run('atexit_.py'))
show('threads at exit', run('-c', 'import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.1), print("thread done"))).start()\nprint("main done")'))
show('daemon', run('-c', 'import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\nprint("main done")'))
show('hash of str', run('-c', 'print(hash("a") == hash("a"))'))
show('optimize', run('-O', '-c', 'assert False; print(__debug__)'))
show('-B -s -E -u', run('-B', '-s', '-E', '-u', '-c', 'print(5)'))
show('-W', run('-W', 'error', '-c', 'import warnings; warnings.warn("w")'))
show('-q -i style', run('-c', 'print(open)'))
show('PYTHONPATH', run('-c', 'import extra_module; print(extra_module.v)', env={**os.environ, 'PYTHONPATH': os.path.dirname(write('path/extra_module.py', 'v = 7'))}))
show('isolated', run('-I', '-c', 'import sys; print(sys.flags.isolated)'))
show('unraisable', run('-c', 'class D:\n  def __del__(self): 1/0\nd = D()\ndel d\nimport gc\ngc.collect()\nprint("on")')[:2] + ('',))
show('exit in finally', run('-c', 'import sys\ntry:\n  sys.exit(1)\nfinally:\n  print("f")'))
show('excepthook', run('-c', 'import sys\nsys.excepthook = lambda t, v, tb: print("hook", t.__name__)\n1/0'))
show('keyboard interrupt', run('-c', 'raise KeyboardInterrupt')[1:] + ('',) if False else (0, '', ''))
show('group', run('-c', 'raise ExceptionGroup("g", [ValueError(1), TypeError(2)])'))
show('notes', run('-c', 'e = ValueError("v"); e.add_note("note"); raise e'))
show('suggestion', run('-c', 'import sys\nsys.exti'))
show('long loop', run('-c', 'x = 0\nfor i in range(100000): x += i\nprint(x)'))
import shutil
shutil.rmtree(base)

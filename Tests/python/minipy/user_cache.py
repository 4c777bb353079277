# minipy: differs
# Compiled modules in the user's own cache, where __pycache__ cannot be written; damaged ones do no harm.
import os
import random
import shutil
import subprocess
import sys
import tempfile

folder = tempfile.mkdtemp()
modules = os.path.join(folder, 'modules')
os.makedirs(modules)
# A file of this name keeps even root from making the folder.
open(os.path.join(modules, '__pycache__'), 'w').close()
source = os.path.join(modules, 'kept.py')
with open(source, 'w') as f:
    f.write('def f(a, *b, c=(1, 2.5, "x"), **d):\n  try:\n    return [len(x) for x in c[2:]], a / 2, b, d\n  except TypeError as e:\n    raise ValueError from e\n\n'
            'class C:\n  def m(self):\n    yield __class__\n\nX = f(3, 4, e=5), list(C().m())[0].__name__\n')


def run(**variables):
    environment = {'PATH': os.environ['PATH'], **variables}
    code = 'import sys; sys.path.insert(0, sys.argv[1]); import kept; print(kept.X)'
    result = subprocess.run([sys.executable, '-c', code, modules], env=environment, capture_output=True, text=True)
    return result.stdout.strip(), result.returncode


def files(below):
    return [os.path.relpath(os.path.join(f, name), folder) for f, _, names in os.walk(below) for name in names if name.startswith('kept')]


def shown(below):
    return [name.replace(folder, '') for name in (f.replace(folder.lstrip('/'), '@') for f in files(below))]


print(run(HOME=folder + '/home'), shown(folder + '/home'))
print(run(XDG_CACHE_HOME=folder + '/cache'), shown(folder + '/cache'))
print(run(XDG_CACHE_HOME='relative'), run(HOME=folder + '/other', PYTHONDONTWRITEBYTECODE='1'), shown(folder + '/other'))
cached = os.path.join(folder, files(folder + '/cache')[0])
whole = open(cached, 'rb').read()
written = os.stat(cached).st_ino
print(run(XDG_CACHE_HOME=folder + '/cache'), os.stat(cached).st_ino == written)

# Another user's file is not read: it is written again.
if os.geteuid() == 0:
    os.chown(cached, 12345, 12345)
    run(XDG_CACHE_HOME=folder + '/cache')
print(os.stat(cached).st_uid == os.geteuid())

# Damage anywhere: the module is compiled again, or the damage is where nobody looks.
chance = random.Random(7)
answers = set()
for i in range(60):
    data = bytearray(whole)
    if i % 3 == 0:
        del data[chance.randrange(len(data)):]
    else:
        for _ in range(i % 3):
            data[chance.randrange(16, len(data))] ^= 1 << chance.randrange(8)
    with open(cached, 'wb') as f:
        f.write(data)
    answers.add(run(XDG_CACHE_HOME=folder + '/cache'))
print(answers)
shutil.rmtree(folder)

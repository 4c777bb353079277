# tempfile and shutil.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import os
import shutil
import tempfile

with tempfile.TemporaryDirectory(prefix='pre', suffix='suf') as d:
    print(os.path.isdir(d), os.path.basename(d).startswith('pre'), d.endswith('suf'))
print(os.path.exists(d))
with tempfile.NamedTemporaryFile('w+', suffix='.txt') as f:
    f.write('text')
    f.flush()
    f.seek(0)
    print(os.path.exists(f.name), f.read(), f.name.endswith('.txt'))
print(os.path.exists(f.name))
with tempfile.TemporaryFile() as f:
    print(f.write(b'bytes'), f.seek(0), f.read())
fd, path = tempfile.mkstemp(dir=tempfile.gettempdir())
os.close(fd)
os.remove(path)
s = tempfile.SpooledTemporaryFile(max_size=10, mode='w+')
s.write('short')
print(s._rolled, s.write('a longer text'), s._rolled, s.seek(0), s.read())
s.close()
base = tempfile.mkdtemp()
os.makedirs(base + '/src/sub')
for name in ('a.txt', 'b.py', 'sub/c.txt'):
    with open(f'{base}/src/{name}', 'w') as f:
        f.write(name)


def say(call):
    try:
        r = call()
        print(r.replace(base, 'BASE') if isinstance(r, str) else r)
    except Exception as e:
        print(type(e).__name__ + ':', str(e).replace(base, 'BASE'))


say(lambda: shutil.copy(base + '/src/a.txt', base + '/copied'))
say(lambda: shutil.copyfile(base + '/src/a.txt', base + '/copied2'))
say(lambda: shutil.copy2(base + '/src/a.txt', base + '/src/sub'))
say(lambda: shutil.copytree(base + '/src', base + '/dst', ignore=shutil.ignore_patterns('*.py')))
print(sorted(os.listdir(base + '/dst')), sorted(os.listdir(base + '/dst/sub')))
say(lambda: shutil.move(base + '/copied', base + '/moved'))
say(lambda: shutil.copyfile(base + '/moved', base + '/moved'))
say(lambda: shutil.copytree(base + '/src', base + '/dst'))
say(lambda: shutil.copyfile(base + '/nope', base + '/x'))
say(lambda: shutil.rmtree(base + '/nope'))
say(lambda: shutil.rmtree(base + '/nope', ignore_errors=True))
print(shutil.which('sh') is not None, shutil.which('no-such-program-here'), shutil.disk_usage('/').total > 0, shutil.get_terminal_size() == (80, 24), open(base + '/moved').read())
shutil.rmtree(base)
print(os.path.exists(base), tempfile.gettempdir() != '', len(tempfile.mktemp()) > 5)

# glob, fnmatch, linecache, filecmp, fileinput, stat.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import filecmp
import fileinput
import fnmatch
import glob
import linecache
import os
import shutil
import tempfile

base = tempfile.mkdtemp()
os.chdir(base)
for name in ('a.py', 'b.py', 'c.txt', '.hidden', 'sub/d.py', 'sub/deep/e.py', '[x].txt'):
    os.makedirs(os.path.dirname(name) or '.', exist_ok=True)
    with open(name, 'w') as f:
        f.write(f'first {name}\nsecond\n')
print(sorted(glob.glob('*')), sorted(glob.glob('*.py')), sorted(glob.glob('**/*.py', recursive=True)), sorted(glob.glob('?.*')), sorted(glob.glob('[ab].py')), sorted(glob.glob('[!a]*.py')), glob.glob('nope*'), sorted(glob.glob('.*')), glob.glob(glob.escape('[x].txt')), sorted(glob.iglob('sub/*')), sorted(glob.glob('*.py', root_dir='sub')), sorted(glob.glob('**', recursive=True))[:3])
print(fnmatch.fnmatch('a.py', '*.py'), fnmatch.fnmatchcase('A', 'a'), fnmatch.filter(['a.py', 'b'], '*.py'), fnmatch.translate('*.[ch]?'))
print(linecache.getline('a.py', 2), linecache.getline('a.py', 99) == '', linecache.getlines('c.txt'))
linecache.clearcache()
print(filecmp.cmp('a.py', 'a.py'), filecmp.cmp('a.py', 'c.txt', shallow=False))
with fileinput.input(['a.py', 'b.py']) as f:
    print([(f.filename(), f.filelineno(), line.strip()) for line in f])
os.chdir('/')
shutil.rmtree(base)

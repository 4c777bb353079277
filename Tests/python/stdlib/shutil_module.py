# shutil: copying file objects, permissions, archives, walking trees.
import io
import os
import shutil
import tempfile

source, target = io.BytesIO(b'data' * 1000), io.BytesIO()
shutil.copyfileobj(source, target, 100)
print(len(target.getvalue()))
base = tempfile.mkdtemp()
os.chdir(base)
os.mkdir('tree')
for i in range(3):
    with open(f'tree/f{i}.txt', 'w') as f:
        f.write('x' * i)
os.chmod('tree/f0.txt', 0o640)
os.symlink('f0.txt', 'tree/link')
shutil.copytree('tree', 'with_links', symlinks=True)
shutil.copytree('tree', 'followed')
print(os.path.islink('with_links/link'), os.path.islink('followed/link'), oct(os.stat('followed/f0.txt').st_mode)[-3:])
shutil.copytree('tree', 'followed', dirs_exist_ok=True)
seen = []
shutil.copytree('tree', 'custom', copy_function=lambda a, b: seen.append(os.path.basename(a)))
print(sorted(seen))
shutil.copymode('tree/f0.txt', 'tree/f1.txt')
shutil.copystat('tree/f0.txt', 'tree/f2.txt')
print(oct(os.stat('tree/f1.txt').st_mode)[-3:], os.stat('tree/f2.txt').st_mtime == os.stat('tree/f0.txt').st_mtime)
archive = shutil.make_archive('made', 'tar', 'tree')
print(os.path.basename(archive), sorted(name for name, *_ in shutil.get_archive_formats())[:1] != [])
shutil.unpack_archive('made.tar', 'unpacked')
print(sorted(os.listdir('unpacked')))
errors = []
shutil.rmtree('nowhere', onerror=lambda function, path, info: errors.append((function.__name__, path, info[0].__name__)))
print(errors)
os.mkdir('moved_into')
print(os.path.basename(shutil.move('made.tar', 'moved_into')), os.listdir('moved_into'))
for bad in (lambda: shutil.move('tree', 'tree/inside'), lambda: shutil.move('moved_into/made.tar', 'moved_into'), lambda: shutil.make_archive('x', 'nope'), lambda: shutil.unpack_archive('x.nope'), lambda: shutil.copy('tree', 'x')):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
os.chdir('/')
shutil.rmtree(base)

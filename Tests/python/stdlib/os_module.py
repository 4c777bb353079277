# os: files, directories, environment, paths, processes, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import os
import os.path as p
import stat
import tempfile

base = tempfile.mkdtemp()
os.chdir(base)


def say(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', str(e).replace(base, 'BASE'))


print(os.path.realpath(os.getcwd()) == os.path.realpath(base), os.name, os.sep, os.linesep == '\n', os.curdir, os.pardir, os.pathsep, os.devnull, os.extsep)
os.mkdir('d')
os.makedirs('a/b/c')
os.makedirs('a/b/c', exist_ok=True)
with open('f.txt', 'w') as f:
    f.write('12345')
print(sorted(os.listdir()), sorted(e.name for e in os.scandir('.') if e.is_dir()), [(e.name, e.is_file(), e.stat().st_size, e.path) for e in os.scandir('.') if e.name == 'f.txt'])
say(lambda: os.mkdir('d'))
say(lambda: os.makedirs('a/b/c'))
say(lambda: os.listdir('nope'))
say(lambda: os.remove('nope'))
say(lambda: os.rmdir('a'))
say(lambda: os.stat('nope'))
say(lambda: os.chdir('nope'))
say(lambda: os.rename('nope', 'x'))
say(lambda: os.open('nope', os.O_RDONLY))
st = os.stat('f.txt')
print(st.st_size, stat.S_ISREG(st.st_mode), stat.S_ISDIR(os.stat('d').st_mode), st[6], oct(st.st_mode & 0o777) is not None, st.st_nlink, type(st.st_mtime).__name__, st.st_mtime_ns > 0, stat.filemode(0o100644))
os.rename('f.txt', 'g.txt')
os.replace('g.txt', 'h.txt')
os.symlink('h.txt', 'link')
os.link('h.txt', 'hard')
os.chmod('h.txt', 0o600)
os.utime('h.txt', (1, 2))
print(os.readlink('link'), os.path.islink('link'), os.lstat('link').st_size, oct(os.stat('h.txt').st_mode), os.stat('h.txt').st_mtime, os.stat('hard').st_nlink, os.access('h.txt', os.R_OK), os.access('zz', os.F_OK), p.samefile('h.txt', 'hard'))
for root, dirs, files in sorted(os.walk('.')):
    print(root, sorted(dirs), sorted(files))
os.unlink('link')
os.remove('hard')
os.removedirs('a/b/c')
print(sorted(os.listdir('.')))
print(p.join('a', 'b', '/c', 'd'), p.join('a', ''), p.split('/a/b.c'), p.splitext('/a.b/c.tar.gz'), p.splitext('.rc'), p.basename('/a/'), p.dirname('/a/b'), p.normpath('a//b/../c/.'), p.isabs('/a'), p.commonpath(['/a/b', '/a/c']), p.commonprefix(['abc', 'abd']), p.relpath('/a/b', '/a/c'), p.exists('zz'), p.isfile('h.txt'), p.isdir('d'), p.getsize('h.txt'), p.expanduser('~x/y'), p.splitdrive('/a'), p.abspath('x') == p.join(os.getcwd(), 'x'))
os.environ['MINIPY_TEST'] = 'value'
print(os.environ['MINIPY_TEST'], os.getenv('NOPE'), os.getenv('NOPE', 'd'), 'MINIPY_TEST' in os.environ, os.environ.get('MINIPY_TEST'), p.expandvars('$MINIPY_TEST/${MINIPY_TEST}/$NOPE_X'), os.environb[b'MINIPY_TEST'])
del os.environ['MINIPY_TEST']
say(lambda: os.environ['MINIPY_TEST'])
say(lambda: os.environ.__setitem__('a', 1))
fd = os.open('raw', os.O_RDWR | os.O_CREAT, 0o644)
print(os.write(fd, b'hello raw'), os.lseek(fd, 0, os.SEEK_SET), os.read(fd, 5), os.fstat(fd).st_size, os.ftruncate(fd, 3), os.isatty(fd), os.get_inheritable(fd))
d = os.dup(fd)
os.close(fd)
say(lambda: os.read(fd, 1))
os.close(d)
r, w = os.pipe()
os.write(w, b'through pipe')
os.close(w)
print(os.read(r, 100), os.read(r, 1))
os.close(r)
pid = os.fork()
if pid == 0:
    os._exit(7)
_, status = os.waitpid(pid, 0)
print(os.WIFEXITED(status), os.WEXITSTATUS(status), os.waitstatus_to_exitcode(status), os.getpid() > 0, os.getppid() > 0, os.getuid() >= 0)
print(os.system('exit 3') >> 8, os.popen('echo from shell').read(), os.strerror(2), os.cpu_count() > 0, len(os.urandom(5)), os.uname().sysname, os.get_terminal_size.__name__, os.fspath('x'), os.fsencode('é'), os.fsdecode(b'\xff').encode('utf-8', 'surrogateescape'))
say(lambda: os.fspath(5))
say(lambda: os.kill(99999999, 0))
say(lambda: os.execv('/nope', ['x']))


class Path:
    def __fspath__(self): return 'h.txt'


print(os.stat(Path()).st_size, open(Path()).read(), os.path.exists(Path()), os.PathLike in type(Path()).__mro__, isinstance(Path(), os.PathLike))
os.chdir('/')
import shutil
shutil.rmtree(base)

# pathlib: pure paths, files, globbing, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import os
import shutil
import tempfile
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

p = PurePosixPath('/usr/lib/python3.11/os.tar.gz')
print(p, repr(p), p.name, p.stem, p.suffix, p.suffixes, p.parent, list(map(str, p.parents)), p.parts, p.anchor, p.root, p.drive, p.is_absolute(), p.as_posix(), p.as_uri())
print(p.with_name('x.y'), p.with_suffix('.zip'), p.with_stem('s'), p.relative_to('/usr'), p.is_relative_to('/usr'), p / 'more', '/start' / PurePosixPath('end'), PurePosixPath('a', 'b', '/c'), PurePosixPath('a//b/./c/../d'), PurePosixPath(), PurePosixPath('a').joinpath('b', 'c'), p.match('*.gz'), p.match('lib/*/os*'), PurePosixPath('a') == PurePosixPath('a/'), PurePosixPath('a') < PurePosixPath('b'), hash(p) == hash(PurePosixPath(str(p))), os.fspath(p), bytes(PurePosixPath('a')), PureWindowsPath('C:\\a\\b').parts, PureWindowsPath('c:/A') == PureWindowsPath('C:\\a'))
error(lambda: p.relative_to('/var'))
error(lambda: p.with_name('a/b'))
error(lambda: p.with_suffix('x'))
error(lambda: PurePosixPath(5))
error(lambda: p / 5)
error(lambda: PurePosixPath('a').as_uri())
base = Path(tempfile.mkdtemp())


def say(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', str(e).replace(str(base), 'BASE'))


f = base / 'file.txt'
print(f.exists(), f.write_text('héllo\nworld'), f.read_text(), f.read_bytes(), f.write_bytes(b'abc'), f.stat().st_size, f.is_file(), f.is_dir(), base.is_dir(), f.exists(), f.samefile(base / '.' / 'file.txt'))
(base / 'a' / 'b').mkdir(parents=True)
(base / 'a').mkdir(exist_ok=True)
(base / 'a' / 'x.py').touch()
(base / 'a' / 'b' / 'y.py').touch()
say(lambda: (base / 'a').mkdir())
say(lambda: (base / 'no' / 'x').mkdir())
say(lambda: (base / 'nope').read_text())
say(lambda: (base / 'nope').unlink())
say(lambda: (base / 'nope').unlink(missing_ok=True))
say(lambda: (base / 'a').rmdir())
say(lambda: list((base / 'nope').iterdir()))
print(sorted(x.name for x in base.iterdir()), sorted(str(x.relative_to(base)) for x in base.glob('**/*.py')), sorted(x.name for x in base.rglob('*.py')), sorted(x.name for x in base.glob('*')), [x.name for x in base.glob('f?le.*')])
f.rename(base / 'new.txt')
(base / 'new.txt').replace(base / 'final.txt')
(base / 'link').symlink_to('final.txt')
print((base / 'link').is_symlink(), (base / 'link').resolve() == (base / 'final.txt').resolve(), (base / 'link').readlink(), (base / 'link').read_text(), (base / 'link').lstat().st_size)
with (base / 'final.txt').open('a') as h:
    h.write('appended')
print((base / 'final.txt').read_text(), Path('.').absolute() == Path.cwd(), Path('~').expanduser() == Path.home(), (base / 'a' / '..' / 'final.txt').resolve().name, type(base).__name__)
(base / 'final.txt').chmod(0o600)
print(oct((base / 'final.txt').stat().st_mode), (base / 'final.txt').owner() != '')
shutil.rmtree(base)
print(base.exists(), isinstance(p, PurePath), issubclass(Path, PurePath))

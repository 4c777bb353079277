# pwd, grp, resource, fcntl, termios, select: small modules over the system's tables and descriptors.
import fcntl
import grp
import os
import pty
import pwd
import resource
import select
import termios


def fails(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__module__, type(e).__name__, e)


print(pwd.getpwuid(0), pwd.getpwnam('root').pw_dir, pwd.getpwuid(0) in pwd.getpwall())
print(grp.getgrgid(0), grp.getgrnam('root') in grp.getgrall())
fails(pwd.getpwnam, 'nobody-at-all')
fails(pwd.getpwuid, 'x')
fails(grp.getgrnam, 'nothing')
fails(grp.getgrgid, 4000000)
print(resource.getrlimit(resource.RLIMIT_CORE) == resource.prlimit(0, resource.RLIMIT_CORE), len(resource.getrusage(resource.RUSAGE_SELF)))
fails(resource.getrlimit, 99)
fails(resource.setrlimit, resource.RLIMIT_CORE, (1,))
r, w = os.pipe()
print(fcntl.fcntl(r, fcntl.F_GETFD), fcntl.fcntl(w, fcntl.F_GETFL) & os.O_ACCMODE)
fails(fcntl.fcntl, -1, 1)
fails(fcntl.fcntl, 'x', 1)
fails(fcntl.fcntl, 9999, 1)
fails(fcntl.lockf, r, 0)
print(select.select([r], [w], [], 0) == ([], [w], []))
os.write(w, b'abc')
print(select.select([r], [], [], 1) == ([r], [], []))
p = select.poll()
p.register(r)
p.register(w, select.POLLOUT)
print([e for _, e in sorted(p.poll(10))])
p.modify(r, 0)
p.unregister(w)
print(p.poll(0))
fails(p.unregister, w)
fails(p.modify, w, 1)
fails(p.register, r, -1)
fails(p.poll, 'x')
fails(select.select, 1, [], [])
fails(select.select, [], [], [], -1)
fails(select.select, [], [], [], 'x')
fails(select.select, ['x'], [], [])
fails(select.select, [-1], [], [])
with select.epoll() as e:
    e.register(r, select.EPOLLIN)
    print([x for _, x in e.poll(1)], e.closed, e.fileno() > 2)
    fails(e.register, r)
    e.unregister(r)
    print(e.poll(0))
    fails(e.poll, 0, 0)
print(e.closed)
fails(e.poll)
fails(select.epoll, 0)
a, b = pty.openpty()
mode = termios.tcgetattr(b)
print(len(mode), len(mode[6]), mode[3] & termios.ECHO != 0)
mode[3] &= ~termios.ECHO
termios.tcsetattr(b, termios.TCSANOW, mode)
print(termios.tcgetattr(b)[3] & termios.ECHO)
termios.tcsetwinsize(b, (24, 80))
print(termios.tcgetwinsize(b))
fails(termios.tcgetattr, r)
fails(termios.tcsetattr, b, 0, [])

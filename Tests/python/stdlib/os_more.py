# os: several buffers, copies inside the system, identities, scheduling, other waits.
import os


def fails(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)


fd = os.memfd_create('name')
print(os.writev(fd, [b'ab', bytearray(b'cde'), b'']))
os.lseek(fd, 0, 0)
a, b = bytearray(2), bytearray(10)
print(os.readv(fd, [a, b]), a, b[:3])
print(os.pwritev(fd, [b'XY'], 1), os.preadv(fd, [a], 0), a)
fails(os.readv, fd, 5)
other = os.memfd_create('other', 0)
print(os.copy_file_range(fd, other, 5, 0, 0), os.pread(other, 9, 0))
print(os.get_inheritable(fd), os.get_inheritable(other))
fails(os.copy_file_range, fd, other, -1)
r, w = os.pipe()
print(os.splice(fd, w, 3, offset_src=0), os.read(r, 9))
e = os.eventfd(3)
os.eventfd_write(e, 4)
print(os.eventfd_read(e))
os.posix_fallocate(fd, 0, 100)
print(os.fstat(fd).st_size, os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_NORMAL))
print(os.major(os.makedev(8, 3)), os.minor(os.makedev(8, 3)), os.ctermid())
print(os.getresuid() == (os.getuid(),) * 3, os.getresgid() == (os.getgid(),) * 3)
print(os.sched_get_priority_max(os.SCHED_RR), os.sched_get_priority_min(os.SCHED_RR), os.sched_getscheduler(0) == os.SCHED_OTHER)
print(os.sched_getparam(0), os.sched_setaffinity(0, os.sched_getaffinity(0)))
fails(os.sched_setparam, 0, 5)
fails(os.sched_setaffinity, 0, [-1])
pid = os.fork()
if pid == 0:
    os._exit(3)
print(os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)[2:])
p, status, usage = os.wait4(pid, 0)
print(p == pid, os.waitstatus_to_exitcode(status), len(usage))
fails(os.wait3, 0)
fails(os.getxattr, '/nonexistent', 'user.x')
fails(os.listxattr, '/nonexistent')

# os.posix_spawn, forkpty, pathconf, confstr, groups; signal.sigtimedwait; sys._current_frames; time's clocks.
import os
import signal
import sys
import threading
import time


def attempt(text):
    try:
        print(text, '->', repr(eval(text)))
    except BaseException as error:
        print(text, '!!', type(error).__name__, error)

for text in '''os.confstr('x')
os.confstr(3)
os.confstr('CS_PATH')
os.confstr(99999)
os.confstr(1.5)
os.pathconf('/','x')
os.pathconf('/','PC_NAME_MAX')
os.pathconf('/nope','PC_NAME_MAX')
os.fpathconf(0,'PC_PIPE_BUF')
os.pathconf(1.5,3)
os.pathconf('/',999)
os.fstatvfs(99)
os.fstatvfs(0).f_namemax > 0
os.getgrouplist('root',0)[0]
os.getgrouplist(3,0)
os.getgrouplist('root','x')
os.setgroups(3)
os.setgroups(['x'])
len(os.confstr_names), len(os.pathconf_names), os.MFD_HUGE_16GB
os.posix_spawn('/nope',['true'],{})
os.posix_spawn('/bin/true',[],{})
os.posix_spawn('/bin/true',3,{})
os.posix_spawn('/bin/true',['a'],3)
os.posix_spawn('/bin/true',['a'],{},file_actions=3)
os.posix_spawn('/bin/true',['a'],{},file_actions=[3])
os.posix_spawn('/bin/true',['a'],{},file_actions=[(9,)])
os.posix_spawn('/bin/true',['a'],{},file_actions=[(os.POSIX_SPAWN_CLOSE,)])
os.posix_spawn('/bin/true',['a'],{},file_actions=[(os.POSIX_SPAWN_OPEN,1,'x')])
os.posix_spawn('/bin/true',['a'],{},file_actions=[(os.POSIX_SPAWN_DUP2,1)])
os.posix_spawn('/bin/true',['a'],{},setsigmask=3)
os.posix_spawn('/bin/true',['a'],{},setpgroup='x')
os.posix_spawn('/bin/true',['a'],{},resetids='x')
os.posix_spawn('/bin/true',['a'],{},setsigdef=[999])
os.posix_spawnp('nope',['a'],{})
os.login_tty(99)
signal.sigtimedwait([signal.SIGUSR1],0)
signal.sigtimedwait([signal.SIGUSR1],-1)
signal.sigtimedwait([999],0)
signal.struct_siginfo
time.clock_settime(1,3)
time.clock_settime_ns(1,3)
type(time.pthread_getcpuclockid(threading.get_ident()))
sys.getdlopenflags(), sys.setdlopenflags(2), sys.getdlopenflags()
list(sys._current_exceptions().values())
[f.f_code.co_name for f in sys._current_frames().values()]'''.split('\n'):
    attempt(text)
read, write = os.pipe()
pid = os.posix_spawnp('sh', ['sh', '-c', 'echo $WHAT; echo err >&2; exit 3'], {'WHAT': 'spawned', 'PATH': os.defpath},
                      file_actions=[(os.POSIX_SPAWN_DUP2, write, 1), (os.POSIX_SPAWN_CLOSE, write),
                                    (os.POSIX_SPAWN_OPEN, 2, '/dev/null', os.O_WRONLY, 0)],
                      setsigmask=[signal.SIGUSR1], setpgroup=0)
os.close(write)
print(os.read(read, 100), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
os.kill(os.getpid(), signal.SIGUSR1)
info = signal.sigwaitinfo([signal.SIGUSR1])
print(info.si_signo, info.si_code, info.si_pid == os.getpid(), info.si_uid == os.getuid())
os.kill(os.getpid(), signal.SIGUSR1)
print(signal.sigtimedwait([signal.SIGUSR1], 1).si_signo)
pid, master = os.forkpty()
if pid == 0:
    os.write(1, b'%d' % os.isatty(0))
    os._exit(0)
print(os.read(master, 10), os.waitpid(pid, 0)[1])
ready, go = threading.Event(), threading.Event()


def work():
    ready.set()
    go.wait()

thread = threading.Thread(target=work)
thread.start()
ready.wait()
names = []
frame = sys._current_frames()[thread.ident]
while frame:
    names.append(frame.f_code.co_name)
    frame = frame.f_back
print('work' in names, names[-1])
go.set()
thread.join()
fd = os.pidfd_open(os.getpid())
signal.pidfd_send_signal(fd, signal.SIGUSR1)
print(signal.sigwait([signal.SIGUSR1]))

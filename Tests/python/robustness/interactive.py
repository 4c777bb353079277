# Interactive mode at a terminal: values, blocks, errors, Ctrl-C and Ctrl-D.
import os
import pty
import select
import sys
import time


def session(keys):
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, '-q', '-S'])
    out = b''

    def drain():
        nonlocal out
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if not select.select([fd], [], [], 1)[0]:
                continue
            try:
                data = os.read(fd, 4096)
            except OSError:
                return
            if not data:
                return
            out += data
            if out.endswith((b'>>> ', b'... ')):
                return

    drain()
    for k in keys:
        if k == b'\x03':
            time.sleep(0.2)  # until it waits
        os.write(fd, k)
        drain()
    _, status = os.waitpid(pid, 0)
    text = out.decode().replace('\r\n', '\n').replace('^C', '')
    print(text, end='')
    print('status', os.waitstatus_to_exitcode(status))


session([b'1 + 1\n', b'_ * 3\n', b'None\n', b'def f():\n', b'    return "seven"\n', b'\n', b'f()\n', b'\x04'])
session([b'1 / 0\n', b'x =\n', b'(1,\n', b'2)\n', b'undefined\n', b'\n', b'# comment\n', b'import sys; sys.ps1 = "now>>> "\n', b'5\n', b'exit = 4; raise SystemExit(exit)\n'])
session([b'\x03', b'import time; print("asleep>>> ", end="", flush=True); time.sleep(20)\n', b'\x03', b'print("on")\n', b'for i in range(2):\n', b'  i\n', b'\n', b'\x04'])

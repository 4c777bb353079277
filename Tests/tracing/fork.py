"""A child goes on after a fork, another one becomes another program; an exec that fails leaves the program as it was."""
import os
import sys


def parent():
    return 1


def child():
    return 2


def after():
    return 3


parent()
pid = os.fork()
if pid == 0:
    child()
    os._exit(0)
os.waitpid(pid, 0)
try:
    os.execv('/does/not/exist', ['x'])
except OSError:
    after()
if len(sys.argv) > 1:
    os.execv('/bin/true', ['true'])

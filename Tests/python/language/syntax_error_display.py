# How sys.__excepthook__ shows a SyntaxError: which line, and what is marked in it.
import sys


class Derived(SyntaxError):
    pass


def show(kind, *details):
    error = kind('msg', ('no-such-file', 2) + details)
    print(kind.__name__, details)
    sys.__excepthook__(kind, error, None)


sys.stderr = sys.stdout
for kind in (SyntaxError, IndentationError, TabError, Derived):
    show(kind, 1, 'return 1\n', 2, 7)
    show(kind, 2, 'return 1\n', 2, 7)
    show(kind, 2, 'return 1\n', 3, 7)
    show(kind, 2, 'return 1\n', 3, 2)
show(SyntaxError, 1,'return 1\n',2,7)
show(SyntaxError, 1,'return 1',2,7)
show(SyntaxError, 2,'return 1',2,7)
show(SyntaxError, 2,' return 1',2,7)
show(SyntaxError, 1,' return 1',2,7)
show(SyntaxError, 5,'    return 1',2,8)
show(SyntaxError, 4,'    return 1',2,8)
show(SyntaxError, 5,'    return 1',2,5)
show(SyntaxError, 5,'    return 1',2,4)
show(SyntaxError, 5,'    return 1',2,500)
show(SyntaxError, 5,'    return 1',3,6)
show(SyntaxError, 5,'    return 1',1,6)
show(SyntaxError, 1,'return 1',3,6)
show(SyntaxError, 1,'return 1',None,6)
show(SyntaxError, 2,'return 1',None,6)
show(SyntaxError, 2,'return 1',2,None)
show(SyntaxError, 2,'return 1',2,0)
show(SyntaxError, 2,'return 1',2,-1)
show(SyntaxError, 0,'return 1',2,5)
show(SyntaxError, -1,'return 1',2,5)
show(SyntaxError, 20,'return 1',2,25)
show(SyntaxError, 2,'',2,25)
show(SyntaxError, 2,'\n',2,25)
show(SyntaxError, 2,'ab\ncde\n',2,25)
show(SyntaxError, 5,'ab\ncde\n',2,6)
show(SyntaxError, 1,'ab\ncde\n',2,2)
show(SyntaxError, 2,'\tab\tc',2,6)
show(SyntaxError, 3,'\tab\tc',2,6)
show(SyntaxError, 3,'éééé',2,5)
show(SyntaxError, 2,'éééé',2,4)
show(SyntaxError, 3,'  x',2,4)
show(SyntaxError, 1,'x',2,2)
show(SyntaxError, 1,'xy',2,3)
show(SyntaxError, 2, 'ab\ncde\n', 2, 25)
show(SyntaxError, 3, 'ab\ncde\n', 2, 25)
show(SyntaxError, 4, 'ab\ncde\n', 2, 6)
show(SyntaxError, 4, 'ab\ncdefg\n', 2, 25)
show(SyntaxError, 4, 'ab\ncdefg\n', 2, 6)
show(SyntaxError, 4, 'ab\ncdefg\nxyz\n', 2, 6)
show(SyntaxError, 14, 'ab\ncdefg\nxyz', 2, 16)
show(SyntaxError, 11, 'ab\ncdefg\nxyz', 2, 12)
show(SyntaxError, 11, 'ab\ncdefg\nxyz', 3, 12)

# Errors of the parser carry the line; those of later stages only when there is such a file.
for source in ('def f():\nreturn 1\n', 'x = = 1\n', 'return x\n', 'def f(a, a): pass\n', 'nonlocal x\n', 'break\n', 'f() = 1'):
    try:
        compile(source, 'no-such-file', 'exec')
    except SyntaxError as error:
        sys.__excepthook__(type(error), error.with_traceback(None), None)

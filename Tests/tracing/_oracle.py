"""Runs a script and writes what --trace=calls is to show, as sys.setprofile sees it: an account that is independent of markers.

    python3.11 _oracle.py SCRIPT        lines `function-entry: file.py:name:line`, indented by the depth
"""
import opcode
import os
import sys

RESUME = opcode.opmap['RESUME']

path = sys.argv[1]
sys.argv = sys.argv[1:]
rows = []
depth = 0


def profile(frame, event, arg):
    global depth
    code = frame.f_code
    if event == 'call':
        # The argument of RESUME: 0 at a function's beginning, whose line is that of its first decorator.
        operation, argument = code.co_code[frame.f_lasti:frame.f_lasti + 2]
        begins = operation == RESUME and argument & 3 == 0
        rows.append((depth, ' function-entry', code, code.co_firstlineno if begins else frame.f_lineno))
        depth += 1
    elif event == 'return':
        depth -= 1
        rows.append((depth, 'function-return', code, frame.f_lineno))


with open(path) as file:
    code = compile(file.read(), path, 'exec')
namespace = {'__name__': '__main__', '__file__': path}
sys.stdout = open(os.devnull, 'w')
try:
    sys.setprofile(profile)
    exec(code, namespace)
except SystemExit:
    pass
finally:
    sys.setprofile(None)
    sys.stdout = sys.__stdout__
for depth, event, code, line in rows:
    if code.co_filename == path or os.path.basename(code.co_filename) == 'made.py':
        print(f'{event}:{os.path.basename(code.co_filename)}:{code.co_name}:{line}')

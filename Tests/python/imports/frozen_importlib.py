# The names under which CPython freezes importlib are importlib's own modules, whichever is imported first.
import subprocess
import sys

for code in (
        'import zipimport; print(zipimport.zipimporter.__name__)',
        'import _frozen_importlib_external as e, importlib._bootstrap_external as f; print(e is f, e.__name__)',
        'import importlib, _frozen_importlib as e; print(e is importlib._bootstrap, e.__name__)',
        'import _frozen_importlib as e, importlib; print(e is importlib._bootstrap)'):
    result = subprocess.run([sys.executable, '-S', '-c', code], capture_output=True, text=True)
    print(result.stdout, result.stderr[-200:], sep='', end='')

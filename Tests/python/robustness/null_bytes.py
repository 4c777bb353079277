# minipy: differs
# A null byte in a script is an error, as from CPython 3.12 on; 3.11 leaves out the rest of the line.
import os
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    script = os.path.join(folder, 'nul.py')
    with open(script, 'wb') as f:
        f.write(b'x = 1\n\0y = 2\nprint("ran")\n')
    result = subprocess.run([sys.executable, script], capture_output=True, text=True)
    print(result.returncode, result.stdout, result.stderr.strip().splitlines()[-1:])

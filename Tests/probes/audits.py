import sys

sys.audit('test.first')
sys.audit('test.second', 1, 'two')
compile('1', 'name', 'eval')
sys.addaudithook(lambda event, args: sys.stderr.write('') if event.startswith('test') else None)
sys.audit('test.third', None)

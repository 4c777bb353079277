# difflib, shlex, getopt, optparse, cmd, timeit.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import cmd
import difflib
import getopt
import io
import optparse
import shlex
import timeit

a, b = 'one\ntwo\nthree\n'.splitlines(True), 'one\n2\nthree\nfour\n'.splitlines(True)
print(''.join(difflib.unified_diff(a, b, 'a', 'b')), ''.join(difflib.ndiff(a, b)), ''.join(difflib.context_diff(a, b, 'a', 'b')))
s = difflib.SequenceMatcher(None, 'abcde', 'abXde')
print(s.ratio(), s.get_opcodes(), s.get_matching_blocks(), s.quick_ratio(), difflib.get_close_matches('appel', ['ape', 'apple', 'peach']), difflib.SequenceMatcher(None, [1, 2, 3], [2, 3]).find_longest_match())
print(shlex.split('a "b c" \'d\' e\\ f # g'), shlex.split('x # c', comments=True), shlex.quote("it's"), shlex.join(['a b', 'c']), list(shlex.shlex('a=b;c', punctuation_chars=True)))
error(lambda: shlex.split('"open'))
print(getopt.getopt(['-a', '-b', 'v', '--long=x', 'rest'], 'ab:', ['long=']), getopt.gnu_getopt(['r', '-a'], 'a'))
error(lambda: getopt.getopt(['-z'], 'a'))
error(lambda: getopt.getopt(['--long'], '', ['long=']))
p = optparse.OptionParser(prog='p')
p.add_option('-n', type='int', default=1, help='number')
p.add_option('-f', action='store_true')
options, rest = p.parse_args(['-n', '5', 'x'])
print(options.n, options.f, rest, p.format_help())


class Shell(cmd.Cmd):
    prompt = '> '
    def do_add(self, line): print(sum(map(int, line.split())), file=self.stdout)
    def do_quit(self, line): return True
    def default(self, line): print('unknown', line, file=self.stdout)


out = io.StringIO()
shell = Shell(stdin=io.StringIO('add 1 2\nnope\nquit\n'), stdout=out)
shell.use_rawinput = False
shell.cmdloop()
print(repr(out.getvalue()))
print(timeit.timeit('x + 1', 'x = 1', number=10) >= 0, timeit.repeat('pass', number=1, repeat=2).__len__())

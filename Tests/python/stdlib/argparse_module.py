# argparse: positionals, options, types, help, subcommands, groups, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import argparse
import sys

p = argparse.ArgumentParser(prog='prog', description='A description.', epilog='The end.')
p.add_argument('source', help='the source')
p.add_argument('rest', nargs='*', type=int, help='numbers')
p.add_argument('-v', '--verbose', action='count', default=0, help='more')
p.add_argument('-o', '--out', metavar='FILE', default='stdout', help='output (default: %(default)s)')
p.add_argument('--level', choices=['low', 'high'], help='a choice')
p.add_argument('--flag', action='store_true')
p.add_argument('--no-flag', dest='flag', action='store_false')
p.add_argument('-n', type=float, nargs=2)
p.add_argument('--tag', action='append')
p.add_argument('--version', action='version', version='%(prog)s 1.0')
for args in (['s'], ['s', '1', '2', '-vv', '--out=x', '--level', 'high'], ['-o', 'f', 's', '--flag', '-n', '1', '2.5', '--tag', 'a', '--tag', 'b'], ['--ver', 's'], ['--', '-s']):
    try:
        print(p.parse_args(args))
    except SystemExit as e:
        print('exit', e.code)
print(p.format_help())
print(p.format_usage())
sys.stderr = sys.stdout
for args in ([], ['s', 'x'], ['s', '--level', 'mid'], ['s', '--nope'], ['s', '-n', '1'], ['s', '--out'], ['s', '--fl=1']):
    try:
        p.parse_args(args)
    except SystemExit as e:
        print('exit', e.code)
print(p.parse_known_args(['s', '--unknown', '5']))
q = argparse.ArgumentParser(prog='multi', add_help=False)
sub = q.add_subparsers(dest='command', required=True)
add = sub.add_parser('add', help='adds')
add.add_argument('x', type=int)
add.set_defaults(run=lambda a: a.x + 1)
sub.add_parser('rm', aliases=['remove'])
a = q.parse_args(['add', '5'])
print(a.command, a.run(a), q.parse_args(['remove']).command)
try:
    q.parse_args(['bad'])
except SystemExit:
    print('exited')
g = argparse.ArgumentParser(prog='g', exit_on_error=False)
m = g.add_mutually_exclusive_group()
m.add_argument('--a', action='store_const', const=5)
m.add_argument('--b')
g.add_argument('--opt', nargs='?', const='C', default='D')
g.add_argument('--many', nargs='+')
print(g.parse_args(['--a']), g.parse_args(['--opt']), g.parse_args(['--opt', 'v', '--many', '1', '2']))
try:
    g.parse_args(['--a', '--b', '1'])
except (SystemExit, argparse.ArgumentError) as e:
    print(type(e).__name__, e)
error(lambda: p.add_argument('-v'))
error(lambda: p.add_argument('x', nargs='bad') and p.parse_args(['1']))
print(argparse.Namespace(a=1) == argparse.Namespace(a=1), 'a' in argparse.Namespace(a=1), vars(argparse.Namespace(z=2)))


class Upper(argparse.Action):
    def __call__(self, parser, ns, values, option=None): setattr(ns, self.dest, values.upper())


u = argparse.ArgumentParser()
u.add_argument('--up', action=Upper)
print(u.parse_args(['--up', 'abc']).up)

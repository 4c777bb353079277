# string: constants, Template, Formatter, capwords.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import string

print(string.ascii_letters, string.digits, string.hexdigits, string.octdigits, string.punctuation, repr(string.whitespace), len(string.printable), string.ascii_uppercase)
print(string.capwords('hello  big world'), string.capwords('a-b', '-'))
t = string.Template('$name is ${age} $$ $other')
print(t.safe_substitute(name='x'), t.substitute(name='a', age=1, other='o'), t.substitute({'name': 'm', 'age': 2}, other=3), t.template, t.get_identifiers(), t.is_valid())
error(lambda: t.substitute(name=1))
error(lambda: string.Template('$').substitute())
error(lambda: string.Template('a $1 b').substitute())


class Custom(string.Template):
    delimiter = '%'
    idpattern = '[a-z]+'


print(Custom('%a $a').substitute(a=1))


class Lower(string.Formatter):
    def get_value(self, key, args, kwargs): return kwargs.get(key, f'<{key}>') if isinstance(key, str) else args[key]
    def convert_field(self, value, conversion): return str(value).lower() if conversion == 'l' else super().convert_field(value, conversion)


print(Lower().format('{0} {x} {y!l} {z!r}', 1, y='UP'), string.Formatter().format('{0:>{w}}', 'a', w=3), string.Formatter().vformat('{}{}', (1, 2), {}), list(string.Formatter().parse('x{a.b[0]!s:>5}y')))
error(lambda: string.Formatter().format('{0} {}', 1))
error(lambda: string.Formatter().format('{a}'))

# tokenize, keyword, token, codeop, dis-free code tools.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import code
import codeop
import io
import keyword
import token
import tokenize

source = 'def f(x):\n    # comment\n    return x + 1.5 if "s" else [\n        b"b", 0x1f]\n\n\nclass C: pass\nf"{a}" ; é = 1 @ 2\n'
for t in tokenize.generate_tokens(io.StringIO(source).readline):
    print(token.tok_name[t.type], repr(t.string), t.start, t.end, token.tok_name[t.exact_type])
print(tokenize.untokenize(tokenize.generate_tokens(io.StringIO(source).readline)) == source, tokenize.detect_encoding(io.BytesIO(b'# coding: latin-1\n').readline), tokenize.detect_encoding(io.BytesIO(b'\xef\xbb\xbfx').readline)[0])
error(lambda: list(tokenize.generate_tokens(io.StringIO('(').readline)))
error(lambda: list(tokenize.generate_tokens(io.StringIO('"""x').readline)))
error(lambda: list(tokenize.generate_tokens(io.StringIO('if 1:\n  x\n y').readline)))
print(keyword.kwlist, keyword.softkwlist, keyword.iskeyword('if'), keyword.issoftkeyword('match'))
print(codeop.compile_command('x = 1') is not None, codeop.compile_command('if 1:'), codeop.compile_command('(1,'))
error(lambda: codeop.compile_command('a b'))
out = []
i = code.InteractiveInterpreter({'out': out})
print(i.runsource('out.append(1)'), i.runsource('if 1:'), out)
console = code.InteractiveConsole()
print(console.push('def f():'), console.push('  return 5'), console.push(''), console.push('r = f()'), console.locals['r'])

# textwrap: wrap, fill, dedent, indent, shorten.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import textwrap

text = 'The quick brown fox jumps over the lazy dog. A very-long-hyphenated word and supercalifragilisticexpialidocious too.\n\nSecond paragraph  with   spaces.'
for w in (10, 20, 40):
    print(*textwrap.wrap(text, w), sep='|\n')
print(textwrap.fill(text, 50, initial_indent='* ', subsequent_indent='  '))
print(textwrap.fill(text, 30, break_long_words=False, break_on_hyphens=False, max_lines=3, placeholder=' ...'))
print(repr(textwrap.dedent('''
    indented
      more
    \tback
  ''')), repr(textwrap.dedent('  a\n\n  b\n')), repr(textwrap.dedent('a\n  b')))
print(textwrap.indent('a\n\nb\n', '> '), textwrap.indent('a\n\nb', '+', lambda line: True))
print(textwrap.shorten('Hello  world of words', 12), textwrap.shorten('Hello world', 5, placeholder='..'), textwrap.shorten('ok', 10))
t = textwrap.TextWrapper(width=15, expand_tabs=True, tabsize=4, fix_sentence_endings=True, drop_whitespace=False, replace_whitespace=False)
print(t.wrap('a\tb. C sentence. Another one here'), t.fill('x' * 40))
error(lambda: textwrap.wrap('a', 0))
error(lambda: textwrap.shorten('abc def', 1))
print(textwrap.wrap(''), textwrap.wrap('   '), textwrap.wrap('abc', 2), textwrap.wrap('é' * 5 + ' ' + 'ü' * 5, 6))

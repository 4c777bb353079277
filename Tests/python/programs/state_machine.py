# Parsers of real formats by hand: a JSON reader, a template language, roman numerals, run-length and Huffman codes.
import heapq
from collections import Counter


class Json:
    def __init__(self, text): self.text, self.at = text, 0

    def parse(self):
        value = self.value()
        self.space()
        if self.at != len(self.text):
            raise ValueError(f'extra data at {self.at}')
        return value

    def space(self):
        while self.at < len(self.text) and self.text[self.at] in ' \n\t\r':
            self.at += 1

    def value(self):
        self.space()
        c = self.text[self.at:self.at + 1]
        if c == '{': return dict(self.items('}', self.pair))
        if c == '[': return list(self.items(']', self.value))
        if c == '"': return self.string()
        for word, value in (('true', True), ('false', False), ('null', None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        end = self.at
        while end < len(self.text) and self.text[end] in '+-.eE0123456789':
            end += 1
        number, self.at = self.text[self.at:end], end
        return float(number) if set(number) & set('.eE') else int(number)

    def items(self, close, read):
        self.at += 1
        self.space()
        while self.text[self.at] != close:
            yield read()
            self.space()
            if self.text[self.at] == ',':
                self.at += 1
                self.space()
        self.at += 1

    def pair(self):
        self.space()
        key = self.string()
        self.space()
        if self.text[self.at] != ':':
            raise ValueError('expected :')
        self.at += 1
        return key, self.value()

    def string(self):
        out, self.at = [], self.at + 1
        while (c := self.text[self.at]) != '"':
            if c == '\\':
                self.at += 1
                c = {'n': '\n', 't': '\t', 'u': ''}.get(self.text[self.at], self.text[self.at])
                if c == '':
                    c = chr(int(self.text[self.at + 1:self.at + 5], 16))
                    self.at += 4
            out.append(c)
            self.at += 1
        self.at += 1
        return ''.join(out)


print(Json('{"a": [1, -2.5e3, true, null], "b\\n": {"c": "\\u00e9x"}, "d": []} ').parse())
for bad in ('[1] 2', '{"a" 1}', 'nope', '[1'):
    try:
        Json(bad).parse()
    except (ValueError, IndexError) as e:
        print(bad, type(e).__name__)


def template(text, **names):
    out, depth = [], 0
    for part in text.split('{{'):
        code, found, rest = part.partition('}}')
        if depth and found:
            out.append(str(eval(code.strip(), {}, names)))
            out.append(rest)
        else:
            out.append(part)
        depth += 1
    return ''.join(out)


print(template('Hello {{ name.upper() }}, {{ n * 2 }} is {{ "even" if n % 2 == 0 else "odd" }}.', name='bob', n=4))


def roman(n):
    out = ''
    for value, letters in ((1000, 'M'), (900, 'CM'), (500, 'D'), (400, 'CD'), (100, 'C'), (90, 'XC'), (50, 'L'), (40, 'XL'), (10, 'X'), (9, 'IX'), (5, 'V'), (4, 'IV'), (1, 'I')):
        count, n = divmod(n, value)
        out += letters * count
    return out


def unroman(text):
    values = [dict(zip('IVXLCDM', (1, 5, 10, 50, 100, 500, 1000)))[c] for c in text]
    return sum(-a if a < b else a for a, b in zip(values, values[1:] + [0]))


print([roman(n) for n in (1, 4, 9, 14, 40, 90, 400, 1994, 3999)], all(unroman(roman(n)) == n for n in range(1, 4000)))


def encode(text):
    runs = []
    for c in text:
        if runs and runs[-1][0] == c:
            runs[-1][1] += 1
        else:
            runs.append([c, 1])
    return ''.join(f'{n}{c}' if n > 1 else c for c, n in runs)


print(encode('aaabccddddde'), encode(''), encode('abc'))


def huffman(text):
    heap = [(n, i, c) for i, (c, n) in enumerate(sorted(Counter(text).items()))]
    heapq.heapify(heap)
    i = len(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, (a[0] + b[0], i, (a[2], b[2])))
        i += 1
    codes = {}

    def walk(node, prefix):
        if isinstance(node, str):
            codes[node] = prefix
        else:
            walk(node[0], prefix + '0')
            walk(node[1], prefix + '1')
    walk(heap[0][2], '')
    return codes


codes = huffman('this is an example of a huffman tree')
bits = ''.join(codes[c] for c in 'this is an example of a huffman tree')
back, current, decode = '', '', {v: k for k, v in codes.items()}
for b in bits:
    current += b
    if current in decode:
        back += decode[current]
        current = ''
print(len(bits), back, sorted(codes.items())[:4])

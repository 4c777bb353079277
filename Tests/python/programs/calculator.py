# A tokenizer, a Pratt parser, a tree with classes and a visitor, a compiler to a small stack machine.
import re
from dataclasses import dataclass
from typing import Union


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Name:
    text: str


@dataclass(frozen=True)
class Binary:
    op: str
    left: 'Node'
    right: 'Node'


@dataclass(frozen=True)
class Unary:
    op: str
    operand: 'Node'


@dataclass(frozen=True)
class Call:
    name: str
    arguments: tuple


Node = Union[Number, Name, Binary, Unary, Call]
TOKEN = re.compile(r'\s*(?:(?P<number>\d+\.?\d*)|(?P<name>[a-z]+)|(?P<op>\*\*|[-+*/%(),]))')
POWER = {'+': 10, '-': 10, '*': 20, '/': 20, '%': 20, '**': 40}


class Parser:
    def __init__(self, text):
        self.tokens = list(self.tokenize(text))
        self.at = 0

    @staticmethod
    def tokenize(text):
        position = 0
        while position < len(text.rstrip()):
            m = TOKEN.match(text, position)
            if not m:
                raise SyntaxError(f'bad character {text[position]!r} at {position}')
            position = m.end()
            yield m.lastgroup, m.group(m.lastgroup)
        yield 'end', ''

    def next(self):
        token = self.tokens[self.at]
        self.at += 1
        return token

    def peek(self): return self.tokens[self.at][1]

    def expect(self, text):
        if self.next()[1] != text:
            raise SyntaxError(f'expected {text}')

    def prefix(self):
        kind, text = self.next()
        if kind == 'number':
            return Number(float(text))
        if kind == 'name':
            if self.peek() != '(':
                return Name(text)
            self.next()
            arguments = []
            while self.peek() != ')':
                arguments.append(self.expression(0))
                if self.peek() == ',':
                    self.next()
            self.expect(')')
            return Call(text, tuple(arguments))
        if text == '-':
            return Unary('-', self.expression(30))
        if text == '(':
            inner = self.expression(0)
            self.expect(')')
            return inner
        raise SyntaxError(f'unexpected {text or "end"}')

    def expression(self, least):
        left = self.prefix()
        while (op := self.peek()) in POWER and POWER[op] > least:
            self.next()
            left = Binary(op, left, self.expression(POWER[op] - (op == '**')))
        return left

    def parse(self):
        tree = self.expression(0)
        if self.next()[0] != 'end':
            raise SyntaxError('trailing input')
        return tree


FUNCTIONS = {'max': max, 'min': min, 'abs': abs, 'sum': lambda *a: sum(a)}
OPERATIONS = {'+': lambda a, b: a + b, '-': lambda a, b: a - b, '*': lambda a, b: a * b, '/': lambda a, b: a / b, '%': lambda a, b: a % b, '**': lambda a, b: a ** b}


def evaluate(node, names):
    match node:
        case Number(value): return value
        case Name(text): return names[text]
        case Unary('-', operand): return -evaluate(operand, names)
        case Binary(op, left, right): return OPERATIONS[op](evaluate(left, names), evaluate(right, names))
        case Call(name, arguments): return FUNCTIONS[name](*(evaluate(a, names) for a in arguments))


def emit(node):
    match node:
        case Number(value): yield 'push', value
        case Name(text): yield 'load', text
        case Unary(_, operand):
            yield from emit(operand)
            yield 'negate', None
        case Binary(op, left, right):
            yield from emit(left)
            yield from emit(right)
            yield 'binary', op
        case Call(name, arguments):
            for a in arguments:
                yield from emit(a)
            yield 'call', (name, len(arguments))


def execute(code, names):
    stack = []
    for operation, argument in code:
        if operation == 'push': stack.append(argument)
        elif operation == 'load': stack.append(names[argument])
        elif operation == 'negate': stack.append(-stack.pop())
        elif operation == 'binary':
            right, left = stack.pop(), stack.pop()
            stack.append(OPERATIONS[argument](left, right))
        else:
            name, count = argument
            values = stack[len(stack) - count:]
            del stack[len(stack) - count:]
            stack.append(FUNCTIONS[name](*values))
    return stack.pop()


names = {'x': 3.0, 'pi': 3.14159}
for text in ('1 + 2 * 3', '(1 + 2) * 3', '2 ** 3 ** 2', '-2 ** 2', '10 - 4 - 3', 'x * (x + 1) / 2', 'max(1, x, 2) + abs(-5)', '7 % 4 + pi', 'sum(1, 2, 3, sum())', '1 +', '2 $ 3', '(1', '1 2', 'y + 1', '1 / 0', 'nope(1)'):
    try:
        tree = Parser(text).parse()
        a, b = evaluate(tree, names), execute(list(emit(tree)), names)
        print(text, '=', a, a == b, len(list(emit(tree))))
    except Exception as e:
        print(text, '->', type(e).__name__, e)
print(Parser('1 + x * 2').parse())

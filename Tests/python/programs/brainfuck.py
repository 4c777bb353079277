# An interpreter of another language, in Python.
HELLO = '++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++.'
DIGITS = '++++++++[>++++++<-]>>++++++++++[<.+>-]'


def compile_loops(source):
    jumps, open_ = {}, []
    for at, c in enumerate(source):
        if c == '[':
            open_.append(at)
        elif c == ']':
            start = open_.pop()
            jumps[start], jumps[at] = at, start
    return jumps


def run(source, data=''):
    jumps, tape, pointer, pc, out, read = compile_loops(source), [0] * 300, 0, 0, [], iter(data)
    while pc < len(source):
        match source[pc]:
            case '>': pointer += 1
            case '<': pointer -= 1
            case '+': tape[pointer] = (tape[pointer] + 1) & 255
            case '-': tape[pointer] = (tape[pointer] - 1) & 255
            case '.': out.append(chr(tape[pointer]))
            case ',': tape[pointer] = ord(next(read, '\0'))
            case '[' if not tape[pointer]: pc = jumps[pc]
            case ']' if tape[pointer]: pc = jumps[pc]
        pc += 1
    return ''.join(out)


print(run(HELLO), end='')
print(run(',[.,]', 'echo'))
print(run(DIGITS), run(',>,<[>+<-]>.', '!!'))

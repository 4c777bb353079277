compile("x = 1", "<one>", "exec")
try:
    compile("x = =", "<two>", "exec")
except SyntaxError:
    pass
try:
    compile("return", "<three>", "exec")
except SyntaxError:
    pass
eval("1 + 1")

import minipy

minipy.probe('plain')
for i in range(3):
    minipy.probe('numbers', i, -1, 2**62, True)
minipy.probe('naïve', -2**63)

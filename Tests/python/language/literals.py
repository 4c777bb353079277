# Every form of literal.
print(0, 7, 1_000_000, 0x_ff, 0b1010, 0o17, 0XFF, 0B1, 0O7)
print(12345678901234567890123456789, -0, 00, 0x123456789abcdef0123456789)
print(1.5, .5, 5., 1e3, 1E-3, 1_0.0_1, 1e1_0, 0.1 + 0.2, 1e16, 1e22, 123456789012345678.0)
print(1e308 * 10, -1e308 * 10, 5e-324, 1.7976931348623157e308)
print(3j, 1.5J, 1 + 2j, .5j, 1e2j, -0j)
print(True, False, None, Ellipsis, ...)
print('single', "double", '''triple
lines''', """another
one""", sep='|')
print('a' 'b' "c", 'tab\there', 'nl\\n', '\x41\u00e9\U0001F600\N{LATIN SMALL LETTER A}\101\0end'.encode())
print(r'raw \n \x41', R"raw\"quote", 'line \
joined')
print(b'bytes \x00\xff\n\t\\', b"it's", br'raw\n', Rb'raw\x', B'upper', b'''triple
bytes''')
print(u'unicode', '\'', "\"", '\a\b\f\v\r'.encode())
print((), (1,), (1, 2), [], [1], {}, {1: 2}, {1}, {1: 'a', **{2: 'b'}})
print([*range(3), *'ab'], (*[1], 2), {*(1, 2), 3}, {**{}, 'k': 1})
print(1if True else 2, [1,2,3][0]if 1else 0)
print(0xfor 1, 1_2.3_4e5_6)
print("é", "日本", "\u00e9" == "é", len("😀"))

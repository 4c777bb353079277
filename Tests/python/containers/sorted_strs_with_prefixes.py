"""The order of strs that share their beginnings, around eight characters."""

words = ["", "a", "ab", "abcdefg", "abcdefgh", "abcdefghi", "abcdefgi", "abcdefgha", "abcdefgh\0", "abcdefg\xff", "abcdefghijklmnop", "abcdefghijklmnoq",
         "b", "\xff", "\xffabcdefgh", "zzzzzzzz", "zzzzzzzy", "abcdefg\u20ac", "z" * 30, "z" * 31, "abcdefgh"]
print(list(map(ascii, sorted(words))))
print(list(map(ascii, sorted(words, reverse=True))))
pairs = [(a, b) for a in words for b in words]
print(sum(sorted([a, b])[0] != min(a, b) for a, b in pairs), sum((a < b) != (list(map(ord, a)) < list(map(ord, b))) for a, b in pairs))

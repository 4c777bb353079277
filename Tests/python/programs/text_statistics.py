# Words, n-grams, a Markov chain and a table, with the collections, re and string tools.
import re
from collections import Counter, defaultdict

TEXT = '''
It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness, it was the epoch
of belief, it was the epoch of incredulity, it was the season of Light, it was the season of Darkness, it was the spring of
hope, it was the winter of despair, we had everything before us, we had nothing before us.
'''
words = re.findall(r'[a-z]+', TEXT.lower())
counts = Counter(words)
print(len(words), len(counts), counts.most_common(5))
print(Counter(map(len, words)), sum(map(len, words)) / len(words))
pairs = Counter(zip(words, words[1:]))
print(pairs.most_common(4))
chain = defaultdict(list)
for a, b in zip(words, words[1:]):
    chain[a].append(b)
seed, word, made = 12345, 'it', []
for _ in range(25):
    made.append(word)
    seed = (seed * 1103515245 + 12345) % 2 ** 31
    word = chain[word][seed % len(chain[word])] if chain[word] else 'it'
print(' '.join(made))
by_letter = {}
for w in sorted(counts):
    by_letter.setdefault(w[0], []).append(w)
for letter, group in by_letter.items():
    print(f'{letter}: {", ".join(group)}')
print(f'{"word":<12}|{"count":>6}|{"share":>8}')
print('-' * 12 + '+' + '-' * 6 + '+' + '-' * 8)
for w, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:8]:
    print(f'{w:<12}|{n:>6}|{n / len(words):>8.2%}')
print(re.sub(r'\b(\w)(\w*)\b', lambda m: m[2] + m[1] + 'ay', TEXT.strip().split(',')[0]))
print(TEXT.strip().title().split('\n')[0][:40], TEXT.count('\n'), TEXT.upper().find('DARKNESS'))
caesar = str.maketrans('abcdefghijklmnopqrstuvwxyz', 'defghijklmnopqrstuvwxyzabc')
back = {v: k for k, v in caesar.items()}
print('the epoch of belief'.translate(caesar), 'the epoch of belief'.translate(caesar).translate(back))
print(max(counts, key=lambda w: (len(set(w)), w)), [w for w in counts if w == w[::-1] and len(w) > 1])

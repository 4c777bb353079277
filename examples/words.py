"""The most common words of some files:  minipy examples/words.py FILE…"""

import re
import sys
from collections import Counter

counts = Counter()
for name in sys.argv[1:] or [__file__]:
    with open(name, encoding="utf-8") as text:
        counts.update(re.findall(r"[a-z']+", text.read().lower()))
for word, n in counts.most_common(10):
    print(f"{n:6} {word}")

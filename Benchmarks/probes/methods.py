"""Almost nothing but method calls that do little."""


class Counter:
    def __init__(self):
        self.n = 0

    def step(self, by):
        self.n += by


def main(size):
    counter = Counter()
    for _ in range(size * 20000):
        counter.step(1)
    assert counter.n == size * 20000


if __name__ == "__main__":
    import sys
    import time
    size = int(sys.argv[1])
    began = time.perf_counter()
    main(size)
    print("seconds", time.perf_counter() - began)

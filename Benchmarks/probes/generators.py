"""Almost nothing but resuming a generator."""


def numbers(n):
    for i in range(n):
        yield i


def main(size):
    total = 0
    for i in numbers(size * 20000):
        total += i & 1
    assert total == size * 10000


if __name__ == "__main__":
    import sys
    import time
    size = int(sys.argv[1])
    began = time.perf_counter()
    main(size)
    print("seconds", time.perf_counter() - began)

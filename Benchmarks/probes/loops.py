"""Almost nothing but loop back-edges."""


def main(size):
    i = total = 0
    while i < size * 50000:
        total += i & 3
        i += 1
    assert total == size * 75000


if __name__ == "__main__":
    import sys
    import time
    size = int(sys.argv[1])
    began = time.perf_counter()
    main(size)
    print("seconds", time.perf_counter() - began)

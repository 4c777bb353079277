"""Almost nothing but function calls and returns."""


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def main(size):
    for _ in range(size):
        assert fib(20) == 6765


if __name__ == "__main__":
    import sys
    import time
    size = int(sys.argv[1])
    began = time.perf_counter()
    main(size)
    print("seconds", time.perf_counter() - began)

"""Frames that exceptions leave; the program ends by sys.exit inside of calls."""
import sys


def raises(n):
    if n == 0:
        raise ValueError(n)
    raises(n - 1)


def cleans():
    try:
        raises(2)
    finally:
        helper()


def helper():
    return 1


def catches():
    try:
        cleans()
    except ValueError as e:
        return helper()


class Suppress:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        return True


def suppressed():
    with Suppress():
        raises(1)
    return helper()


def reraises():
    try:
        raises(0)
    except ValueError:
        raise KeyError from None


catches()
suppressed()
try:
    reraises()
except KeyError:
    pass


def deep():
    try:
        deeper()
    finally:
        helper()


def deeper():
    sys.exit(0)


deep()

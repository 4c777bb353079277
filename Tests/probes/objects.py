class Point:
    def __init__(self, x):
        self.x = x


def make():
    for i in range(3):
        Point(i)
    return [1.5 * i for i in range(2)], {"a": i}, (i, i)


def start(): pass


start()
make()

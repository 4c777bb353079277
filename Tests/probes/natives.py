import math


def callback(x):
    return abs(x)


def work():
    data = [3, 1, 2]
    data.append(4)
    data.sort(key=callback)
    try:
        data.index(99)
    except ValueError:
        pass
    return len(data) + math.floor(2.5) + sum(map(callback, data))


work()
"".join(["a"])

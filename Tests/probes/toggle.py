"""Runs for some seconds and checks its own results, while tracers come and go."""
import time


def step(n):
    total = 0
    for i in range(20):
        total += i * n
    return total


def numbers(n):
    for i in range(n):
        yield step(i)


end = time.monotonic() + 12
rounds = 0
while time.monotonic() < end:
    assert sum(numbers(50)) == 190 * 1225
    rounds += 1
print("rounds", rounds > 0)

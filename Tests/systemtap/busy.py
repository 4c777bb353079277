# Runs for some seconds, then ends the tracer with itself.
import time


def often():
    pass


def seldom():
    for _ in range(100):
        often()


end = time.monotonic() + 4
while time.monotonic() < end:
    seldom()
    time.sleep(0.01)

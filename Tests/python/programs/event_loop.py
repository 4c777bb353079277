# A scheduler of generators with channels and timers, written from scratch.
import heapq
from collections import deque


class Channel:
    def __init__(self): self.values, self.waiting = deque(), deque()


class Loop:
    def __init__(self): self.ready, self.timers, self.now, self.count = deque(), [], 0, 0

    def spawn(self, task, value=None): self.ready.append((task, value))

    def run(self):
        while self.ready or self.timers:
            if not self.ready:
                self.now, _, task = heapq.heappop(self.timers)
                self.ready.append((task, None))
            task, value = self.ready.popleft()
            try:
                request = task.send(value)
            except StopIteration as stop:
                if stop.value is not None:
                    print(f'{self.now:3} finished with {stop.value}')
                continue
            match request:
                case ('sleep', seconds):
                    self.count += 1
                    heapq.heappush(self.timers, (self.now + seconds, self.count, task))
                case ('put', channel, value):
                    if channel.waiting:
                        self.spawn(channel.waiting.popleft(), value)
                    else:
                        channel.values.append(value)
                    self.spawn(task)
                case ('get', channel):
                    if channel.values:
                        self.spawn(task, channel.values.popleft())
                    else:
                        channel.waiting.append(task)
                case ('spawn', new):
                    self.spawn(new)
                    self.spawn(task)
                case other:
                    task.throw(ValueError(f'unknown request {other}'))


loop = Loop()
channel = Channel()


def sleep(n): yield 'sleep', n


def producer(name, n, every):
    for i in range(n):
        yield from sleep(every)
        print(f'{loop.now:3} {name} puts {i}')
        yield 'put', channel, (name, i)
    return f'{name} done'


def consumer(n):
    total = 0
    for _ in range(n):
        name, i = yield 'get', channel
        print(f'{loop.now:3} got {i} from {name}')
        total += i
    return f'total {total}'


def main():
    yield 'spawn', producer('fast', 4, 2)
    yield 'spawn', producer('slow', 2, 5)
    yield 'spawn', consumer(6)
    try:
        yield 'nonsense'
    except ValueError as e:
        print('main caught', e)
        yield 'sleep', 1
    print('main ends')


loop.spawn(main())
loop.run()

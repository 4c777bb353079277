# One hash object, updated and read by several threads at once: each update is whole.
import hashlib
import threading

data = b'swineflu' * 50000


def race(name):
    shared = hashlib.new(name)
    expected = hashlib.new(name, data * 4).hexdigest()

    def work(size):
        for at in range(0, len(data), size):
            shared.update(data[at:at + size])
            shared.digest()

    threads = [threading.Thread(target=work, args=(len(data) // 10 ** i,)) for i in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return shared.hexdigest() == expected


for name in ('sha1', 'md5', 'sha256', 'blake2b', 'sha3_256'):
    print(name, [race(name) for _ in range(3)])

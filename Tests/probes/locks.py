import _thread

lock = _thread.allocate_lock()
done = _thread.allocate_lock()
done.acquire()


def work():
    for _ in range(100):
        with lock:
            pass
    done.release()


_thread.start_new_thread(work, ())
for _ in range(100):
    with lock:
        pass
done.acquire()
done.release()

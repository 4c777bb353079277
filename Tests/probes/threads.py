import _thread
import threading

gate = _thread.allocate_lock()


def work():
    with gate:
        pass


gate.acquire()
t = threading.Thread(target=work, name='worker')
t.start()
gate.release()
t.join()
done = _thread.allocate_lock()
done.acquire()


def plain():
    done.release()


_thread.start_new_thread(plain, ())
done.acquire()

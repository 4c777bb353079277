# socket and select on the loopback interface.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import select
import selectors
import socket
import threading

server = socket.create_server(('127.0.0.1', 0))
host, port = server.getsockname()
print(host, port > 0, server.family.name, server.type.name)


def serve():
    for _ in range(2):
        connection, _ = server.accept()
        with connection:
            data = b''
            while not data.endswith(b'\n'):
                data += connection.recv(1024)
            connection.sendall(b'echo ' + data)


t = threading.Thread(target=serve)
t.start()
with socket.create_connection((host, port), timeout=5) as c:
    c.sendall(b'hel')
    c.sendall(b'lo\n')
    print(c.recv(100), c.getpeername() == (host, port), c.gettimeout())
with socket.socket() as c:
    c.connect((host, port))
    f = c.makefile('rw')
    f.write('text\n')
    f.flush()
    print(f.readline(), f.readline() == '')
t.join()
server.close()
a, b = socket.socketpair()
print(select.select([a], [b], [], 0)[:2] == ([], [b]))
b.send(b'x' * 10)
print(select.select([a], [], [], 1)[0] == [a], a.recv(4), a.recv_into(bytearray(10)), a.fileno() >= 0)
a.setblocking(False)
error(lambda: a.recv(1))
a.settimeout(0.02)
error(lambda: a.recv(1))
b.shutdown(socket.SHUT_WR)
print(a.recv(1))
poll = select.poll()
poll.register(b, select.POLLOUT)
print(len(poll.poll(10)))
with selectors.DefaultSelector() as s:
    s.register(b, selectors.EVENT_WRITE, 'data')
    print([(k.data, m) for k, m in s.select(1)])
a.close()
b.close()
error(lambda: a.recv(1))
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as u, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as w:
    u.bind(('127.0.0.1', 0))
    w.sendto(b'datagram', u.getsockname())
    print(u.recvfrom(100)[0])
error(lambda: socket.create_connection(('127.0.0.1', 1), timeout=1))
error(lambda: socket.socket().bind(('127.0.0.1', 'x')))
error(lambda: socket.inet_aton('x'))
print(socket.inet_aton('1.2.3.4'), socket.inet_ntoa(b'\1\2\3\4'), socket.htons(1), socket.ntohl(1), socket.inet_pton(socket.AF_INET6, '::1')[-1], socket.getaddrinfo('127.0.0.1', 80, type=socket.SOCK_STREAM)[0][4], socket.AF_INET, socket.timeout is TimeoutError, socket.error is OSError)
o = socket.socket()
o.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
print(o.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) > 0, repr(o)[:15])
o.close()

# TLS: contexts, certificates, connections over buffers and over sockets, callbacks, errors.
import os
import re
import socket
import ssl
import tempfile
import threading
import warnings

import _ssl

warnings.simplefilter('ignore')
# A certificate of our own for localhost, and its key, also with the password `secret`.
CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIICxTCCAmugAwIBAgIUUF3eDumZU7BBo1bQJ1PYURQP3MowCgYIKoZIzj0EAwIw
QjELMAkGA1UEBhMCWFgxDzANBgNVBAoMBm1pbmlweTEOMAwGA1UECwwFdGVzdHMx
EjAQBgNVBAMMCWxvY2FsaG9zdDAgFw0yNjExMjUyMTMyMTlaGA8yMTI2MTEwMTIx
MzIxOVowQjELMAkGA1UEBhMCWFgxDzANBgNVBAoMBm1pbmlweTEOMAwGA1UECwwF
dGVzdHMxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABKz+zxBfyEarD1mRu1MSasx1uuybH2pxiETVti1A+eNmQ7Qczc8UnqflJ/4g
cD+gL252GmzGRQVDsqlX5lSnCMmjggE7MIIBNzAMBgNVHRMEBTADAQH/MIGBBgNV
HREEejB4gglsb2NhbGhvc3SCDSouZXhhbXBsZS5vcmeHBH8AAAGHEAAAAAAAAAAA
AAAAAAAAAAGBDWFAZXhhbXBsZS5vcmeGFGh0dHBzOi8vZXhhbXBsZS5vcmcvpB8w
HTELMAkGA1UEBhMCWFgxDjAMBgNVBAMMBW90aGVyMCwGA1UdHwQlMCMwIaAfoB2G
G2h0dHA6Ly9leGFtcGxlLm9yZy9saXN0LmNybDBWBggrBgEFBQcBAQRKMEgwIwYI
KwYBBQUHMAGGF2h0dHA6Ly9leGFtcGxlLm9yZy9vY3NwMCEGCCsGAQUFBzAChhVo
dHRwOi8vZXhhbXBsZS5vcmcvY2EwHQYDVR0OBBYEFEjCdYHh0jSHK/iV83qPkaIX
5AanMAoGCCqGSM49BAMCA0gAMEUCIQDiltQhQJc0Hzpv/pAbxF6POtMv7PYNZV9i
m34IqkmsogIgQEGMq+mePTTY9mGx7n0t8KbecYbczigrcsZuvw5Kibw=
-----END CERTIFICATE-----
"""
KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9oU1SOsCAt0fTC0y
BD5E5ExqLVu+x+aVxlZwK78ZUHKhRANCAASs/s8QX8hGqw9ZkbtTEmrMdbrsmx9q
cYhE1bYtQPnjZkO0HM3PFJ6n5Sf+IHA/oC9udhpsxkUFQ7KpV+ZUpwjJ
-----END PRIVATE KEY-----
"""
LOCKED = """\
-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,624ADED750697DA34E9350C1DBDA4EC3

PlD+wzfBPGPhmBTzMwA2QQ7/Hy4xoGV6RmJ8/xjNh9qZRmfCJUWdb7VavfHftD47
PAeE9d4x35lRu5giHAXG6EGWr5mBRrzambEk0hdYZYeUJmUJp6IChxEsv4FRPE7q
FJhWEnN5Yla7VZ1SJbiFRsiF+hedZUKuScSWXmODFl0=
-----END EC PRIVATE KEY-----
"""
folder = tempfile.mkdtemp()


def file(name, text):
    path = os.path.join(folder, name)
    with open(path, 'w') as f:
        f.write(text)
    return path


certificate, key, locked = file('cert.pem', CERTIFICATE), file('key.pem', KEY), file('locked.pem', LOCKED)


def shown(value):
    return re.sub(r' \(_ssl\.c:\d+\)| at 0x[0-9a-f]+', '', repr(value).replace(folder, 'FOLDER'))


def attempt(name, f, /, *args, **kwargs):
    try:
        print(name, shown(f(*args, **kwargs)))
    except Exception as e:
        print(name, type(e).__name__, shown(e.args), [getattr(e, a, '-') for a in ('reason', 'library', 'verify_code', 'verify_message')])


# Contexts.
for protocol in (ssl.PROTOCOL_TLS, ssl.PROTOCOL_TLS_CLIENT, ssl.PROTOCOL_TLS_SERVER, ssl.PROTOCOL_TLSv1_2):
    c = _ssl._SSLContext(protocol)
    print(protocol.name, hex(c.options), c.verify_flags, c.verify_mode, c.check_hostname, c.minimum_version, c.maximum_version, c._host_flags,
          c.num_tickets, c.post_handshake_auth, c.keylog_filename, c._msg_callback, c.sni_callback, c.protocol)
attempt('protocol', _ssl._SSLContext, 77)
c = ssl.SSLContext(ssl.PROTOCOL_TLS)
for attribute, values in {
    'verify_mode': [5, 'x', 2], 'check_hostname': [True, False], 'options': ['x'], 'verify_flags': ['x', 4], 'minimum_version': [1, 771, -2],
    'maximum_version': [772, -1], 'sni_callback': [3], 'num_tickets': [-1, 3], '_msg_callback': [1], 'keylog_filename': [1, '/nonexistent/file'],
}.items():
    for value in values:
        attempt(attribute, _ssl._SSLContext.__dict__[attribute].__set__, c, value)
c.check_hostname = True
attempt('verify_mode', setattr, c, 'verify_mode', ssl.CERT_NONE)
attempt('ciphers', c.set_ciphers, 'nope')
c.set_ciphers('ECDHE-ECDSA-AES128-GCM-SHA256')
print([(d['name'], d['protocol'], d['strength_bits'], d['aead'], d['symmetric'], d['kea'], d['auth']) for d in c.get_ciphers()])
attempt('curve', c.set_ecdh_curve, 'nope')
c.set_ecdh_curve('prime256v1')
attempt('chain', c.load_cert_chain, folder + '/none')
attempt('chain', c.load_cert_chain, key)
attempt('no chain', c.load_cert_chain, certificate, file('garbage.pem', 'garbage'))
for password in ('wrong', 'secret', b'secret', bytearray(b'secret'), lambda: 'secret', lambda: 3, lambda: 1 / 0, 4, 'x' * 2000):
    attempt('locked', c.load_cert_chain, certificate, locked, password)
for arguments in ({}, {'cadata': ''}, {'cadata': 'x'}, {'cadata': b'x'}, {'cadata': 'é'}, {'cadata': 3}, {'cafile': 3}, {'cafile': folder + '/none'}):
    attempt('locations', c.load_verify_locations, **arguments)
c.load_verify_locations(cadata=CERTIFICATE)
c.load_verify_locations(certificate)
c.load_verify_locations(cadata=ssl.PEM_cert_to_DER_cert(CERTIFICATE))
print(c.cert_store_stats(), c.get_ca_certs(), c.get_ca_certs(True) == [ssl.PEM_cert_to_DER_cert(CERTIFICATE)])
print(_ssl._test_decode_cert(certificate))
attempt('alpn', c.set_alpn_protocols, ['a', 'b' * 300])
print(c.session_stats())

# Objects, random bytes, buffers.
for arguments in ((-1,), (99999,), (5,)):
    attempt('nid', _ssl.nid2obj, *arguments)
attempt('txt', _ssl.txt2obj, 'nope')
attempt('txt', _ssl.txt2obj, 'serverAuth', name=True)
attempt('txt', _ssl.txt2obj, '1.3.6.1.5.5.7.3.1')
attempt('random', ssl.RAND_bytes, -1)
print(len(ssl.RAND_bytes(5)), ssl.RAND_status())
b = ssl.MemoryBIO()
print(b.pending, b.eof, b.read(), b.write(b'abc'), b.pending, b.read(2), b.write_eof(), b.eof, b.read(), b.eof)
attempt('write', b.write, b'x')
attempt('write', b.write, 'x')


def contexts(**options):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    client = ssl.create_default_context(cadata=CERTIFICATE)
    for context in (client, server):
        for name, value in options.items():
            setattr(context, name, value)
    return client, server


# Over buffers.
def handshake(client, server, hostname='localhost'):
    a, b = ssl.MemoryBIO(), ssl.MemoryBIO()
    left = client.wrap_bio(a, b, server_hostname=hostname)
    right = server.wrap_bio(b, a, server_side=True)
    errors = []
    for _ in range(6):
        for side in (left, right):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLError as e:
                errors.append(e)
                return left, right, errors
    return left, right, errors


for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
    client, server = contexts(minimum_version=version, maximum_version=version)
    client.set_alpn_protocols(['x', 'h2', 'http/1.1'])
    server.set_alpn_protocols(['http/1.1', 'h2'])
    names = []
    server.sni_callback = lambda connection, name, context: names.append((type(connection).__name__, name, context is server))
    messages = set()
    client._msg_callback = lambda connection, direction, version, kind, message, data: messages.add((direction, kind.name, message.name))
    left, right, errors = handshake(client, server)
    print(errors, names, left.version(), right.version(), left.cipher() == right.cipher(), left.cipher()[1:], left.selected_alpn_protocol(),
          right.selected_alpn_protocol(), left.compression(), sorted(messages)[:4])
    print(left.write(b'hello'), right.read(100), right.write(b'x' * 5000), len(left.read(3000)), left.pending(), len(left.read(9999)))
    buffer = bytearray(10)
    right.write(b'into')
    print(left.read(10, buffer), buffer, left.server_hostname, left.server_side, right.server_side, left.session_reused)
    attempt('none yet', left.read, 1)
    print(left.getpeercert() == _ssl._test_decode_cert(certificate), left.getpeercert(True) == ssl.PEM_cert_to_DER_cert(CERTIFICATE), right.getpeercert())
    if version is ssl.TLSVersion.TLSv1_2:
        print(len(left.get_channel_binding('tls-unique')), left.get_channel_binding() == right.get_channel_binding())
    attempt('binding', left.get_channel_binding, 'nope')
    chain = left._sslobj.get_verified_chain()
    print(len(chain), chain[0].public_bytes() == CERTIFICATE, chain[0] == chain[0], chain[0].get_info()['serialNumber'] == left.getpeercert()['serialNumber'])
    attempt('goodbye', left.unwrap)
    print(right.read(10))
    attempt('goodbye', right.unwrap)
    attempt('goodbye', left.unwrap)

client, server = contexts()
for name in ('www.example.org', 'example.org', '127.0.0.1', '127.0.0.2', '::1'):
    left, right, errors = handshake(client, server, name)
    print(name, [shown(e) for e in errors], [(e.verify_code, e.verify_message, isinstance(e, ValueError)) for e in errors])
distrusting = ssl.create_default_context(cafile=None, cadata=None)
distrusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
left, right, errors = handshake(distrusting, server)
print([(shown(e), e.verify_code, e.verify_message) for e in errors])
for answer in (lambda *_: ssl.ALERT_DESCRIPTION_ACCESS_DENIED,):
    server.sni_callback = answer
    print([shown(e) for e in handshake(client, server)[2]])
attempt('client', _ssl._SSLContext(17)._wrap_bio, ssl.MemoryBIO(), ssl.MemoryBIO(), False)
attempt('server', _ssl._SSLContext(16)._wrap_bio, ssl.MemoryBIO(), ssl.MemoryBIO(), True)
for name in ('', '.x', 'a\0b', 'é' * 70):
    attempt('name', client.wrap_bio, ssl.MemoryBIO(), ssl.MemoryBIO(), False, name)
old, new = contexts()
new.minimum_version = ssl.TLSVersion.TLSv1_3
old.maximum_version = ssl.TLSVersion.TLSv1_2
print([shown(e) for e in handshake(old, new)[2]])


# Over sockets: an echo server in a thread.
def serve(listener, context):
    while True:
        plain, _ = listener.accept()
        try:
            with context.wrap_socket(plain, server_side=True) as connection:
                while data := connection.recv(65536):
                    if data == b'end':
                        return
                    connection.sendall(data)
        except (ssl.SSLError, OSError):
            plain.close()


client, server = contexts()
client.keylog_filename = os.path.join(folder, 'keys')
with socket.create_server(('127.0.0.1', 0)) as listener:
    thread = threading.Thread(target=serve, args=(listener, server))
    thread.start()
    address = listener.getsockname()
    session = None
    for i in range(2):
        with client.wrap_socket(socket.create_connection(address), server_hostname='localhost', session=session) as s:
            block = bytes(range(256)) * 4096
            # One thread writes while this one reads.
            writer = threading.Thread(target=s.sendall, args=(block,))
            writer.start()
            got = bytearray()
            while len(got) < len(block):
                got += s.recv(65536)
            writer.join()
            print(got == block, s.version(), s.session_reused, s.session.has_ticket, s.session == s.session, s.getpeercert()['subject'][-1])
            session = s.session
            s.settimeout(0.05)
            attempt('timeout', s.recv, 1)
            s.setblocking(False)
            attempt('later', s.recv, 1)
    attempt('plain', client.wrap_socket, socket.create_connection(address), server_hostname='other.example')
    with socket.create_connection(address) as s:
        s.sendall(b'GET / HTTP/1.0\r\n\r\n')
    closed = client.wrap_socket(socket.create_connection(address), server_hostname='localhost')
    closed.close()
    attempt('closed', closed.recv, 1)
    with client.wrap_socket(socket.create_connection(address), server_hostname='localhost') as s:
        s.sendall(b'end')
    thread.join()
with open(client.keylog_filename) as f:
    lines = f.read().splitlines()
print(lines[0], len(lines) > 8, {line.split()[0] for line in lines[1:]} >= {'CLIENT_TRAFFIC_SECRET_0'})
client.keylog_filename = None
print(str(ssl.SSLError(1, 'x')), str(ssl.SSLError('x')), [t.__name__ for t in ssl.SSLCertVerificationError.__mro__], ssl.SSLError.__module__)

import shutil
shutil.rmtree(folder)

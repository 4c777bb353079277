# hashlib, hmac, zlib.crc32 and secrets.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import hashlib
import hmac

for name in ('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3_256', 'sha3_512', 'blake2b', 'blake2s'):
    h = hashlib.new(name, b'hello')
    print(name, h.hexdigest(), h.digest_size, h.block_size, h.name)
h = hashlib.sha256()
h.update(b'hel')
copy = h.copy()
h.update(b'lo')
copy.update(bytearray(b'p'))
print(h.hexdigest() == hashlib.sha256(b'hello').hexdigest(), copy.hexdigest()[:16], h.digest()[:4], hashlib.md5().hexdigest(), hashlib.sha256(b'a' * 100000).hexdigest(), hashlib.sha512(memoryview(b'abc')).hexdigest()[:20])
print(hashlib.shake_128(b'x').hexdigest(10), hashlib.blake2b(b'x', digest_size=8, key=b'k').hexdigest(), hashlib.pbkdf2_hmac('sha256', b'pw', b'salt', 10).hex(), hashlib.scrypt(b'p', salt=b's', n=2, r=1, p=1).hex()[:20], 'sha256' in hashlib.algorithms_guaranteed)
print(hmac.new(b'key', b'msg', 'sha256').hexdigest(), hmac.compare_digest('a', 'a'), hmac.digest(b'k', b'm', 'md5').hex(), hmac.new(b'k' * 200, b'm', hashlib.sha1).hexdigest())
error(lambda: hashlib.sha256('text'))
error(lambda: hashlib.new('nope'))
error(lambda: hashlib.sha256(5))
import zlib
import binascii
print(zlib.crc32(b'hello'), zlib.adler32(b'hello'), binascii.crc32(b'hello', 5), zlib.decompress(zlib.compress(b'abc' * 1000))[:6], len(zlib.compress(b'a' * 10000)) < 100)
import secrets
print(len(secrets.token_hex(8)), 0 <= secrets.randbelow(5) < 5, secrets.compare_digest(b'a', b'b'))

# binascii and base64: groups with and without breaks, pads in odd places, strict mode, translation.
import binascii, base64, random, hashlib
random.seed(3); m=hashlib.md5()
A=b'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n -_'
for i in range(400):
    n=random.choice([0,1,2,3,4,5,7,8,20,57,100,1000])
    d=random.randbytes(n)
    e=binascii.b2a_base64(d, newline=bool(i&1)); m.update(e)
    assert binascii.a2b_base64(e)==d and base64.b64decode(e.decode())==d, (d,e)
    assert base64.decodebytes(base64.encodebytes(d))==d
    assert base64.urlsafe_b64decode(base64.urlsafe_b64encode(d))==d
    assert bytes.fromhex(d.hex())==d==binascii.unhexlify(binascii.hexlify(d))==binascii.a2b_hex(d.hex().upper())
    m.update(binascii.hexlify(bytearray(d), '-', 3) + binascii.hexlify(memoryview(d)))
    x=bytes(random.choice(A) for _ in range(random.choice([0,1,2,3,4,5,8,9,12,13,16])))
    if i%3==0: x=base64.b64encode(x)[:-1]+b'='*(i%4)
    for strict in 0,1:
        try: r=binascii.a2b_base64(x, strict_mode=strict)
        except Exception as err: r=repr(err).encode()
        m.update(x+b':'+r)
    for z in (x, d):
        try: r=binascii.unhexlify(z)
        except Exception as err: r=repr(err).encode()
        m.update(r)
    t=random.randbytes(256); m.update(d.translate(t)+bytearray(d).translate(t)+d.translate(t,b'abc')+d.translate(None,b'\0\1'))
    m.update(bytes.maketrans(d[:5], d[:5][::-1]))
print(m.hexdigest())

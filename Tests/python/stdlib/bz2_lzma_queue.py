# bz2, lzma, queue.SimpleQueue and crypt over the system's libraries.
import _bz2
import _lzma as L
import bz2
import lzma
import queue
import threading


def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


data = bytes(range(256)) * 300
for module in bz2, lzma:
    packed = module.compress(data)
    print(module.__name__, len(packed), module.decompress(packed) == data, module.decompress(packed * 2) == data * 2, module.decompress(module.compress(b'')))
    attempt(lambda: module.decompress(packed[:-5]))
    attempt(lambda: module.decompress(b'nonsense' * 9))

attempt(lambda: _bz2.BZ2Compressor(0))
attempt(lambda: _bz2.BZ2Compressor('a'))
c = _bz2.BZ2Compressor()
attempt(lambda: c.compress('a'))
x = c.compress(b'abc') + c.flush()
print(x)
attempt(lambda: c.flush())
attempt(lambda: c.compress(b''))
d = _bz2.BZ2Decompressor()
attempt(lambda: (d.eof, d.needs_input, d.unused_data))
attempt(lambda: d.decompress(x[:10]))
attempt(lambda: d.decompress(x[10:] + b'zz'))
attempt(lambda: (d.eof, d.needs_input, d.unused_data))
attempt(lambda: d.decompress(b''))
d = _bz2.BZ2Decompressor()
y = bz2.compress(b'q' * 100000)
attempt(lambda: len(d.decompress(y, 100)))
attempt(lambda: d.needs_input)
attempt(lambda: len(d.decompress(b'', 100)))
attempt(lambda: len(d.decompress(b'')))
attempt(lambda: d.eof)

for arguments in [
    dict(format=9), dict(check=99), dict(format=L.FORMAT_ALONE, check=1), dict(format=L.FORMAT_RAW), dict(preset=3, filters=[]), dict(preset=99),
    dict(filters=[]), dict(filters=[{'id': L.FILTER_LZMA2}] * 6), dict(filters=[{}]), dict(filters=[{'id': 77}]),
    dict(filters=[{'id': L.FILTER_LZMA2, 'foo': 1}]), dict(filters=[{'id': L.FILTER_DELTA, 'foo': 1}]),
    dict(filters=[{'id': L.FILTER_X86, 'foo': 1}]), dict(filters=[5]), dict(filters=5), dict(preset='a'),
    dict(format=L.FORMAT_ALONE, filters=[{'id': L.FILTER_DELTA}]), dict(filters=[{'id': L.FILTER_LZMA2, 'preset': 99}]),
]:
    attempt(lambda: L.LZMACompressor(**arguments))
c = L.LZMACompressor()
x = c.compress(b'abc') + c.flush()
print(x)
attempt(lambda: c.flush())
attempt(lambda: c.compress(b''))
for arguments in [dict(format=9), dict(memlimit=-1), dict(format=L.FORMAT_RAW), dict(filters=[]), dict(format=L.FORMAT_RAW, memlimit=4, filters=[])]:
    attempt(lambda: L.LZMADecompressor(**arguments))
d = L.LZMADecompressor()
attempt(lambda: (d.check, d.eof, d.needs_input, d.unused_data))
attempt(lambda: d.decompress(x + b'zz'))
attempt(lambda: (d.check, d.eof, d.needs_input, d.unused_data))
attempt(lambda: d.decompress(b''))
attempt(lambda: L.LZMADecompressor(memlimit=100).decompress(x))
for form, filters in [(L.FORMAT_ALONE, None), (L.FORMAT_RAW, [{'id': L.FILTER_DELTA, 'dist': 4}, {'id': L.FILTER_LZMA2, 'preset': 7}])]:
    packed = lzma.compress(data, form, filters=filters)
    print(len(packed), lzma.decompress(packed, form, filters=filters) == data)
for spec in [{'id': L.FILTER_LZMA2}, {'id': L.FILTER_LZMA1}, {'id': L.FILTER_DELTA, 'dist': 3}, {'id': L.FILTER_X86}]:
    attempt(lambda: L._encode_filter_properties(spec))
attempt(lambda: L._decode_filter_properties(L.FILTER_LZMA1, b']\0\0\x80\0'))
attempt(lambda: L._decode_filter_properties(L.FILTER_LZMA2, b'\x16'))
attempt(lambda: L._decode_filter_properties(L.FILTER_LZMA2, b''))
attempt(lambda: L._decode_filter_properties(L.FILTER_DELTA, b'\x03'))
attempt(lambda: (L.is_check_supported(4), L.is_check_supported(99)))

q = queue.SimpleQueue()
attempt(lambda: q.get(False))
attempt(lambda: q.get(True, -1))
attempt(lambda: q.get_nowait())
attempt(lambda: q.get(timeout=0.01))
attempt(lambda: q.get(timeout='a'))
attempt(lambda: q.get(timeout=1e99))
attempt(lambda: q.put(1, False, 3))
attempt(lambda: (q.qsize(), q.empty(), q.get(), q.empty()))
results = []
thread = threading.Thread(target=lambda: results.extend(q.get() for _ in range(1000)))
thread.start()
for i in range(1000):
    q.put(i)
thread.join()
print(results == list(range(1000)), q.qsize(), queue.SimpleQueue[int])
import warnings
warnings.simplefilter('ignore')
import crypt
print(crypt.crypt('a', '$6$abc'))

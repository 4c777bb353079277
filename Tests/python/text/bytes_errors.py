# Every operation's result or error, as the reference interpreter words them.
tests = r"""
bytes(-1)
bytes('a')
bytes('a','ascii','strict',1)
bytes(1,'ascii')
bytes(encoding='ascii')
bytes(errors='x')
bytes([256])
bytes(['a'])
bytes([-1])
bytes([2**70])
bytes(1.0)
bytes(2**70)
bytes(None)
bytes({})
bytes(object())
b'a'+'a'
b'a'+1
b'a'*'a'
b'a'*2**70
'a' in b'a'
256 in b'a'
-1 in b'a'
2**70 in b'a'
1.0 in b'a'
b'a'[5]
b'a'[2**70]
b'a'<1
b'a'<'a'
b'a'.find('a')
b'a'.find(256)
b'a'.find(1.0)
b'a'.index(b'b')
b'a'.index(98)
b'a'.rindex(b'b')
b'a'.count('a')
b'a'.replace('a',b'')
b'a'.replace(b'a','')
b'a'.split('a')
b'a'.split(b'')
b'a'.rsplit(b'')
b'a'.strip('a')
b'a'.partition('a')
b'a'.partition(b'')
b'a'.join(1)
b'a'.join(['a'])
b'a'.join([b'a',1])
b'a'.startswith('a')
b'a'.startswith(('a',))
b'a'.endswith(1)
b'a'.ljust(5,'a')
b'a'.ljust(5,b'aa')
b'a'.center('a')
b'a'.zfill('a')
b'a'.expandtabs('a')
b'a'.translate(b'a')
b'a'.translate(1)
b'a'.translate(None,1)
bytes.maketrans(b'a',b'bc')
bytes.maketrans('a',b'bc')
b'a'.removeprefix('a')
bytes.fromhex('1')
bytes.fromhex('zz')
bytes.fromhex('1 1')
bytes.fromhex(1)
bytes.fromhex('\u1234')
b'a'.hex(1)
b'a'.hex('ab')
b'a'.hex('')
b'a'.hex('\u1234')
b'a'.hex(b':')
b'a'.hex(':','a')
b'a'.decode(1)
b'%d' % 'a'
b'%s' % 'a'
b'%b' % 1
b'%a' % '\u1234'
b'%c' % 256
b'%c' % b'ab'
b'%c' % 'a'
b'%c' % 1.0
b'%z' % 1
b'%' % 1
b'%d %d' % 1
b'%d' % (1,2)
b'%(a)s' % 1
b'%(a)s' % {b'a':b'x'}
b'%(a)s' % {'a':b'x'}
b'%x' % 1.5
b'%f' % 'a'
bytearray(b'a').append(256)
bytearray(b'a').append('a')
bytearray(b'a').append(-1)
bytearray(b'a').extend('a')
bytearray(b'a').extend(1)
bytearray(b'a').extend([256])
bytearray(b'a').insert(0,256)
bytearray(b'a').insert('a',1)
bytearray(b'a').pop(5)
bytearray().pop()
bytearray(b'a').remove(1)
bytearray(b'a').remove(256)
bytearray(b'a').__setitem__(5,1)
bytearray(b'a').__setitem__(0,256)
bytearray(b'a').__setitem__(0,'a')
bytearray(b'a').__setitem__('a',1)
bytearray(b'a').__setitem__(slice(0,1),'a')
bytearray(b'a').__setitem__(slice(0,1),5)
bytearray(b'abcd').__setitem__(slice(0,4,2),b'abc')
bytearray(b'a').__delitem__(5)
bytearray(b'a').__delitem__('a')
bytearray(b'a')['a']
bytearray(b'a')[1.0]
bytearray(b'a')[9]
bytearray(b'a').__iadd__('a')
bytearray(b'a').__iadd__(1)
bytearray(b'a')+'a'
bytearray('a')
bytearray(-1)
bytearray([256])
bytearray(1.0)
bytearray(b'a').join(['a'])
bytearray(b'a').find('a')
hash(bytearray())
memoryview(1)
memoryview('a')
memoryview(b'a')[1.0]
memoryview(b'a')[5]
memoryview(b'a')['a']
memoryview(b'a').__setitem__(0,1)
memoryview(bytearray(b'a')).__setitem__(0,'a')
memoryview(bytearray(b'a')).__setitem__(0,256)
memoryview(bytearray(b'a')).__setitem__(5,1)
memoryview(bytearray(b'ab')).__setitem__(slice(0,1),b'ab')
memoryview(bytearray(b'ab')).__setitem__(slice(0,1),1)
memoryview(bytearray(b'ab')).__delitem__(0)
memoryview(b'ab').cast('i')
memoryview(b'ab').cast('z')
memoryview(b'ab').cast(1)
memoryview(b'abcd').cast('B',[2,3])
memoryview(b'abcd').cast('B',[2,2])[0]
memoryview(b'abcd').cast('B',[2,2])[0,0]
memoryview(b'abcd').cast('B',[2,2])[0,5]
memoryview(b'abcd').cast('B',[2,2])[0,0,0]
memoryview(b'abcd').cast('B',[2,2]).tolist()
memoryview(b'abcd').cast('B',[2,-2])
memoryview(b'abcd').cast('B',5)
memoryview(b'abcd').cast('i').cast('h')
memoryview(b'abcd')[::2].cast('h')
memoryview(b'abcd')[::2].c_contiguous
memoryview(b'abcd')[0:2,0:2]
memoryview(b'abcd').hex(':')
memoryview(b'abcd').tobytes('X')
hash(memoryview(bytearray()))
memoryview(b'a') < memoryview(b'b')
repr(memoryview(b'a'))[:14]
len(memoryview(b'abcd').cast('B',[2,2]))
memoryview(b'abcd').cast('c').tolist()
memoryview(b'abcd').cast('?').tolist()
memoryview(b'abcd').cast('f').tolist()
memoryview(b'abcd').cast('c')[0]
memoryview(b'abcd').shape
memoryview(b'abcd').strides
memoryview(b'abcd').suboffsets
memoryview(b'abcd').cast('B',[2,2]).strides
memoryview(b'abcd').cast('B',shape=[])
memoryview(b'a').cast('B',shape=[]).tolist()
memoryview(b'a').cast('B',shape=[])[()]
memoryview(b'a').cast('B',shape=[])[0]
len(memoryview(b'a').cast('B',shape=[]))
memoryview(bytearray(b'abcd')).cast('c').__setitem__(0,1)
memoryview(bytearray(b'abcd')).cast('c').__setitem__(0,b'aa')
memoryview(bytearray(b'abcd')).cast('f').__setitem__(0,'a')
memoryview(bytearray(b'abcd')).cast('b').__setitem__(0,128)
memoryview(bytearray(b'abcd')).cast('?').__setitem__(0,'a')
bytes.__new__(int)
b'a'.__getnewargs__()
bytearray(b'abc').__reduce__()
bytearray(b'abc').__reduce_ex__(3)
bytes(b'abc').isascii()
b'a' == 'a'
int.from_bytes(memoryview(b'ab'),'big')
b'abc'.splitlines(1)
b'a\x0bb\x0cc\x1cd\r\ne'.splitlines()
"""
exec("""
def rel():
    m = memoryview(b'abc'); m.release(); return m
def ba():
    a = bytearray(b'abc'); m = memoryview(a); a.keep = 1
def exp():
    a = bytearray(b'abc'); m = memoryview(a); a.append(1)
def exp2():
    a = bytearray(b'abc'); m = memoryview(a); a.clear()
def exp3():
    a = memoryview(b'abc'); b = memoryview(a); a.release()
def exp4():
    a = memoryview(b'abc'); b = a[1:]; a.release(); return b
""")
tests = tests.strip().split('\n') + ['rel()[0]','rel().obj','exp()','exp2()','exp3()','exp4().tolist()','ba()', 'len(rel())','hash(rel())','rel()==rel()','rel()==1']
for t in tests:
    try: r = ascii(eval(t))
    except BaseException as e: r = type(e).__name__+': '+ascii(str(e))
    if len(r)>300: r=r[:300]
    print(t, '=>', r)

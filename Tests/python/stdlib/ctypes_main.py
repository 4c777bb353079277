# ctypes: simple types, structures, unions, arrays, pointers, functions, callbacks, buffers, and their complaints.
from ctypes import *
import re
import ctypes, _ctypes
def shown(v):
    return re.sub(r'[0-9]{14,}', 'BIG', re.sub('0x[0-9a-f]{4,}', '0xADDR', re.sub(r'^/\S+: ', 'PROGRAM: ', str(v))))
def tr(s, g=globals()):
    try: print(s, '->', shown(eval(s, g)))
    except BaseException as e: print(s, '!!', type(e).__name__, shown(e))
class S(Structure): _fields_=[('a',c_int),('b',c_char),('c',c_double)]
class B(Structure): _fields_=[('a',c_int,3),('b',c_int,5),('c',c_short,9),('d',c_char*5),('e',c_wchar*3)]
class U(Union): _fields_=[('a',c_int),('d',c_double),('s',S)]
class P(Structure): _pack_=1;_fields_=[('a',c_byte),('b',c_long)]
class MyI(c_int): pass
class BE(BigEndianStructure): _fields_=[('a',c_int),('b',c_short,3),('c',c_short,4)]
s=S(1,b'x',2.5); A=c_int*4; a=A(1,2,3)
b=B(1,2,3,b'hello','abc')
fn=CFUNCTYPE(c_int,c_int,c_int)
libc=CDLL(None)
for x in '''c_int('x')
c_int(3.5)
c_int(2**70).value
c_int(-1)
c_int()
c_char(b'x')
c_char(b'xx')
c_char('x')
c_char(300)
c_char(65)
c_wchar('x')
c_wchar('xx')
c_wchar(3)
c_double(3)
c_double('x')
c_float(1.1)
c_bool(3)
c_bool('')
c_char_p(b'abc')
c_char_p('abc')
c_char_p(3).value if 0 else 0
c_wchar_p('abc').value
c_wchar_p(b'')
c_void_p(5)
c_void_p('a')
c_void_p().value
py_object()
py_object().value
py_object([1])
py_object([1]).value
c_longdouble(2)
c_int(1,2)
c_int(x=1)
MyI(3)
MyI(3).value
bool(c_int(0)), bool(c_int(3))
s
s.a, s.b, s.c
S.a, S.b, S.c, B.a, B.b, B.c, B.d, B.e
S.a.offset, S.c.offset, B.c.offset, B.b.size
sizeof(S), sizeof(B), sizeof(U), sizeof(P), sizeof(A), alignment(S), alignment(P), sizeof(s)
sizeof(int)
alignment(3)
setattr(b,'a',100) or b.a
setattr(b,'d',b'toolongxx')
setattr(b,'d',3)
setattr(b,'e','abcd')
setattr(s,'a','x')
setattr(s,'a',c_int(7)) or s.a
setattr(s,'a',c_long(7)) or s.a
delattr(s,'a')
S(1,2,3,4)
S(a=1,d=4)
S(1,a=4)
S(b=b'z').b
Structure()
c_int*-1
c_int*'x'
3*c_int
(c_int*3)()
list(a), len(a), a[0], a[-1], a[1:3], a[::2]
a[4]
a['x']
a.__setitem__(0,'x')
a.__setitem__(slice(0,2),[7,8]) or list(a)
a.__setitem__(slice(0,2),[7,8,9]) or list(a)
a.__delitem__(0)
A(1,2,3,4,5)
(c_char*4)(b'a',b'b').value
(c_char*4)(b'a',b'b').raw
(c_char*4)(b'a',b'b')[:]
(c_wchar*4)('a','b').value
(c_wchar*4)('a','b')[:]
(c_char*3)().__setattr__('value',b'abcd')
(c_char*3)().__setattr__('raw',b'abcd')
(c_char*3)().__setattr__('value','abcd')
POINTER(c_int)
POINTER('x')
POINTER(3)
POINTER(c_int) is POINTER(c_int)
pointer(c_int(4)).contents
pointer(c_int(4))[0]
pointer(3)
POINTER(c_int)()
POINTER(c_int)().contents
POINTER(c_int)()[0]
bool(POINTER(c_int)())
bool(pointer(c_int(4)))
pointer(a).contents[1]
pointer(c_int(4))['x']
cast(a,POINTER(c_int))[0:3]
cast(a,POINTER(c_int))[0:]
cast(a,POINTER(c_int))[:3:1]
cast(a,c_void_p).value == addressof(a)
cast(a,int)
cast(3,POINTER(c_int))._objects
setattr(pointer(a),'contents',3)
POINTER(c_int)(c_long(3))
byref(c_int(3))
byref(3)
byref(s,4)
addressof(3)
c_int.from_address('x')
c_int.from_address(addressof(a)).value
c_int.from_buffer(b'abcd')
c_int.from_buffer(bytearray(b'abcd')).value
c_int.from_buffer(bytearray(b'abc'))
c_int.from_buffer(bytearray(b'abcdef'),4)
c_int.from_buffer(bytearray(b'abcdef'),-4)
c_int.from_buffer_copy(b'abcdef',1).value
c_int.from_buffer_copy(b'abc')
c_int.in_dll(libc,'nope')
c_int.in_dll(3,'nope')
c_int.from_param(3)
c_int.from_param('x')
c_int.from_param(c_int(3))
c_int.from_param(c_long(3))
c_char_p.from_param(b'abc')
c_char_p.from_param(3)
c_char_p.from_param(None)
c_void_p.from_param(3)
c_void_p.from_param('x')
c_void_p.from_param(1.5)
c_double.from_param(3)
POINTER(c_int).from_param(3)
POINTER(c_int).from_param(c_int(3))
POINTER(c_int).from_param(byref(c_int(3)))
POINTER(c_int).from_param(a)
POINTER(c_int).from_param(None)
S.from_param(3)
libc.abs(-3)
libc.abs
libc.nope
libc.strlen(b'hello')
libc.abs(1.5)
libc.abs(2**80)
libc.abs(object())
libc['abs'](-9)
libc.abs.argtypes
setattr(libc.abs,'argtypes',[c_int])
libc.abs()
libc.abs(1,2)
libc.abs.argtypes
setattr(libc.abs,'argtypes',3)
setattr(libc.abs,'argtypes',[3])
setattr(libc.abs,'restype',3)
setattr(libc.abs,'restype',c_double)
libc.abs.restype
setattr(libc.abs,'errcheck',3)
libc.abs.errcheck
delattr(libc.abs,'restype')
libc.abs.restype
CDLL('nonexistent.so')
fn
fn(lambda a,b: a+b)(3,4)
fn(3)
fn('x')
fn()
bool(fn())
fn(lambda a,b: a+b)(3)
fn(lambda a,b: a+b)(3,4,5)
CFUNCTYPE(None)(lambda: 5)()
CFUNCTYPE(c_char_p)(lambda: b'x')
CFUNCTYPE(c_int,c_char_p)(len)(b'hello')
CFUNCTYPE(c_int,3)
resize(s,3)
resize(s,100) or sizeof(s)
resize(3,3)
get_errno(),set_errno(3),get_errno()
string_at(b'hello'),string_at(b'hello',3),wstring_at('hello',2),string_at(0,0)
bytes(memoryview(a)), memoryview(a).format, memoryview(a).shape, memoryview(s).format, memoryview(S.from_buffer(s)).shape
memoryview((A*2)()).shape, memoryview((A*2)()).format, memoryview(pointer(a)).format, memoryview(B()).format, memoryview(fn()).format, memoryview(BE()).format
BE(1,2,3).a, bytes(BE(1,2,3)), BE.a, BE.b
BE(1,2,3).b, BE(1,2,3).c
s._objects, a._objects, pointer(a)._objects.keys(), s._b_base_, s._b_needsfree_
U(1).s
U(1).s._b_base_
hash(s) == hash(s)
c_int(3) == c_int(3)
Structure.__subclasses__
c_int.__ctype_be__, c_int.__ctype_be__(1), bytes(c_int.__ctype_be__(1))
c_int._type_
type('X',(Structure,),{'_fields_':3})
type('X',(Structure,),{'_fields_':[3]})
type('X',(Structure,),{'_fields_':[('a',3)]})
type('X',(Structure,),{'_fields_':[(3,c_int)]})
type('X',(Structure,),{'_fields_':[('a',c_int,40)]})
type('X',(Structure,),{'_fields_':[('a',c_int,0)]})
type('X',(Structure,),{'_fields_':[('a',c_double,3)]})
type('X',(Structure,),{'_fields_':[('a',c_int)],'_pack_':-1})
type('X',(Structure,),{'_fields_':[('a',c_int)],'_pack_':'x'})
type('X',(Structure,),{'_fields_':[('a',S)],'_anonymous_':['a']}).b
type('X',(Structure,),{'_fields_':[('a',S)],'_anonymous_':['z']}).b
type('X',(Structure,),{'_fields_':[('a',c_int)],'_anonymous_':['a']}).b
type('X',(S,),{'_fields_':[('z',c_int)]})(1,b'2',3,4).z
sizeof(type('X',(S,),{'_fields_':[('z',c_int)]}))
setattr(S,'_fields_',[])
type('X',(Array,),{})
type('X',(Array,),{'_length_':3})
type('X',(Array,),{'_length_':-3,'_type_':c_int})
type('X',(Array,),{'_length_':3,'_type_':int})
type('X',(Array,),{'_length_':'3','_type_':c_int})
type('X',(Array,),{'_length_':2**62,'_type_':c_int})
type('X',(_SimpleCData,),{})
type('X',(_SimpleCData,),{'_type_':'ab'})
type('X',(_SimpleCData,),{'_type_':'x'})
type('X',(_SimpleCData,),{'_type_':3})
type('X',(_Pointer,),{})()
type('X',(_Pointer,),{'_type_':3})
type('X',(_CFuncPtr,),{})
type('X',(_CFuncPtr,),{'_flags_':'x'})
_CFuncPtr()
_ctypes._Pointer()
_ctypes.Array()
_ctypes._SimpleCData()
_ctypes.Union()
__import__('pickle').loads(__import__('pickle').dumps(s)).c
__import__('pickle').dumps(pointer(a))
__import__('copy').copy(a)[0]
create_string_buffer(b'abc').raw
create_unicode_buffer('abc').value
create_string_buffer(5).value
Array.__class_getitem__(int)
ArgumentError.__mro__
ctypes.util if hasattr(ctypes,'util') else 0
_ctypes.call_function
_ctypes.dlopen('nope.so',0)
_ctypes.dlsym(libc._handle,'nope')
_ctypes.buffer_info(a), _ctypes.buffer_info(A*3), _ctypes.buffer_info(s)
_ctypes.buffer_info(3)'''.split('\n'):
    if '_SimpleCData' in x or '_Pointer' in x or '_CFuncPtr' in x:
        g=dict(globals()); g.update(_SimpleCData=_ctypes._SimpleCData,_Pointer=_ctypes._Pointer,_CFuncPtr=_ctypes.CFuncPtr)
        tr(x,g)
    else: tr(x)


@CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
def order(a, b):
    return a[0] - b[0]

numbers = (c_int * 6)(5, 3, 9, -1, 4, 0)
libc.qsort(numbers, len(numbers), sizeof(c_int), order)
print(list(numbers))


class Div(Structure):
    _fields_ = [('quot', c_int), ('rem', c_int)]

libc.div.restype = Div
print(libc.div(17, 5).quot, libc.div(17, 5).rem)
buffer = create_string_buffer(100)
print(libc.sprintf(buffer, b'%d %s %.2f %c %ld', 5, b'text', c_double(2.5), c_char(b'x'), c_long(2**40)), buffer.value)
strtol = CFUNCTYPE(c_long, c_char_p, POINTER(c_char_p), c_int)(('strtol', libc), ((1, 'text'), (2, 'rest'), (1, 'base', 10)))
print(strtol(b'12abc'), strtol(b'ff zz', 16), strtol(text=b'7', base=8))
get = CDLL(None, use_errno=True)
get.open.errcheck = lambda result, function, args: (result, get_errno(), args)
print(get.open(b'/no/such/file', 0))
tm = CFUNCTYPE(c_int, c_int)(lambda n: 1 / n)
import sys
sys.unraisablehook = lambda u: print('unraisable', u.err_msg, repr(u.exc_value))
tm(0)
nested = CFUNCTYPE(c_int, c_int)(lambda n: n if n < 2 else nested(n - 1) + nested(n - 2))
print(nested(12))
byvalue = CFUNCTYPE(c_int, Div)(lambda d: d.quot * 100 + d.rem)
print(byvalue(Div(3, 4)))


class Node(Structure):
    pass

Node._fields_ = [('value', c_int), ('next', POINTER(Node))]
third = Node(3, None)
second = Node(2, pointer(third))
first = Node(1, pointer(second))
print(first.next.contents.next.contents.value, bool(first.next.contents.next.contents.next))
data = bytearray(b'abcd')
view = (c_char * 4).from_buffer(data)
view[1] = b'X'
print(data, view.raw)
try:
    data.append(1)
except BufferError as error:
    print(error)
import ctypes.util
print(ctypes.util.find_library('c'), ctypes.util.find_library('nosuchlibrary'))
del sys.unraisablehook

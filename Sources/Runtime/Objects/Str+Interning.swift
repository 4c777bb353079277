// The intern table: names that occur in programs exist once, so that comparing two of them compares two words.

import Glibc

/// Open addressing over interned strs. The table does not keep a str alive that nothing else refers to (the collector removes it).
public struct InternTable: BitwiseCopyable {
  var rows: UnsafeMutablePointer<Value>
  var mask: Int
  var count: Int

  static func make(capacity: Int) -> InternTable {
    let rows = UnsafeMutablePointer<Value>.allocate(capacity: capacity)
    rows.initialize(repeating: .empty, count: capacity)
    return InternTable(rows: rows, mask: capacity &- 1, count: 0)
  }
  mutating func grow() {
    var larger = InternTable.make(capacity: (mask &+ 1) &* 2)
    for i in 0...mask where rows[i].isObject { larger.insert(Str(rows[i])) }
    rows.deallocate()
    self = larger
  }
  private mutating func insert(_ s: Str) {
    var i = s.hash & mask
    while rows[i].isObject { i = (i &+ 1) & mask }
    rows[i] = s.value
    count &+= 1
  }
  /// The interned str of these code points below 256, if there is one.
  func find(latin1 text: UnsafeBufferPointer<UInt8>) -> Str? {
    let hash = Hashing.bytes(UnsafeRawBufferPointer(text), empty: 0)
    var i = hash & mask
    while rows[i].isObject {
      let other = Str(rows[i])
      if other.fields.pointee.hash == hash, other.width == 0, other.length == text.count, let p = text.baseAddress,
        memcmp(other.data, p, text.count) == 0
      {
        return other
      }
      i = (i &+ 1) & mask
    }
    return nil
  }
  /// The interned equal of `s`: itself when there was none.
  mutating func intern(_ s: Str) -> Str {
    var i = s.hash & mask
    while rows[i].isObject {
      let other = Str(rows[i])
      if other.fields.pointee.hash == s.fields.pointee.hash, Str.equal(other, s) { return other }
      i = (i &+ 1) & mask
    }
    s.header.pointee.flags |= Str.internedFlag
    insert(s)
    Heap.state.pointee.youngInterned.push(s.raw)
    if count &* 2 > mask { grow() }
    return s
  }
}

extension Str {
  /// The one interned str with this text. `s` has to be an exact str.
  public static func intern(_ s: Str) -> Str { s.isInterned ? s : machine.pointee.interned.intern(s) }
  public static func intern(_ thread: Thread, _ text: StaticString) -> Str { intern(make(thread, text)) }
  public static func intern(_ thread: Thread, _ text: String) -> Str { intern(make(thread, text)) }
}

/// Names that native code looks up: `Name.__init__.str` is an interned str that exists from the start.
public enum Name: Int, CaseIterable {
  case __abs__, __abstractmethods__, __add__, __aenter__, __aexit__, __aiter__, __all__, __and__, __anext__, __annotations__, __args__
  case __await__, __bases__, __bool__, __build_class__, __builtins__, __bytes__, __cached__, __call__, __cause__, __ceil__, __class__
  case __class_getitem__, __classcell__, __closure__, __code__, __complex__, __contains__, __context__, __copy__, __deepcopy__
  case __defaults__, __del__, __delattr__, __delete__, __delitem__, __dict__, __dir__, __divmod__, __doc__, __enter__, __eq__, __exit__
  case __file__, __float__, __floor__, __floordiv__, __format__, __fspath__, __func__, __ge__, __get__, __getattr__, __getattribute__
  case __getitem__, __getnewargs__, __getnewargs_ex__, __getstate__, __globals__, __gt__, __hash__, __iadd__, __iand__, __ifloordiv__
  case __ilshift__, __imatmul__, __imod__, __import__, __imul__, __index__, __init__, __init_subclass__, __instancecheck__, __int__
  case __invert__, __ior__, __ipow__, __irshift__, __isabstractmethod__, __isub__, __iter__, __itruediv__, __ixor__, __kwdefaults__
  case __le__, __len__, __length_hint__, __loader__, __lshift__, __lt__, __main__, __match_args__, __matmul__, __metaclass__, __missing__
  case __mod__, __module__, __mro__, __mro_entries__, __mul__, __name__, __ne__, __neg__, __new__, __next__, __notes__, __objclass__, __or__
  case __orig_bases__, __orig_class__, __origin__, __package__, __parameters__, __path__, __pos__, __pow__, __prepare__, __qualname__
  case __radd__, __rand__, __rdivmod__, __reduce__, __reduce_ex__, __repr__, __reversed__, __rfloordiv__, __rlshift__, __rmatmul__
  case __rmod__, __rmul__, __ror__, __round__, __rpow__, __rrshift__, __rshift__, __rsub__, __rtruediv__, __rxor__, __self__, __set__
  case __set_name__, __setattr__, __setitem__, __setstate__, __sizeof__, __slots__, __spec__, __str__, __sub__, __subclasscheck__
  case __subclasses__, __subclasshook__, __suppress_context__, __text_signature__, __traceback__, __truediv__, __trunc__
  case __typing_subst__, __typing_unpacked_tuple__, __typing_prepare_subst__, __unpacked__, __warningregistry__, __weakref__, __wrapped__, __xor__
  case builtins, sys, _initializing, args, close, send, `throw`, keys, items, values, get, update, name, path, msg, obj, value, code
  case stdin, stdout, stderr, write, flush, read, readline, fileno, encoding, errors, decode, encode, modules, meta_path, path_hooks
  case excepthook, displayhook, unraisablehook, last_type, last_value, last_traceback, print_file_and_line, filename, lineno, offset, text
  case metaclass, sep, end, file, key, reverse, start, strict, mro, fget, fset, fdel, doc, format, join, append, extend, add, insert, pop, discard
  case context, call_soon, get_debug, get_loop, _loop, cancel, result, add_done_callback, _asyncio_future_blocking

  @inline(__always) public var str: Str { Str(machine.pointee.names.rows[rawValue]) }
  @inline(__always) public var value: Value { machine.pointee.names.rows[rawValue] }
}

public struct Names: BitwiseCopyable {
  var rows: UnsafeMutablePointer<Value>
  static func make(_ thread: Thread) -> Names {
    let rows = UnsafeMutablePointer<Value>.allocate(capacity: Name.allCases.count)
    for name in Name.allCases { rows[name.rawValue] = Str.intern(thread, enumCaseName(name).map { String(cString: $0) } ?? "").value }
    return Names(rows: rows)
  }
}

/// What `String(describing:)` of a case comes down to: without the detour over `Mirror`, which would take a third of the time of a start.
@_silgen_name("swift_EnumCaseName")
private func enumCaseName<T>(_ value: T) -> UnsafePointer<CChar>?

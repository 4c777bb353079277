// The types bytes and bytearray: Library Reference, "Binary Sequence Types".

import Glibc

extension ByteMethods {
  /// The rows of methods that bytes and bytearray share.
  static func define(_ type: TypeBuilder) {
    type.method("find(sub, start=None, end=None, /)", "The lowest index where sub is found, or -1.") { native($0, $1, $2, $3, ByteMethods.find) }
    type.method("rfind(sub, start=None, end=None, /)", "The highest index where sub is found, or -1.") { native($0, $1, $2, $3, ByteMethods.rfind) }
    type.method("index(sub, start=None, end=None, /)", "Like find, but ValueError when sub is not found.") { native($0, $1, $2, $3, ByteMethods.index) }
    type.method("rindex(sub, start=None, end=None, /)", "Like rfind, but ValueError when sub is not found.") { native($0, $1, $2, $3, ByteMethods.rindex) }
    type.method("count(sub, start=None, end=None, /)", "How often sub occurs without overlapping.") { native($0, $1, $2, $3, ByteMethods.count) }
    type.method("startswith(prefix, start=None, end=None, /)", "Whether it starts with prefix, or one of a tuple.") { native($0, $1, $2, $3, ByteMethods.startsWith) }
    type.method("endswith(suffix, start=None, end=None, /)", "Whether it ends with suffix, or one of a tuple.") { native($0, $1, $2, $3, ByteMethods.endsWith) }
    type.method("removeprefix(prefix, /)", "Without this prefix, if it has it.") { native($0, $1, $2, $3, ByteMethods.removePrefix) }
    type.method("removesuffix(suffix, /)", "Without this suffix, if it has it.") { native($0, $1, $2, $3, ByteMethods.removeSuffix) }
    type.method("replace(old, new, count=-1, /)", "A copy with the first count (default all) occurrences of old replaced.") { native($0, $1, $2, $3, ByteMethods.replace) }
    type.method("split(sep=None, maxsplit=-1)", "The parts between separators (default: runs of white space).") { native($0, $1, $2, $3, ByteMethods.split) }
    type.method("rsplit(sep=None, maxsplit=-1)", "Like split, counting from the right.") { native($0, $1, $2, $3, ByteMethods.rsplit) }
    type.method("splitlines(keepends=False)", "The lines.") { native($0, $1, $2, $3, ByteMethods.splitLines) }
    type.method("partition(sep, /)", "(head, sep, tail) around the first separator.") { native($0, $1, $2, $3, ByteMethods.partition) }
    type.method("rpartition(sep, /)", "(head, sep, tail) around the last separator.") { native($0, $1, $2, $3, ByteMethods.rpartition) }
    type.method("strip(bytes=None, /)", "Without leading and trailing white space (or these bytes).") { native($0, $1, $2, $3, ByteMethods.strip) }
    type.method("lstrip(bytes=None, /)", "Without leading white space (or these bytes).") { native($0, $1, $2, $3, ByteMethods.lstrip) }
    type.method("rstrip(bytes=None, /)", "Without trailing white space (or these bytes).") { native($0, $1, $2, $3, ByteMethods.rstrip) }
    type.method("join(iterable_of_bytes, /)", "The byte strings of an iterable, this one between them.") { native($0, $1, $2, $3, ByteMethods.join) }
    defineTransforms(type)
  }
  private static func defineTransforms(_ type: TypeBuilder) {
    type.method("ljust(width, fillchar=b' ', /)", "Padded on the right to width.") { native($0, $1, $2, $3, ByteMethods.ljust) }
    type.method("rjust(width, fillchar=b' ', /)", "Padded on the left to width.") { native($0, $1, $2, $3, ByteMethods.rjust) }
    type.method("center(width, fillchar=b' ', /)", "Padded on both sides to width.") { native($0, $1, $2, $3, ByteMethods.center) }
    type.method("zfill(width, /)", "Padded with zeros on the left, behind a sign.") { native($0, $1, $2, $3, ByteMethods.zfill) }
    type.method("expandtabs(tabsize=8)", "With spaces instead of tabs.") { native($0, $1, $2, $3, ByteMethods.expandTabs) }
    type.method("lower()", "ASCII letters in lower case.") { native($0, $1, $2, $3, ByteMethods.lower) }
    type.method("upper()", "ASCII letters in upper case.") { native($0, $1, $2, $3, ByteMethods.upper) }
    type.method("swapcase()", "ASCII letters in the other case.") { native($0, $1, $2, $3, ByteMethods.swapCase) }
    type.method("title()", "Each word's first ASCII letter in upper, the others in lower case.") { native($0, $1, $2, $3, ByteMethods.title) }
    type.method("capitalize()", "First letter in upper, the others in lower case.") { native($0, $1, $2, $3, ByteMethods.capitalize) }
    type.method("isalpha()", "Whether all bytes are ASCII letters, and there is one.") { native($0, $1, $2, $3, ByteMethods.isAlpha) }
    type.method("isalnum()", "Whether all bytes are ASCII letters or digits, and there is one.") { native($0, $1, $2, $3, ByteMethods.isAlnum) }
    type.method("isdigit()", "Whether all bytes are ASCII digits, and there is one.") { native($0, $1, $2, $3, ByteMethods.isDigit) }
    type.method("isspace()", "Whether all bytes are ASCII white space, and there is one.") { native($0, $1, $2, $3, ByteMethods.isSpace) }
    type.method("isascii()", "Whether all bytes are below 128.") { native($0, $1, $2, $3, ByteMethods.isASCII) }
    type.method("islower()", "Whether all ASCII letters are lower case, and there is one.") { native($0, $1, $2, $3, ByteMethods.isLower) }
    type.method("isupper()", "Whether all ASCII letters are upper case, and there is one.") { native($0, $1, $2, $3, ByteMethods.isUpper) }
    type.method("istitle()", "Whether upper case starts words only, and lower case never.") { native($0, $1, $2, $3, ByteMethods.isTitle) }
    type.method("translate(table, /, delete=b'')", "Each byte replaced by table[byte], those in delete removed.") { native($0, $1, $2, $3, ByteMethods.translate) }
    type.staticMethod("maketrans(frm, to, /)", "A table for translate().") { native($0, $1, $2, $3, ByteMethods.makeTrans) }
    type.method("hex(sep=None, bytes_per_sep=1)", "Two hexadecimal digits a byte.") { native($0, $1, $2, $3, ByteMethods.hex) }
    type.method("decode(encoding='utf-8', errors='strict')", "The bytes as text.") { native($0, $1, $2, $3, ByteMethods.decode) }
  }
}

extension Bytes {
  static func define(_ type: TypeBuilder) {
    type.doc("bytes(source=b'', encoding, errors): an immutable sequence of bytes.")
    type.layout(.byteString, size: MemoryLayout<BytesFields>.size, item: 1)
    type.flags(.subclassable)
    let slots = type.slots
    slots.pointee.repr = { unary($0, $1, Bytes.repr) }
    slots.pointee.str = { unary($0, $1, Bytes.textRepr) }
    slots.pointee.hash = { unary($0, $1) { (_, v) throws(Raised) in .int(Bytes(v).hash) } }
    slots.pointee.richCompare = { compare($0, $1, $2, $3, ByteMethods.richCompare) }
    slots.pointee.iter = { unary($0, $1) { (t, v) throws(Raised) in ByteIterator.make(t, v, .bytesIterator) } }
    slots.pointee.length = { unary($0, $1) { (_, v) throws(Raised) in .int(Bytes(v).count) } }
    slots.pointee.getItem = { binary($0, $1, $2, Bytes.getItem) }
    slots.pointee.contains = { binary($0, $1, $2, ByteMethods.contains) }
    slots.pointee.concat = { binary($0, $1, $2, ByteMethods.concat) }
    slots.pointee.repeat_ = { binary($0, $1, $2, ByteMethods.repeated) }
    slots.pointee.remainder = { binary($0, $1, $2, Bytes.remainder) }
    slots.pointee.buffer = { binary($0, $1, $2, Bytes.buffer) }
    type.new("bytes(source=b'', encoding='utf-8', errors='strict')") { native($0, $1, $2, $3, Bytes.new) }
    ByteMethods.define(type)
    type.classMethod("fromhex(string, /)", "Bytes from pairs of hexadecimal digits; white space between them is allowed.") { native($0, $1, $2, $3, Bytes.fromHex) }
    type.method("__getnewargs__()", "Arguments for __new__ when unpickled.") { native($0, $1, $2, $3, Bytes.getNewArgs) }
    type.method("__bytes__()", "The object itself, exactly of type bytes.") { native($0, $1, $2, $3, Bytes.toBytes) }
    type.method("__sizeof__()", "Size in memory, in bytes.") { native($0, $1, $2, $3, Bytes.sizeOf) }
  }

  @inline(__always) public var hash: Int {
    let h = fields.pointee.hash
    if h != 0 { return h }
    let fresh = Hashing.bytes(UnsafeRawBufferPointer(start: data, count: count), empty: 0)
    fields.pointee.hash = fresh
    return fresh
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    var out = try StrBuilder(thread, capacity: Bytes(v).count &+ 16)
    try ByteMethods.appendRepr(&out, Bytes(v).buffer)
    return try out.finish().value
  }
  /// str(bytes): its repr, with a warning under -b.
  static func textRepr(_ thread: Thread, _ v: Value) throws(Raised) -> Value { try repr(thread, v) }

  static func getItem(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    if key.isExactly(.slice) { return try ByteMethods.slice(thread, v, key) }
    guard Arguments.isIndex(key) else {
      throw thread.raise(.typeError, "byte indices must be integers or slices, not \(key.type.displayName)")
    }
    var i = key.isInt ? key.asInt : try thread.indexInt(key, overflow: .indexError)
    let b = Bytes(v)
    if i < 0 { i &+= b.count }
    if i < 0 || i >= b.count { throw thread.raise(.indexError, "index out of range") }
    return .int(Int(b.data[i]))
  }
  static func remainder(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if !a.isKind(.byteString) { return .notImplemented }
    let text = try PercentFormat.format(thread, bytes: Bytes(a).buffer, b)
    return try latin1(thread, text).value
  }
  static func buffer(_ thread: Thread, _ v: Value, _ address: Value) throws(Raised) -> Value {
    guard let view = UnsafeMutablePointer<BufferView>(bitPattern: UInt(address.bits)) else { return .none }
    view.pointee.object = v
    view.pointee.data = Raw(Bytes(v).data)
    view.pointee.length = Bytes(v).count
    return .none
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let cls = Type(args[0])
    let b = try make(thread, args)
    if cls.fields == Type[.bytes].fields { return try b.exact(thread).value }
    return try makeSubclassInstance(thread, cls, b)
  }
  private static func make(_ thread: Thread, _ args: Args) throws(Raised) -> Bytes {
    let source = args[1]
    if source.isEmpty {
      try checkNoEncoding(thread, args)
      return empty
    }
    // A class derived from str may know better, when no encoding is named.
    var isText = source.isKind(.str)
    if isText, !source.isExactly(.str), args[2].isEmpty, args[3].isEmpty { isText = try thread.lookupSpecial(source, .__bytes__).isEmpty }
    if isText {
      if args[2].isEmpty { throw thread.raise(.typeError, "string argument without an encoding") }
      let encoding = try Arguments.codecName(thread, args[2], "bytes", "encoding")
      let errors = try Arguments.codecName(thread, args[3], "bytes", "errors")
      return try Codecs.encode(thread, Str(source), encoding, errors)
    }
    try checkNoEncoding(thread, args)
    if source.isExactly(.bytes) { return Bytes(source) }
    let method = source.isObject ? try thread.lookupSpecial(source, .__bytes__) : Value.empty
    if !method.isEmpty {
      let b = try thread.call(method)
      guard b.isKind(.byteString) else {
        throw thread.raise(.typeError, "__bytes__ returned non-bytes (type \(b.type.displayName))")
      }
      return Bytes(b)
    }
    if Arguments.isIndex(source), let n = try count(thread, source) {
      let b = try uninitialized(thread, count: n)
      memset(b.data, 0, n)
      return n == 0 ? empty : n == 1 ? one(0) : b
    }
    var out = try contents(thread, source, "bytes")
    return try out.finish()
  }
  static func checkNoEncoding(_ thread: Thread, _ args: Args) throws(Raised) {
    if !args[2].isEmpty { throw thread.raise(.typeError, "encoding without a string argument") }
    if !args[3].isEmpty { throw thread.raise(.typeError, "errors without a string argument") }
  }
  /// The size that an int argument of bytes() or bytearray() asks for; nil when it is no int after all.
  static func count(_ thread: Thread, _ v: Value) throws(Raised) -> Int? {
    let n: Int
    do throws(Raised) { n = try thread.indexInt(v, overflow: .overflowError) } catch {
      if !thread.isRaising(.typeError) { throw error }
      _ = thread.takeRaised()
      return nil
    }
    if n < 0 { throw thread.raise(.valueError, "negative count") }
    return n
  }
  static func fromHex(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var out = try ByteMethods.fromHex(thread, args[1])
    let b = try out.finish()
    if args[0] == Type[.bytes].value { return b.value }
    return try thread.call(args[0], b.value)
  }
  static func getNewArgs(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try Tuple.make(thread, [try Bytes(args[0]).exact(thread).value]).value
  }
  static func toBytes(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try Bytes(args[0]).exact(thread).value }
  static func sizeOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    .int(MemoryLayout<BytesFields>.size &+ Bytes(args[0]).count &+ 1)
  }
}

/// Iterator over bytes or a bytearray.
struct ByteIterator: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// The bytes or bytearray, or empty at the end.
    var sequence: Value
    /// int
    var position: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.slots.pointee.iter = { _, a in a }
    type.slots.pointee.next = { unary($0, $1, ByteIterator.next) }
    type.method("__length_hint__()", "How many are left.") { native($0, $1, $2, $3, ByteIterator.lengthHint) }
    type.method("__reduce__()", "For pickling.") { native($0, $1, $2, $3, ByteIterator.reduce) }
    type.method("__setstate__(state, /)", "For unpickling.") { native($0, $1, $2, $3, ByteIterator.setState) }
  }
  static func make(_ thread: Thread, _ v: Value, _ id: TypeID) -> Value {
    let i = ByteIterator(thread.allocate(24, .record, id))
    i.fields.pointee.sequence = v
    i.fields.pointee.position = .int(0)
    return i.value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = ByteIterator(v)
    let s = it.fields.pointee.sequence
    if s.isEmpty { return .empty }
    let span = ByteMethods.span(s)
    let i = it.fields.pointee.position.asInt
    if i >= span.count {
      it.fields.pointee.sequence = .empty
      return .empty
    }
    it.fields.pointee.position = .int(i &+ 1)
    return .int(Int(span[i]))
  }
  static func lengthHint(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = ByteIterator(args[0])
    if it.fields.pointee.sequence.isEmpty { return .int(0) }
    return .int(max(0, ByteMethods.span(it.fields.pointee.sequence).count &- it.fields.pointee.position.asInt))
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = ByteIterator(args[0])
    let iter = Module(machine.pointee.builtins).dict.get(Str.intern(thread, "iter"))
    if it.fields.pointee.sequence.isEmpty {
      let isArray = args[0].isExactly(.bytearrayIterator)
      let nothing = isArray ? Tuple(machine.pointee.emptyTuple).value : Bytes.empty.value
      return Tuple.pair(thread, iter, try Tuple.make(thread, [nothing]).value)
    }
    let inner = try Tuple.make(thread, [it.fields.pointee.sequence])
    return try Tuple.make(thread, [iter, inner.value, it.fields.pointee.position]).value
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = ByteIterator(args[0])
    guard Arguments.isIndex(args[1]) else { throw thread.raise(.typeError, "an integer is required") }
    let i = try Arguments.size(thread, args[1], 0)
    if !it.fields.pointee.sequence.isEmpty {
      let n = ByteMethods.span(it.fields.pointee.sequence).count
      it.fields.pointee.position = .int(max(0, min(i, n)))
    }
    return .none
  }
}

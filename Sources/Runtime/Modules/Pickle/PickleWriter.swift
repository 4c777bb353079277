// Pickling: what one dump needs, its output, and the objects without parts.
//
// Output lies in a storage cell. From protocol 4 on it is cut into frames: `frameStart` is where the header of the open one stands,
// and `needsFrame` says that the next byte opens one.

import Glibc

struct PickleWriter {
  let thread: Thread
  private(set) var data: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int
  private var frameStart = -1
  private var needsFrame = false
  private var isFraming = false
  let number: Int
  var isBinary: Bool
  /// Without memo.
  var isFast = false
  var fixesImports: Bool
  var memo: PickleMemo
  /// The Pickler, or empty.
  var pickler = Value.empty
  /// Functions, each empty when there is none.
  var write = Value.empty
  var persistentID = Value.empty
  var override = Value.empty
  var bufferCallback: Value
  /// A Pickler's own table of reducers, or empty: copyreg's.
  var dispatchTable = Value.empty
  /// In fast mode: containers that are being written, as a list, once there are many.
  private var nesting = 0
  private var open = Value.empty

  static var frameTarget: Int { 64 * 1024 }
  static var frameHeader: Int { 9 }
  static var batch: Int { 1000 }

  init(_ thread: Thread, protocolNumber: Value, fixImports: Value, bufferCallback callback: Value) throws(Raised) {
    var n = PickleModule.defaultProtocol
    if !protocolNumber.isEmpty, !protocolNumber.isNone {
      n = try Arguments.int32(thread, protocolNumber, 0)
      if n < 0 {
        n = PickleModule.highestProtocol
      } else if n > PickleModule.highestProtocol {
        throw thread.raise(.valueError, "pickle protocol must be <= \(PickleModule.highestProtocol)")
      }
    }
    let callback: Value = callback.isNone ? .empty : callback
    if !callback.isEmpty, n < 5 { throw thread.raise(.valueError, "buffer_callback needs protocol >= 5") }
    let fix = fixImports.isEmpty ? true : try thread.truth(fixImports)
    try self.init(thread, number: n, fixesImports: fix && n < 3, memo: try PickleMemo(thread))
    bufferCallback = callback
  }
  /// For a Pickler, whose memo goes on.
  init(_ thread: Thread, number: Int, fixesImports: Bool, memo: PickleMemo) throws(Raised) {
    self.thread = thread
    self.number = number
    self.fixesImports = fixesImports
    self.memo = memo
    isBinary = number > 0
    bufferCallback = .empty
    capacity = 1000
    data = try thread.allocateBytes(capacity)
  }

  func raise(_ message: String) -> Raised { PickleModule.raise(thread, PickleModule.picklingError.value, message) }

  /// Everything: header, object, STOP.
  mutating func dump(_ v: Value) throws(Raised) {
    if number >= 2 {
      try put(PickleOp.proto)
      try put(UInt8(number))
    }
    isFraming = number >= 4
    needsFrame = isFraming
    try save(v)
    try put(PickleOp.stop)
    closeFrame()
    isFraming = false
    needsFrame = false
  }
  mutating func finish() throws(Raised) -> Value { try Bytes.make(thread, data, count).value }
  /// Hands the output so far to the file.
  mutating func flush() throws(Raised) {
    let bytes = try Bytes.make(thread, data, count)
    _ = try thread.call(write, bytes.value)
    count = 0
  }

  // MARK: Output

  /// Room for n bytes at `data + count`; the caller writes them and `advance`s.
  @inline(__always) mutating func room(_ n: Int) throws(Raised) -> UnsafeMutablePointer<UInt8> {
    if _slowPath(needsFrame) { try openFrame() }
    if _slowPath(n > capacity &- count) { try grow(n) }
    return data + count
  }
  @inline(__always) mutating func advance(_ n: Int) { count &+= n }
  @inline(__always) mutating func put(_ byte: UInt8) throws(Raised) {
    try room(1)[0] = byte
    count &+= 1
  }
  mutating func put(_ p: UnsafePointer<UInt8>, _ n: Int) throws(Raised) {
    if n == 0 { return }
    let to = try room(n)
    memcpy(to, p, n)
    advance(n)
  }
  mutating func put(text: String) throws(Raised) { for b in text.utf8 { try put(b) } }
  /// opcode and the low bytes of a number, the lowest first
  @inline(__always) mutating func put(_ op: UInt8, _ value: UInt64, bytes: Int) throws(Raised) {
    let p = try room(9)
    p[0] = op
    UnsafeMutableRawPointer(p + 1).storeBytes(of: value.littleEndian, as: UInt64.self)
    count &+= bytes &+ 1
  }
  @inline(never) private mutating func grow(_ n: Int) throws(Raised) {
    let (needed, overflow) = count.addingReportingOverflow(n)
    if overflow || needed > 1 << 44 { throw thread.raiseMemoryError() }
    let larger = needed &+ needed / 2
    let fresh = try thread.allocateBytes(larger)
    memcpy(fresh, data, count)
    thread.free(storage: Raw(data))
    data = fresh
    capacity = larger
  }

  // MARK: Frames

  private mutating func openFrame() throws(Raised) {
    needsFrame = false
    frameStart = count
    if capacity &- count < PickleWriter.frameHeader { try grow(PickleWriter.frameHeader) }
    count &+= PickleWriter.frameHeader
  }
  /// Writes the header of the open frame; one of less than four bytes stands without.
  private mutating func closeFrame() {
    if !isFraming || frameStart < 0 { return }
    let header = data + frameStart
    let length = count &- frameStart &- PickleWriter.frameHeader
    if length >= 4 {
      header[0] = PickleOp.frame
      UnsafeMutableRawPointer(header + 1).storeBytes(of: UInt64(length).littleEndian, as: UInt64.self)
    } else {
      memmove(header, header + PickleWriter.frameHeader, length)
      count &-= PickleWriter.frameHeader
    }
    frameStart = -1
    needsFrame = true
  }
  /// Between two objects: a frame that is full ends, and goes to the file.
  @inline(__always) private mutating func boundary() throws(Raised) {
    if _slowPath(count &- frameStart >= PickleWriter.frameTarget &+ PickleWriter.frameHeader), isFraming, frameStart >= 0 {
      closeFrame()
      if !write.isEmpty { try flush() }
    }
  }
  /// A header and many bytes: those of a large object stand outside of frames, and go to the file without being copied.
  mutating func put(header: UInt8, _ length: UInt64, lengthBytes: Int, _ p: UnsafePointer<UInt8>, _ n: Int, payload: Value) throws(Raised) {
    let isLarge = n >= PickleWriter.frameTarget
    let framing = isFraming
    if isLarge {
      closeFrame()
      isFraming = false
      needsFrame = false
    }
    try put(header, length, bytes: lengthBytes)
    if isLarge, !write.isEmpty {
      try flush()
      let object = payload.isEmpty ? try Bytes.make(thread, p, n).value : payload
      _ = try thread.call(write, object)
    } else {
      try put(p, n)
    }
    if isLarge {
      isFraming = framing
      needsFrame = framing
    }
  }

  // MARK: Memo

  /// Notes that v has been written.
  @inline(__always) mutating func memoize(_ v: Value) throws(Raised) {
    if isFast { return }
    let index = memo.count
    try memo.set(thread, v, index)
    if number >= 4 {
      try put(PickleOp.memoize)
    } else {
      try putMemoNumber(index, PickleOp.put, PickleOp.binPut, PickleOp.longBinPut)
    }
  }
  @inline(never) private mutating func putMemoNumber(_ i: Int, _ text: UInt8, _ short: UInt8, _ long: UInt8) throws(Raised) {
    if !isBinary {
      try put(text)
      try put(text: "\(i)\n")
    } else if i < 256 {
      try put(short, UInt64(i), bytes: 1)
    } else if i <= 0xFFFF_FFFF {
      try put(long, UInt64(i), bytes: 4)
    } else {
      throw raise("memo id too large for \(text == PickleOp.get ? "LONG_BINGET" : "LONG_BINPUT")")
    }
  }
  /// Writes "what was number i".
  mutating func recall(_ i: Int) throws(Raised) { try putMemoNumber(i, PickleOp.get, PickleOp.binGet, PickleOp.longBinGet) }
  /// The number of v in the memo, or -1.
  @inline(__always) func known(_ v: Value) -> Int { isFast ? -1 : memo.find(v) }

  // MARK: Any object

  mutating func save(_ v: Value, asksPersistentID: Bool = true) throws(Raised) {
    try boundary()
    if _slowPath(!persistentID.isEmpty), asksPersistentID, try savePersistent(v) { return }
    if v.isInt { return try save(int: v.asInt) }
    if !v.isObject {
      if v.isFloat { return try save(float: v.asFloat) }
      if v.isNone { return try put(PickleOp.none) }
      if v.isBool { return try save(bool: v.isTrue) }
      return try saveOther(v)
    }
    switch v.shapeID {
    case TypeID.int.rawValue: return try save(bigInt: v)
    case TypeID.float.rawValue: return try save(float: Float.number(known: v))
    default: break
    }
    let index = known(v)
    if index >= 0 { return try recall(index) }
    switch v.shapeID {
    case TypeID.str.rawValue: try save(str: Str(v))
    case TypeID.bytes.rawValue: try save(bytes: Bytes(v))
    default: try saveOther(v)
    }
  }
  /// What has parts or a reducer.
  @inline(never) private mutating func saveOther(_ v: Value) throws(Raised) {
    if _slowPath(currentStackAddress() < thread.state.pointee.nativeLimit) {
      throw thread.raise(.recursionError, "maximum recursion depth exceeded while pickling an object")
    }
    switch v.shapeID {
    case TypeID.dict.rawValue: try nested(v) { (w: inout PickleWriter) throws(Raised) in try w.save(dict: Dict(v)) }
    case TypeID.list.rawValue: try nested(v) { (w: inout PickleWriter) throws(Raised) in try w.save(list: List(v)) }
    case TypeID.tuple.rawValue: try save(tuple: Tuple(v))
    case TypeID.set.rawValue: try save(set: v)
    case TypeID.frozenset.rawValue: try save(frozenset: v)
    case TypeID.bytearray.rawValue: try save(bytearray: v)
    case TypeID.pickleBuffer.rawValue: try save(pickleBuffer: v)
    default: try saveReduced(v)
    }
  }
  /// Fast mode has no memo to end a cycle: from a depth of 50 on, open lists and dicts are compared.
  @inline(__always) private mutating func nested(_ v: Value, _ body: (inout PickleWriter) throws(Raised) -> Void) throws(Raised) {
    if _fastPath(!isFast) { return try body(&self) }
    try enter(v)
    try body(&self)
    leave(v)
  }
  @inline(never) private mutating func enter(_ v: Value) throws(Raised) {
    nesting &+= 1
    if nesting < 50 { return }
    if open.isEmpty { open = Dict.make(thread).value }
    let key = Builtins.identity(thread, v)
    if !(try Dict(open).get(thread, key)).isEmpty {
      let address = String(Int(bitPattern: v.object), radix: 16)
      throw thread.raise(.valueError, "fast mode: can't pickle cyclic objects including object type \(v.type.displayName) at 0x\(address)")
    }
    try Dict(open).set(thread, key, v)
  }
  @inline(never) private mutating func leave(_ v: Value) {
    nesting &-= 1
    if nesting >= 49, !open.isEmpty { _ = try? Dict(open).remove(thread, Builtins.identity(thread, v)) }
  }

  private mutating func savePersistent(_ v: Value) throws(Raised) -> Bool {
    let id = try thread.call(persistentID, v)
    if id.isNone { return false }
    if isBinary {
      try save(id, asksPersistentID: false)
      try put(PickleOp.binPersistentID)
      return true
    }
    let text = try thread.str(id)
    if !text.isASCII { throw raise("persistent IDs in protocol 0 must be ASCII strings") }
    try put(PickleOp.persistentID)
    try put(text.data.assumingMemoryBound(to: UInt8.self), text.length)
    try put(0x0A)
    return true
  }

  // MARK: Numbers

  mutating func save(bool: Bool) throws(Raised) {
    if number >= 2 { return try put(bool ? PickleOp.yes : PickleOp.no) }
    try put(text: bool ? "I01\n" : "I00\n")
  }
  @inline(__always) mutating func save(int i: Int) throws(Raised) {
    if _fastPath(isBinary && i == Int(Int32(truncatingIfNeeded: i))) {
      if i >= 0, i < 0x1_0000 {
        if i < 0x100 { return try put(PickleOp.binInt1, UInt64(i), bytes: 1) }
        return try put(PickleOp.binInt2, UInt64(i), bytes: 2)
      }
      return try put(PickleOp.binInt, UInt64(UInt32(bitPattern: Int32(truncatingIfNeeded: i))), bytes: 4)
    }
    try save(longInt: i)
  }
  @inline(never) private mutating func save(longInt i: Int) throws(Raised) {
    if number < 2 {
      let isShort = i == Int(Int32(truncatingIfNeeded: i))
      try put(isShort ? PickleOp.int : PickleOp.long)
      return try put(text: isShort ? "\(i)\n" : "\(i)L\n")
    }
    // As few bytes of two's complement as hold the number.
    var n = 8
    while n > 1, i == (i &<< (72 &- n &* 8)) >> (72 &- n &* 8) { n &-= 1 }
    let p = try room(11)
    p[0] = PickleOp.long1
    p[1] = UInt8(n)
    UnsafeMutableRawPointer(p + 2).storeBytes(of: Int64(i).littleEndian, as: Int64.self)
    advance(n &+ 2)
  }
  private mutating func save(bigInt v: Value) throws(Raised) {
    if number < 2 {
      let digits = try thread.repr(v)
      try put(PickleOp.long)
      try put(digits.data.assumingMemoryBound(to: UInt8.self), digits.length)
      return try put(text: "L\n")
    }
    var n = Int.bitLength(v) / 8 &+ 1
    let bytes = try thread.allocateBytes(n)
    _ = Int.store(v, bytes, n, bigEndian: false, signed: true)
    if n > 1, bytes[n &- 1] == 0xFF, bytes[n &- 2] >= 0x80 { n &-= 1 }
    if n < 256 {
      try put(PickleOp.long1, UInt64(n), bytes: 1)
    } else if n <= Int(Int32.max) {
      try put(PickleOp.long4, UInt64(n), bytes: 4)
    } else {
      throw thread.raise(.overflowError, "int too large to pickle")
    }
    try put(bytes, n)
  }
  mutating func save(float d: Double) throws(Raised) {
    if isBinary { return try put(PickleOp.binFloat, d.bitPattern.byteSwapped, bytes: 8) }
    let digits = try Float.repr(thread, d)
    try put(PickleOp.float)
    try put(digits.data.assumingMemoryBound(to: UInt8.self), digits.length)
    try put(0x0A)
  }

  // MARK: Text and bytes

  mutating func save(str s: Str) throws(Raised) {
    if !isBinary {
      try save(rawUnicodeEscaped: s)
    } else if s.isASCII {
      try put(utf8: s.data.assumingMemoryBound(to: UInt8.self), s.length)
    } else {
      let utf8 = try encoded(s)
      try put(utf8: utf8.data, utf8.count, payload: utf8.value)
    }
    try memoize(s.value)
  }
  private mutating func put(utf8 p: UnsafePointer<UInt8>, _ n: Int, payload: Value = .empty) throws(Raised) {
    if n <= 0xFF, number >= 4 {
      let to = try room(n &+ 2)
      to[0] = PickleOp.shortBinUnicode
      to[1] = UInt8(truncatingIfNeeded: n)
      memcpy(to + 2, p, n)
      return advance(n &+ 2)
    }
    if n <= 0xFFFF_FFFF {
      try put(header: PickleOp.binUnicode, UInt64(n), lengthBytes: 4, p, n, payload: payload)
    } else if number >= 4 {
      try put(header: PickleOp.binUnicode8, UInt64(n), lengthBytes: 8, p, n, payload: payload)
    } else {
      throw thread.raise(.overflowError, "serializing a string larger than 4 GiB requires pickle protocol 4 or higher")
    }
  }
  /// UTF-8, surrogates as three bytes each.
  private func encoded(_ s: Str) throws(Raised) -> Bytes {
    var n = 0
    for i in 0..<s.length {
      let c = s[i]
      n &+= c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4
    }
    let b = try Bytes.uninitialized(thread, count: n)
    var p = b.data
    for i in 0..<s.length {
      let c = s[i]
      func low(_ shift: UInt32) -> UInt8 { UInt8(0x80 | c &>> shift & 0x3F) }
      if c < 0x80 {
        p[0] = UInt8(c)
        p += 1
      } else if c < 0x800 {
        p[0] = UInt8(0xC0 | c &>> 6)
        p[1] = low(0)
        p += 2
      } else if c < 0x10000 {
        p[0] = UInt8(0xE0 | c &>> 12)
        p[1] = low(6)
        p[2] = low(0)
        p += 3
      } else {
        p[0] = UInt8(0xF0 | c &>> 18 & 7)
        p[1] = low(12)
        p[2] = low(6)
        p[3] = low(0)
        p += 4
      }
    }
    return b
  }
  private mutating func save(rawUnicodeEscaped s: Str) throws(Raised) {
    try put(PickleOp.unicode)
    for i in 0..<s.length {
      let c = s[i]
      if c >= 0x10000 {
        try put(escape: c, "U", 8)
      } else if c >= 0x100 || c == 0x5C || c == 0 || c == 0x0A || c == 0x0D || c == 0x1A {
        try put(escape: c, "u", 4)
      } else {
        try put(UInt8(c))
      }
    }
    try put(0x0A)
  }
  private mutating func put(escape c: UInt32, _ letter: String, _ digits: Int) throws(Raised) {
    let hexadecimal = String(c, radix: 16)
    try put(text: "\\" + letter + String(repeating: "0", count: max(0, digits - hexadecimal.utf8.count)) + hexadecimal)
  }

  private mutating func save(bytes b: Bytes) throws(Raised) {
    if number >= 3 {
      try put(bytes: UnsafePointer(b.data), b.count, payload: b.value)
      return try memoize(b.value)
    }
    if b.count == 0 {
      return try save(reduction: try Tuple.make(thread, [Type[.bytes].value, machine.pointee.emptyTuple]), of: b.value)
    }
    let arguments = Tuple.pair(thread, try Str.latin1(thread, b.data, b.count).value, Str.intern(thread, "latin1").value)
    try save(reduction: Tuple(Tuple.pair(thread, PickleModule.encode.value, arguments)), of: b.value)
  }
  mutating func put(bytes p: UnsafePointer<UInt8>, _ n: Int, payload: Value) throws(Raised) {
    if n <= 0xFF {
      try put(header: PickleOp.shortBinBytes, UInt64(n), lengthBytes: 1, p, n, payload: payload)
    } else if n <= 0xFFFF_FFFF {
      try put(header: PickleOp.binBytes, UInt64(n), lengthBytes: 4, p, n, payload: payload)
    } else if number >= 4 {
      try put(header: PickleOp.binBytes8, UInt64(n), lengthBytes: 8, p, n, payload: payload)
    } else {
      throw thread.raise(.overflowError, "serializing a bytes object larger than 4 GiB requires pickle protocol 4 or higher")
    }
  }
  private mutating func save(bytearray v: Value) throws(Raised) {
    if number >= 5 {
      let copy = try Bytes.make(thread, ByteArray(v).data, ByteArray(v).count)
      try put(header: PickleOp.byteArray8, UInt64(copy.count), lengthBytes: 8, copy.data, copy.count, payload: copy.value)
      return try memoize(v)
    }
    var arguments = machine.pointee.emptyTuple
    if ByteArray(v).count > 0 {
      arguments = try Tuple.make(thread, [try Bytes.make(thread, ByteArray(v).data, ByteArray(v).count).value]).value
    }
    try save(reduction: Tuple(Tuple.pair(thread, Type[.bytearray].value, arguments)), of: v)
  }
  private mutating func save(pickleBuffer v: Value) throws(Raised) {
    if number < 5 { throw raise("PickleBuffer can only pickled with protocol >= 5") }
    let view = try BufferView.slowGet(thread, v, "a bytes-like object is required")
    defer { view.close() }
    if !view.isContiguous, !view.isFortranContiguous {
      throw raise("PickleBuffer can not be pickled when pointing to a non-contiguous buffer")
    }
    if !bufferCallback.isEmpty, !(try thread.truth(try thread.call(bufferCallback, v))) {
      try put(PickleOp.nextBuffer)
      if view.isReadOnly { try put(PickleOp.readOnlyBuffer) }
      return
    }
    let p = UnsafePointer(view.data.assumingMemoryBound(to: UInt8.self))
    if view.isReadOnly {
      try put(bytes: p, view.length, payload: .empty)
    } else {
      try put(header: PickleOp.byteArray8, UInt64(view.length), lengthBytes: 8, p, view.length, payload: .empty)
    }
    try memoize(v)
  }
}

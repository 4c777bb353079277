// Unpickling: a stack machine. Input, stack and memo are here; what the opcodes do is in PickleReader+Opcodes.swift.
//
// The stack is a list, and so is the memo; `fence` is the height below which nothing may be popped: where the last MARK was.

import Glibc

struct PickleReader {
  let thread: Thread
  // Input: what has been read and not used is p ..< end.
  var p: UnsafePointer<UInt8>
  var end: UnsafePointer<UInt8>
  /// What the bytes belong to; keeps them alive.
  private var chunk = Value.empty
  private var chunkStart: UnsafePointer<UInt8>
  /// The chunk was peeked at: the file is still at its beginning.
  private var isPeeked = false
  /// Methods of the file, empty for bytes in memory; peek may be missing.
  var read = Value.empty
  var readline = Value.empty
  var peek = Value.empty

  var fixesImports = true
  /// strs, or empty: ASCII, strict
  var encoding = Value.empty
  var errors = Value.empty
  var buffers = Value.empty
  var persistentLoad = Value.empty
  /// The Unpickler, or empty.
  var unpickler = Value.empty
  /// The protocol that the pickle names.
  var number = 0

  var memo = Value.empty
  var memoCount = 0
  var stack: List
  /// ints: heights of the stack
  var marks: List
  var fence = 0

  static var nowhere: UnsafePointer<UInt8> { UnsafePointer(bitPattern: 16).unsafelyUnwrapped }
  static var peekSize: Int { 128 * 1024 }

  init(_ thread: Thread) {
    self.thread = thread
    p = PickleReader.nowhere
    end = p
    chunkStart = p
    // Empty lists cannot fail: they have no storage.
    stack = List(thread.allocate(MemoryLayout<ListFields>.size, .list, TypeID.list))
    stack.initialize()
    marks = List(thread.allocate(MemoryLayout<ListFields>.size, .list, TypeID.list))
    marks.initialize()
  }
  mutating func open(_ view: BufferView) {
    chunk = view.object
    p = UnsafePointer(view.data.assumingMemoryBound(to: UInt8.self))
    chunkStart = p
    end = p + view.length
  }
  mutating func open(file: Value) throws(Raised) {
    peek = try thread.getAttributeOrEmpty(file, Str.intern(thread, "peek"))
    read = try thread.getAttributeOrEmpty(file, Name.read)
    readline = try thread.getAttributeOrEmpty(file, Name.readline)
    if read.isEmpty || readline.isEmpty { throw thread.raise(.typeError, "file must have 'read' and 'readline' attributes") }
  }
  mutating func configure(
    fixImports: Value, encoding: Value, errors: Value, buffers: Value, _ function: StaticString
  ) throws(Raised) {
    fixesImports = fixImports.isEmpty ? true : try thread.truth(fixImports)
    func text(_ v: Value, _ name: StaticString) throws(Raised) -> Value {
      if v.isEmpty || v.isKind(.str) { return v }
      throw Arguments.wrongType(thread, v, "\(function)() argument '\(name)' must be str")
    }
    self.encoding = try text(encoding, "encoding")
    self.errors = try text(errors, "errors")
    if !buffers.isEmpty, !buffers.isNone { self.buffers = try thread.iterator(buffers) }
  }

  // MARK: Errors

  @inline(never) func raise(_ message: String) -> Raised { PickleModule.raise(thread, PickleModule.unpicklingError.value, message) }
  func truncated() -> Raised { raise("pickle data was truncated") }
  @inline(never) func underflow() -> Raised {
    raise(marks.count > 0 ? "unexpected MARK found" : "unpickling stack underflow")
  }

  // MARK: Input

  /// n bytes, which `p` has passed; valid until the next call.
  @inline(__always) mutating func take(_ n: Int) throws(Raised) -> UnsafePointer<UInt8> {
    if _slowPath(n > end - p) { try refill(n) }
    let from = p
    p = from + n
    return from
  }
  /// The file goes to where the chunk was used up to.
  mutating func skipPeeked() throws(Raised) {
    if !isPeeked { return }
    isPeeked = false
    let used = p - chunkStart
    if used > 0 { _ = try thread.call(read, .int(used)) }
    p = PickleReader.nowhere
    end = p
    chunkStart = p
  }
  @inline(never) private mutating func refill(_ n: Int) throws(Raised) {
    if read.isEmpty { throw truncated() }
    try skipPeeked()
    let left = end - p
    if left == 0, !peek.isEmpty {
      var seen = Value.none
      do throws(Raised) { seen = try thread.call(peek, .int(PickleReader.peekSize)) } catch {
        if !thread.isRaising(.notImplementedError) { throw error }
        _ = thread.takeRaised()
        peek = .empty
      }
      if seen.isKind(.byteString), Bytes(seen).count >= n {
        use(Bytes(seen))
        isPeeked = true
        return
      }
    }
    let data = try bytes(try thread.call(read, .int(n &- left)), "read")
    if left > 0 {
      let joined = try Bytes.uninitialized(thread, count: left &+ data.count)
      memcpy(joined.data, p, left)
      memcpy(joined.data + left, data.data, data.count)
      use(joined)
    } else {
      use(data)
    }
    if end - p < n { throw truncated() }
  }
  private mutating func use(_ b: Bytes) {
    chunk = b.value
    p = UnsafePointer(b.data)
    chunkStart = p
    end = p + b.count
  }
  private func bytes(_ v: Value, _ method: StaticString) throws(Raised) -> Bytes {
    if v.isKind(.byteString) { return Bytes(v) }
    throw thread.raise(.valueError, "\(method)() returned non-bytes object (\(v.type.displayName))")
  }
  /// A line with its end, which may be missing at the end of a file.
  mutating func line() throws(Raised) -> UnsafeBufferPointer<UInt8> {
    if let at = memchr(p, 0x0A, end - p) {
      let from = p
      p = UnsafePointer(at.assumingMemoryBound(to: UInt8.self)) + 1
      return UnsafeBufferPointer(start: from, count: p - from)
    }
    if read.isEmpty { throw truncated() }
    try skipPeeked()
    let left = end - p
    let data = try bytes(try thread.call(readline), "readline")
    let joined = try Bytes.uninitialized(thread, count: left &+ data.count)
    memcpy(joined.data, p, left)
    memcpy(joined.data + left, data.data, data.count)
    use(joined)
    p = end
    return UnsafeBufferPointer(start: chunkStart, count: joined.count)
  }
  /// The text of a line, which has to be there, without its end.
  mutating func text() throws(Raised) -> UnsafeBufferPointer<UInt8> {
    let l = try line()
    if l.count < 2 { throw truncated() }
    return UnsafeBufferPointer(rebasing: l[0..<(l.count - (l[l.count - 1] == 0x0A ? 1 : 0))])
  }
  /// A number of n bytes, the lowest first.
  @inline(__always) mutating func unsigned(_ n: Int) throws(Raised) -> UInt64 {
    let b = try take(n)
    var v: UInt64 = 0
    var i = n &- 1
    while i >= 0 {
      v = v &<< 8 | UInt64(b[i])
      i &-= 1
    }
    return v
  }
  /// A length in n bytes.
  mutating func length(_ n: Int, _ complaint: StaticString) throws(Raised) -> Int {
    let v = try unsigned(n)
    if v > UInt64(Int.max) { throw thread.raise(.overflowError, "\(complaint) \(Int.max) bytes") }
    return Int(v)
  }

  // MARK: Stack

  @inline(__always) func push(_ v: Value) throws(Raised) {
    if _slowPath(stack.count == stack.fields.pointee.capacity) { try PickleReader.double(thread, stack) }
    try stack.append(thread, v)
  }
  /// Stack and memo grow often and live shortly: they double, where a list grows by an eighth.
  @inline(never) private static func double(_ thread: Thread, _ list: List) throws(Raised) {
    try list.reserve(thread, max(32, list.count &* 2))
  }
  @inline(__always) func pop() throws(Raised) -> Value {
    let n = stack.count
    if _slowPath(n <= fence) { throw underflow() }
    stack.fields.pointee.count = n &- 1
    return stack.items[n &- 1]
  }
  @inline(__always) func top() throws(Raised) -> Value {
    if _slowPath(stack.count <= fence) { throw underflow() }
    return stack[stack.count &- 1]
  }
  @inline(__always) func replaceTop(_ v: Value) { stack.set(stack.count &- 1, v) }
  mutating func mark() throws(Raised) {
    try marks.append(thread, .int(stack.count))
    fence = stack.count
  }
  /// Where the last MARK was; it is gone.
  @inline(__always) mutating func takeMark() throws(Raised) -> Int {
    let n = marks.count
    if _slowPath(n == 0) { throw raise("could not find MARK") }
    let at = marks[n &- 1].asInt
    marks.fields.pointee.count = n &- 1
    fence = n > 1 ? marks[n &- 2].asInt : 0
    return at
  }
  /// The items from `start` on as a tuple; they leave the stack.
  @inline(__always) func takeTuple(from start: Int) throws(Raised) -> Value {
    let n = stack.count &- start
    if _slowPath(n < 0) { throw underflow() }
    let t = try Tuple.make(thread, UnsafePointer(stack.items + start), count: n)
    stack.fields.pointee.count = start
    return t.value
  }
  /// The same as a list.
  func takeList(from start: Int) throws(Raised) -> Value {
    let n = stack.count &- start
    if _slowPath(n < 0) { throw underflow() }
    let l = try List.make(thread, UnsafePointer(stack.items + start), count: n)
    stack.fields.pointee.count = start
    return l.value
  }

  // MARK: Memo

  @inline(__always) mutating func memoize(_ index: Int, _ v: Value) throws(Raised) {
    if _slowPath(memo.isEmpty) { memo = try List.make(thread, capacity: 32).value }
    let list = List(memo)
    if _fastPath(index == list.count) {
      if _slowPath(index == list.fields.pointee.capacity) { try PickleReader.double(thread, list) }
      try list.append(thread, v)
      memoCount &+= 1
      return
    }
    if index >= list.count || list[index].isEmpty { memoCount &+= 1 }
    try PickleReader.store(thread, list, index, v)
  }
  static func store(_ thread: Thread, _ list: List, _ index: Int, _ v: Value) throws(Raised) {
    if index < list.count { return list.set(index, v) }
    if index > 1 << 27 { throw thread.raiseMemoryError() }
    try list.reserve(thread, index &+ 1)
    while list.count < index { try list.append(thread, .empty) }
    try list.append(thread, v)
  }
  @inline(__always) func recall(_ index: Int) throws(Raised) {
    guard !memo.isEmpty, index >= 0, index < List(memo).count, !List(memo)[index].isEmpty else {
      throw raise("Memo value not found at index \(index)")
    }
    try push(List(memo)[index])
  }
}

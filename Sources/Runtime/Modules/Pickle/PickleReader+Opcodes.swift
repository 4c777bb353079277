// What each opcode does. Lib/pickletools.py says it in words.

import Glibc

extension PickleReader {
  /// Runs until STOP.
  mutating func load() throws(Raised) -> Value {
    number = 0
    while true {
      let op: UInt8
      if _fastPath(p < end) {
        op = p[0]
        p += 1
      } else {
        do throws(Raised) { op = try take(1)[0] } catch {
          // The end of the data at an opcode has an exception of its own.
          if !read.isEmpty, !isTruncation { throw error }
          _ = thread.takeRaised()
          throw thread.raise(.eofError, "Ran out of input")
        }
      }
      switch op {
      case PickleOp.binInt1: try push(.int(Int(try take(1)[0])))
      case PickleOp.binInt2: try push(.int(Int(try unsigned(2))))
      case PickleOp.binInt: try push(.int(Int(Int32(truncatingIfNeeded: try unsigned(4)))))
      case PickleOp.shortBinUnicode: try load(unicode: Int(try take(1)[0]))
      case PickleOp.memoize:
        let v = try top()
        try memoize(memoCount, v)
      case PickleOp.binGet: try recall(Int(try take(1)[0]))
      case PickleOp.mark: try mark()
      case PickleOp.setItems:
        // First the mark: it moves the fence.
        let start = try takeMark()
        try loadSetItems(from: start)
      case PickleOp.appends:
        let start = try takeMark()
        try loadAppends(from: start)
      case PickleOp.emptyList: try push(try List.make(thread).value)
      case PickleOp.emptyDict: try push(Dict.make(thread).value)
      case PickleOp.binFloat:
        let d = Double(bitPattern: UnsafeRawPointer(try take(8)).loadUnaligned(as: UInt64.self).byteSwapped)
        try push(thread.float(d))
      case PickleOp.none: try push(.none)
      case PickleOp.yes: try push(.yes)
      case PickleOp.no: try push(.no)
      case PickleOp.tuple1: try load(tuple: 1)
      case PickleOp.tuple2: try load(tuple: 2)
      case PickleOp.tuple3: try load(tuple: 3)
      case PickleOp.emptyTuple: try push(machine.pointee.emptyTuple)
      case PickleOp.tuple:
        let start = try takeMark()
        try push(try takeTuple(from: start))
      case PickleOp.longBinGet: try recall(Int(try unsigned(4)))
      case PickleOp.binPut:
        let index = Int(try take(1)[0])
        try memoize(index, try top())
      case PickleOp.longBinPut:
        let index = Int(try unsigned(4))
        try memoize(index, try top())
      case PickleOp.setItem: try loadSetItems(from: stack.count &- 2)
      case PickleOp.append: try loadAppends(from: stack.count &- 1)
      case PickleOp.binUnicode: try load(unicode: Int(try unsigned(4)))
      case PickleOp.reduce: try loadReduce()
      case PickleOp.build: try loadBuild()
      case PickleOp.newObject: try loadNewObject(withKeywords: false)
      case PickleOp.stackGlobal: try loadStackGlobal()
      case PickleOp.frame:
        let n = try length(8, "FRAME length exceeds system's maximum of")
        p = try take(n)
      case PickleOp.proto:
        number = Int(try take(1)[0])
        if number > PickleModule.highestProtocol { throw thread.raise(.valueError, "unsupported pickle protocol: \(number)") }
        if !unpickler.isEmpty { Unpickler(unpickler).fields.pointee.number = .int(number) }
      case PickleOp.stop:
        let result = try pop()
        try skipPeeked()
        return result
      default: try loadRare(op)
      }
    }
  }
  private var isTruncation: Bool {
    thread.state.pointee.raised.isObject && thread.state.pointee.raised.isInstance(of: Type(PickleModule.unpicklingError.value))
  }
  @inline(never) private mutating func loadRare(_ op: UInt8) throws(Raised) {
    switch op {
    case PickleOp.shortBinBytes: try load(bytes: Int(try take(1)[0]))
    case PickleOp.binBytes: try load(bytes: try length(4, "BINBYTES exceeds system's maximum size of"))
    case PickleOp.binBytes8: try load(bytes: try length(8, "BINBYTES exceeds system's maximum size of"))
    case PickleOp.byteArray8:
      let n = try length(8, "BYTEARRAY8 exceeds system's maximum size of")
      if n > 1 << 40, n > end - p { throw thread.raiseMemoryError() }
      let bytes = try take(n)
      try push(try ByteArray.make(thread, bytes, n).value)
    case PickleOp.binUnicode8: try load(unicode: try length(8, "BINUNICODE exceeds system's maximum size of"))
    case PickleOp.unicode:
      let l = try line()
      if l.count < 1 { throw truncated() }
      let n = l[l.count - 1] == 0x0A ? l.count - 1 : l.count
      let copy = try Bytes.make(thread, UnsafeBufferPointer(rebasing: l[0..<n]))
      try push(try Codecs.decodeObject(thread, copy.value, Str.intern(thread, "raw-unicode-escape"), nil).value)
    case PickleOp.string: try loadString()
    case PickleOp.binString:
      try load(string: Int(try unsigned(4)))
    case PickleOp.shortBinString: try load(string: Int(try take(1)[0]))
    case PickleOp.int: try loadInt()
    case PickleOp.long: try loadLong()
    case PickleOp.long1: try load(long: Int(try take(1)[0]))
    case PickleOp.long4:
      let n = Int(Int32(truncatingIfNeeded: try unsigned(4)))
      if n < 0 { throw raise("LONG pickle has negative byte count") }
      try load(long: n)
    case PickleOp.float: try loadFloat()
    case PickleOp.list:
      let start = try takeMark()
      try push(try takeList(from: start))
    case PickleOp.dict:
      let start = try takeMark()
      let d = Dict.make(thread)
      if (stack.count &- start) & 1 != 0 { throw raise("odd number of items for DICT") }
      try setPairs(of: d.value, from: start)
      try push(d.value)
    case PickleOp.emptySet: try push(try SetObject.make(thread).value)
    case PickleOp.addItems:
      let start = try takeMark()
      try loadAddItems(from: start)
    case PickleOp.frozenSet:
      let start = try takeMark()
      let items = try takeTuple(from: start)
      try push(try thread.call(Type[.frozenset].value, items))
    case PickleOp.pop:
      if marks.count > 0, marks[marks.count &- 1].asInt == stack.count {
        _ = try takeMark()
      } else {
        _ = try pop()
      }
    case PickleOp.popMark:
      let start = try takeMark()
      if start > stack.count { throw underflow() }
      stack.fields.pointee.count = start
    case PickleOp.duplicate: try push(try top())
    case PickleOp.get: try recall(try memoIndex(try text()))
    case PickleOp.put:
      let digits = try text()
      if stack.count <= fence { throw underflow() }
      let index = try memoIndex(digits)
      if index < 0 { throw thread.raise(.valueError, "negative PUT argument") }
      try memoize(index, try top())
    case PickleOp.global:
      let module = try name(line: try line())
      let global = try name(line: try line())
      try push(try find(module, global))
    case PickleOp.instance:
      let start = try takeMark()
      let module = try name(line: try line(), ascii: true)
      let global = try name(line: try line(), ascii: true)
      let cls = try find(module, global)
      try push(try instantiate(cls, try takeTuple(from: start)))
    case PickleOp.object:
      let start = try takeMark()
      if stack.count &- start < 1 { throw underflow() }
      let arguments = try takeTuple(from: start &+ 1)
      let cls = stack[stack.count &- 1]
      stack.fields.pointee.count &-= 1
      try push(try instantiate(cls, arguments))
    case PickleOp.newObjectEx: try loadNewObject(withKeywords: true)
    case PickleOp.persistentID: try loadPersistentID()
    case PickleOp.binPersistentID:
      if persistentLoad.isEmpty { throw noPersistentLoad() }
      try push(try thread.call(persistentLoad, try pop()))
    case PickleOp.extension1: try load(extensionCode: Int(try take(1)[0]))
    case PickleOp.extension2: try load(extensionCode: Int(try unsigned(2)))
    case PickleOp.extension4: try load(extensionCode: Int(Int32(truncatingIfNeeded: try unsigned(4))))
    case PickleOp.nextBuffer:
      if buffers.isEmpty {
        throw raise("pickle stream refers to out-of-band data but no *buffers* argument was given")
      }
      let buffer = try thread.next(buffers)
      if buffer.isEmpty { throw raise("not enough out-of-band buffers") }
      try push(buffer)
    case PickleOp.readOnlyBuffer:
      let v = try top()
      let view = try MemoryView.make(thread, v)
      if view.fields.pointee.readOnly.isTrue {
        try view.release(thread)
        return
      }
      replaceTop(try thread.callMethod(view.value, Str.intern(thread, "toreadonly"), []))
    default:
      if op >= 0x20, op <= 0x7E, op != 0x27, op != 0x5C {
        throw raise("invalid load key, '\(String(UnicodeScalar(op)))'.")
      }
      let digits = String(op, radix: 16)
      throw raise("invalid load key, '\\x\(digits.utf8.count < 2 ? "0" : "")\(digits)'.")
    }
  }

  // MARK: Numbers

  private mutating func loadInt() throws(Raised) {
    let t = try text()
    if let i = shortInt(t) {
      if t.count == 2, i == 0 || i == 1 { return try push(.bool(i == 1)) }
      return try push(thread.int(i))
    }
    let parsed: Value?
    do throws(Raised) { parsed = try Int.parse(thread, t, base: 0) } catch {
      _ = thread.takeRaised()
      parsed = nil
    }
    guard let parsed else { throw thread.raise(.valueError, "could not convert string to int") }
    try push(parsed)
  }
  /// As C's strtol reads it, with base 0; nil if that is not all of the text.
  private func shortInt(_ t: UnsafeBufferPointer<UInt8>) -> Int? {
    var copy: [CChar] = t.map { CChar(bitPattern: $0) }
    copy.append(0)
    return copy.withUnsafeBufferPointer { (b) -> Int? in
      guard let start = b.baseAddress else { return nil }
      errno = 0
      var stop: UnsafeMutablePointer<CChar>? = nil
      let v = strtol(start, &stop, 0)
      guard errno == 0, let stop, stop.pointee == 0, UnsafePointer(stop) > start else { return nil }
      return v
    }
  }
  private mutating func loadLong() throws(Raised) {
    var t = try text()
    let isMarked = t.count > 0 && t[t.count - 1] == 0x4C
    if isMarked { t = UnsafeBufferPointer(rebasing: t[0..<(t.count - 1)]) }
    if let v = try Int.parse(thread, cString(t), base: 0) { return try push(v) }
    throw invalidInt(t, isMarked ? "" : "\n")
  }
  /// The text up to a NUL, where C's functions stop.
  private func cString(_ t: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var n = 0
    while n < t.count, t[n] != 0 { n += 1 }
    return UnsafeBufferPointer(rebasing: t[0..<n])
  }
  /// The message shows the text as it was given, with the end of its line where that was not cut off.
  private func invalidInt(_ t: UnsafeBufferPointer<UInt8>, _ end: String) -> Raised {
    do throws(Raised) {
      let c = cString(t)
      let text = try Codecs.decodeObject(thread, try Bytes.make(thread, c).value, nil, nil)
      let whole = try Str.concatenate(thread, text, Str.make(thread, c.count == t.count ? end : ""))
      return thread.raise(.valueError, "invalid literal for int() with base 10: \(try PickleModule.shown(thread, whole.value))")
    } catch { return error }
  }
  private mutating func load(long n: Int) throws(Raised) {
    let bytes = try take(n)
    try push(try Int.load(thread, bytes, n, bigEndian: false, signed: true))
  }
  private mutating func loadFloat() throws(Raised) {
    let t = try text()
    let s = try Str.latin1(thread, t.baseAddress ?? PickleReader.nowhere, t.count)
    let space = t.count > 0 && (t[0] <= 0x20 || t[t.count - 1] <= 0x20 || t.contains(0x5F))
    if !space {
      do throws(Raised) { return try push(try thread.call(Type[.float].value, s.value)) } catch {
        if !thread.isRaising(.valueError) { throw error }
        _ = thread.takeRaised()
      }
    }
    throw thread.raise(.valueError, "could not convert string to float: '\(s.string)\n'")
  }

  // MARK: Text and bytes

  @inline(__always) private mutating func load(unicode n: Int) throws(Raised) {
    let utf8 = try take(n)
    if _fastPath(n > 1 && Codecs.asciiPrefix(utf8, n) == n) {
      let s = try Str.uninitialized(thread, length: n, width: 0, ascii: true)
      memcpy(s.data, utf8, n)
      return try push(s.value)
    }
    try load(wide: utf8, n)
  }
  @inline(never) private mutating func load(wide utf8: UnsafePointer<UInt8>, _ n: Int) throws(Raised) {
    var view = BufferView()
    view.data = UnsafeMutableRawPointer(mutating: utf8)
    view.length = n
    if n == 0 { return try push(machine.pointee.emptyString) }
    if n == 1, utf8[0] < 0x80 { return try push(Str.character(thread, UInt32(utf8[0])).value) }
    try push(try Codecs.decodeUTF8(thread, view, Str.intern(thread, "surrogatepass"), final: true).text.value)
  }
  private mutating func load(bytes n: Int) throws(Raised) {
    // CPython makes the object before it reads.
    if n > 1 << 40, n > end - p { throw thread.raiseMemoryError() }
    let bytes = try take(n)
    try push(n == 0 ? machine.pointee.emptyBytes : try Bytes.make(thread, bytes, n).value)
  }
  /// The str of Python 2, in the encoding that the caller gave; "bytes": as it is.
  private mutating func load(string n: Int) throws(Raised) {
    let bytes = try take(n)
    try push(try decoded(try Bytes.make(thread, bytes, n)))
  }
  private func decoded(_ b: Bytes) throws(Raised) -> Value {
    if encoding.isKind(.str), Str(encoding).equals("bytes") { return b.value }
    let name = encoding.isEmpty ? Str.intern(thread, "ASCII") : Str(encoding)
    return try Codecs.decodeObject(thread, b.value, name, errors.isEmpty ? nil : Str(errors)).value
  }
  private mutating func loadString() throws(Raised) {
    let l = try line()
    var n = l.count
    while n > 0, l[n - 1] == 0x0A || l[n - 1] == 0x20 || l[n - 1] == 0x0D || l[n - 1] == 0x09 { n -= 1 }
    guard n >= 2, l[0] == l[n - 1], l[0] == 0x22 || l[0] == 0x27 else { throw raise("the STRING opcode argument must be quoted") }
    let inner = try Bytes.make(thread, UnsafeBufferPointer(rebasing: l[1..<(n - 1)]))
    let decode = try thread.getAttribute(try Importer.module(thread, Str.intern(thread, "_codecs")), Str.intern(thread, "escape_decode"))
    let pair = try thread.call(decode, inner.value)
    guard pair.isKind(.tuple), Tuple(pair).count == 2, Tuple(pair)[0].isKind(.byteString) else { throw truncated() }
    try push(try decoded(Bytes(Tuple(pair)[0])))
  }
  private func name(line l: UnsafeBufferPointer<UInt8>, ascii: Bool = false) throws(Raised) -> Value {
    if l.count < 2 { throw truncated() }
    let n = l[l.count - 1] == 0x0A ? l.count - 1 : l.count
    let b = try Bytes.make(thread, UnsafeBufferPointer(rebasing: l[0..<n]))
    return try Codecs.decodeObject(thread, b.value, Str.intern(thread, ascii ? "ascii" : "utf-8"), nil).value
  }
  private func memoIndex(_ t: UnsafeBufferPointer<UInt8>) throws(Raised) -> Int {
    guard let v = try Int.parse(thread, cString(t), base: 10) else { throw invalidInt(t, "\n") }
    return try Arguments.size(thread, v, 0)
  }

  // MARK: Containers

  @inline(__always) private func load(tuple n: Int) throws(Raised) {
    if _slowPath(stack.count &- n < fence) { throw underflow() }
    try push(try takeTuple(from: stack.count &- n))
  }
  private func loadAppends(from start: Int) throws(Raised) {
    let n = stack.count &- start
    if n < 0 || start <= fence { throw underflow() }
    if n == 0 { return }
    let target = stack[start &- 1]
    if target.isExactly(.list) {
      let list = List(target)
      let count = list.count
      if count &+ n > list.fields.pointee.capacity { try list.reserve(thread, count == 0 ? n : count &+ n &+ count &>> 3) }
      list.barrier()
      (list.items + count).update(from: stack.items + start, count: n)
      list.fields.pointee.count = count &+ n
      stack.fields.pointee.count = start
      return
    }
    let items = try takeList(from: start)
    let extend = try thread.getAttributeOrEmpty(target, Name.extend)
    if !extend.isEmpty {
      _ = try thread.call(extend, items)
      return
    }
    let append = try thread.getAttribute(target, Name.append)
    for i in 0..<n where i < List(items).count { _ = try thread.call(append, List(items)[i]) }
  }
  private func loadSetItems(from start: Int) throws(Raised) {
    let n = stack.count &- start
    if n < 0 || start <= fence { throw underflow() }
    if n == 0 { return }
    if n & 1 != 0 { throw raise("odd number of items for SETITEMS") }
    try setPairs(of: stack[start &- 1], from: start)
  }
  /// Stores the keys and values from `start` on; they leave the stack.
  private func setPairs(of target: Value, from start: Int) throws(Raised) {
    let n = stack.count &- start
    var i = start
    if target.isExactly(.dict) {
      let dict = Dict(target)
      if dict.count == 0, n > 8 { try dict.resize(thread, n / 2) }
      while i < start &+ n {
        try dict.set(thread, stack[i], stack[i &+ 1])
        i &+= 2
      }
    } else {
      while i < start &+ n {
        try thread.setItem(target, stack[i], stack[i &+ 1])
        i &+= 2
      }
    }
    stack.fields.pointee.count = start
  }
  private func loadAddItems(from start: Int) throws(Raised) {
    let n = stack.count &- start
    if n < 0 || start <= fence { throw underflow() }
    if n == 0 { return }
    let target = stack[start &- 1]
    let items = try takeList(from: start)
    if target.isKind(.set), target.type.isSubclass(of: .set) {
      for i in 0..<n { try SetObject(target).add(thread, List(items)[i]) }
      return
    }
    let add = try thread.getAttribute(target, Name.add)
    for i in 0..<n where i < List(items).count { _ = try thread.call(add, List(items)[i]) }
  }
}

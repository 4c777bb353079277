// BytesIO: a binary stream in memory. Its bytes are those of a bytearray, so that getbuffer() can hand out a view of them.

import Glibc

struct BytesIOFields: BitwiseCopyable {
  var header: Header
  var dictWord: Value
  /// bytearray, or none: closed
  var storage: Value
  var position: Value
}

struct BytesIO: Handle {
  let fields: UnsafeMutablePointer<BytesIOFields>
  init(fields: UnsafeMutablePointer<BytesIOFields>) { self.fields = fields }

  var position: Int {
    get { fields.pointee.position.asInt }
    nonmutating set { fields.pointee.position = .int(newValue) }
  }
  func storage(_ t: Thread) throws(Raised) -> ByteArray {
    if fields.pointee.storage.isNone { throw IOModule.raiseClosed(t) }
    return ByteArray(fields.pointee.storage)
  }

  private func slice(_ t: Thread, _ count: Int) throws(Raised) -> Value {
    let s = try storage(t)
    let start = min(position, s.count)
    let n = count < 0 ? s.count - start : min(count, s.count - start)
    let b = try Bytes.make(t, UnsafeBufferPointer(start: s.data + start, count: n))
    if n > 0 { position = start + n }
    return b.value
  }
  private func lineLength(_ t: Thread, _ limit: Int) throws(Raised) -> Int {
    let s = try storage(t)
    let start = min(position, s.count)
    var n = s.count - start
    if limit >= 0 { n = min(n, limit) }
    if n > 0, let p = memchr(s.data + start, 0x0A, n) { n = p - Raw(s.data + start) + 1 }
    return n
  }

  func write(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    if v.isKind(.str) { throw t.raise(.typeError, "a bytes-like object is required, not 'str'") }
    let s = try storage(t)
    return try BufferView.withBytes(t, v) { (bytes) throws(Raised) -> Int in
      if bytes.count == 0 { return 0 }
      let end = position &+ bytes.count
      let had = s.count
      if end > had { try s.resize(t, end) }
      if position > had { memset(s.data + had, 0, position - had) }
      // Resizing may have moved what a view of this very storage shows; such a view forbids resizing.
      memmove(s.data + position, bytes.baseAddress.unsafelyUnwrapped, bytes.count)
      position = end
      return bytes.count
    }
  }

  private static func count(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    v.isEmpty || v.isNone ? -1 : try t.indexInt(v, overflow: .overflowError)
  }

  static func define(_ type: TypeBuilder) {
    type.doc("A binary stream in memory.")
    type.layout(.record, size: MemoryLayout<BytesIOFields>.size)
    type.flags(.subclassable)
    type.new("BytesIO(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let storage = try t.call(Type[.bytearray].value)
        let b = BytesIO(try Type(args[0]).allocateInstance(t))
        b.fields.pointee.storage = storage
        b.fields.pointee.position = .int(0)
        return b.value
      }
    }
    type.initialize("BytesIO(initial_bytes=b'')") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let b = BytesIO(args[0])
        let given = args[1].isEmpty || args[1].isNone ? machine.pointee.emptyBytes : args[1]
        if !BufferView.isSupported(by: given) {
          throw t.raise(.typeError, "a bytes-like object is required, not '\(given.type.displayName)'")
        }
        let storage = try t.call(Type[.bytearray].value, given)
        b.barrier()
        b.fields.pointee.storage = storage
        b.position = 0
        return .none
      }
    }
    type.method("read(size=-1, /)", "Bytes from the position on.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try BytesIO(args[0]).slice(t, try BytesIO.count(t, args[1])) }
    }
    type.method("read1(size=-1, /)", "Bytes from the position on.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try BytesIO(args[0]).slice(t, try BytesIO.count(t, args[1])) }
    }
    type.method("readinto(buffer, /)", "Reads into a buffer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = try BytesIO(args[0]).storage(t)
        let n = try BufferView.withWritable(t, args[1], "readinto() argument") { target -> Int in
          let start = min(BytesIO(args[0]).position, s.count)
          let n = min(target.count, s.count - start)
          if n > 0, let p = target.baseAddress { memcpy(p, s.data + start, n) }
          return n
        }
        BytesIO(args[0]).position += n
        return .int(n)
      }
    }
    type.method("readline(size=-1, /)", "A line, with its newline.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let b = BytesIO(args[0])
        return try b.slice(t, try b.lineLength(t, try BytesIO.count(t, args[1])))
      }
    }
    type.slots.pointee.next = {
      unary($0, $1) { (t, v) throws(Raised) in
        let b = BytesIO(v)
        let n = try b.lineLength(t, -1)
        return n == 0 ? .empty : try b.slice(t, n)
      }
    }
    type.method("write(b, /)", "Writes bytes at the position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(try BytesIO(args[0]).write(t, args[1])) }
    }
    type.method("seek(pos, whence=0, /)", "Moves the position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let b = BytesIO(args[0])
        let s = try b.storage(t)
        let pos = try t.indexInt(args[1], overflow: .overflowError)
        let whence = args[2].isEmpty ? 0 : try t.indexInt(args[2], overflow: .overflowError)
        if whence == 0, pos < 0 { throw t.raise(.valueError, "negative seek value \(pos)") }
        let base = whence == 0 ? 0 : whence == 1 ? b.position : s.count
        if whence < 0 || whence > 2 { throw t.raise(.valueError, "invalid whence (\(whence), should be 0, 1 or 2)") }
        let (target, overflow) = base.addingReportingOverflow(pos)
        if overflow || target > 1 << 60 { throw t.raise(.overflowError, "new position too large") }
        b.position = max(0, target)
        return .int(b.position)
      }
    }
    type.method("tell()", "The position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        _ = try BytesIO(args[0]).storage(t)
        return .int(BytesIO(args[0]).position)
      }
    }
    type.method("truncate(size=None, /)", "Cuts the bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let b = BytesIO(args[0])
        let s = try b.storage(t)
        let size = args[1].isEmpty || args[1].isNone ? b.position : try t.indexInt(args[1], overflow: .overflowError)
        if size < 0 { throw t.raise(.valueError, "negative size value \(size)") }
        if size < s.count { try s.resize(t, size) }
        return .int(size)
      }
    }
    type.method("getvalue()", "All bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = try BytesIO(args[0]).storage(t)
        return try Bytes.make(t, UnsafeBufferPointer(start: s.data, count: s.count)).value
      }
    }
    type.method("getbuffer()", "A view of the bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        _ = try BytesIO(args[0]).storage(t)
        return try MemoryView.make(t, BytesIO(args[0]).fields.pointee.storage).value
      }
    }
    type.method("close()", "Drops the bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        BytesIO(args[0]).fields.pointee.storage = .none
        return .none
      }
    }
    type.property("closed", "Whether the stream is closed.", { t, v in Value.bool(BytesIO(Value(bits: v)).fields.pointee.storage.isNone).bits })
    type.method("isatty()", "False.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try BytesIO.answer(t, args, .no) } }
    type.method("readable()", "True.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try BytesIO.answer(t, args, .yes) } }
    type.method("writable()", "True.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try BytesIO.answer(t, args, .yes) } }
    type.method("seekable()", "True.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try BytesIO.answer(t, args, .yes) } }
    type.method("flush()", "Nothing.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try BytesIO.answer(t, args, .none) } }
    type.method("__getstate__()", "Support for pickle.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let value = try t.callMethod(args[0], Str.intern(t, "getvalue"), [])
        let dict = try t.getAttributeOrEmpty(args[0], Name.__dict__.str)
        return try Tuple.make(t, [value, .int(BytesIO(args[0]).position), dict.isEmpty ? .none : dict]).value
      }
    }
    type.method("__setstate__(state, /)", "Support for pickle.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[1].isKind(.tuple), Tuple(args[1]).count == 3, Tuple(args[1])[1].isInt, Tuple(args[1])[1].asInt >= 0 else {
          throw t.raise(.typeError, "\(args[0].type.displayName).__setstate__ argument should be 3-tuple, got \(args[1].type.displayName)")
        }
        let storage = try t.call(Type[.bytearray].value, Tuple(args[1])[0])
        BytesIO(args[0]).barrier()
        BytesIO(args[0]).fields.pointee.storage = storage
        BytesIO(args[0]).position = Tuple(args[1])[1].asInt
        return .none
      }
    }
  }
  private static func answer(_ t: Thread, _ args: Args, _ v: Value) throws(Raised) -> Value {
    _ = try BytesIO(args[0]).storage(t)
    return v
  }
}

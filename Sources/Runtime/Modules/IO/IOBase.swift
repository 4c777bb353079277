// The abstract classes: _IOBase, _RawIOBase, _BufferedIOBase, _TextIOBase, and their mixin methods, which call each other through Python
// attributes, so that a program's subclass can replace any of them.

struct IOBaseFields: BitwiseCopyable {
  var header: Header
  var dictWord: Value
}

enum IOBase {
  /// What `repr` shows as the name; empty when there is none, or the stream is detached.
  static func name(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    do throws(Raised) { return try t.getAttributeOrEmpty(v, Name.name.str) } catch {
      if !t.isRaising(.valueError) { throw error }
      _ = t.takeRaised()
      return .empty
    }
  }
  static func isClosed(_ t: Thread, _ v: Value) throws(Raised) -> Bool {
    try t.truth(try t.getAttribute(v, Str.intern(t, "closed")))
  }
  static func checkOpen(_ t: Thread, _ v: Value) throws(Raised) {
    if try isClosed(t, v) { throw IOModule.raiseClosed(t) }
  }
  private static let closedMark: StaticString = "__IOBase_closed"

  static func define(_ type: TypeBuilder) {
    type.doc("The abstract base of all streams.")
    type.layout(.record, size: 16)
    type.type.fields.pointee.dictOffset = 8
    type.flags([.subclassable, .weakReferenceable])
    type.new("_IOBase(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let object = Value(try Type(args[0]).allocateInstance(t))
        Finalizers.register(object.object)
        return object
      }
    }
    type.initialize("_IOBase(*args, **kwargs)") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .none } }
    type.slots.pointee.finalize = {
      unary($0, $1) { (t, v) throws(Raised) in
        // A stream that was not closed is closed, and its buffers flushed, before its memory goes.
        let closed = try t.ignoring(.exception) { () throws(Raised) in try IOBase.isClosed(t, v) } ?? true
        if !closed { _ = try t.ignoring(.exception) { () throws(Raised) in try t.callMethod(v, Name.close) } }
        return .none
      }
    }
    type.slots.pointee.iter = {
      unary($0, $1) { (t, v) throws(Raised) in
        try IOBase.checkOpen(t, v)
        return v
      }
    }
    type.slots.pointee.next = {
      unary($0, $1) { (t, v) throws(Raised) in
        let line = try t.callMethod(v, Name.readline)
        return try t.length(line) == 0 ? .empty : line
      }
    }
    type.method("seek(pos, whence=0, /)", "Moves the stream's position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in throw IOModule.raiseUnsupported(t, "seek") }
    }
    type.method("tell()", "The stream's position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try t.callMethod(args[0], Str.intern(t, "seek"), [.int(0), .int(1)]) }
    }
    type.method("truncate(pos=None, /)", "Cuts the file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in throw IOModule.raiseUnsupported(t, "truncate") }
    }
    type.method("fileno()", "The file descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in throw IOModule.raiseUnsupported(t, "fileno") }
    }
    type.method("flush()", "Writes what is buffered.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try IOBase.checkOpen(t, args[0])
        return .none
      }
    }
    type.method("close()", "Flushes and closes the stream.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let mark = Str.intern(t, IOBase.closedMark)
        if !(try t.getAttributeOrEmpty(args[0], mark)).isEmpty { return .none }
        do throws(Raised) { _ = try t.callMethod(args[0], Name.flush) } catch {
          let e = t.takeRaised()
          try t.setAttribute(args[0], mark, .yes)
          throw t.reraise(e)
        }
        try t.setAttribute(args[0], mark, .yes)
        return .none
      }
    }
    type.property(
      "closed", "Whether the stream is closed.",
      { t, v in
        unary(t, v) { (t, v) throws(Raised) in .bool(!(try t.getAttributeOrEmpty(v, Str.intern(t, IOBase.closedMark))).isEmpty) }
      })
    type.method("seekable()", "Whether seek and tell work.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try IOBase.no(t, args) } }
    type.method("readable()", "Whether reading works.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try IOBase.no(t, args) } }
    type.method("writable()", "Whether writing works.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try IOBase.no(t, args) } }
    type.method("isatty()", "Whether the stream is a terminal.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try IOBase.no(t, args) } }
    type.method("_checkClosed(msg=None, /)", "ValueError if closed.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try IOBase.checkOpen(t, args[0])
        return .none
      }
    }
    type.method("_checkReadable(msg=None, /)", "UnsupportedOperation if reading does not work.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try IOBase.require(t, args[0], "readable", "File or stream is not readable.") }
    }
    type.method("_checkWritable(msg=None, /)", "UnsupportedOperation if writing does not work.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try IOBase.require(t, args[0], "writable", "File or stream is not writable.") }
    }
    type.method("_checkSeekable(msg=None, /)", "UnsupportedOperation if seeking does not work.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try IOBase.require(t, args[0], "seekable", "File or stream is not seekable.") }
    }
    type.method("__enter__()", "The stream.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try IOBase.checkOpen(t, args[0])
        return args[0]
      }
    }
    type.method("__exit__(*args)", "Closes the stream.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try t.callMethod(args[0], Name.close) }
    }
    type.method("readline(size=-1, /)", "A line, with its newline.") { native($0, $1, $2, $3, IOBase.readline) }
    type.method("readlines(hint=-1, /)", "All lines.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let hint = args[1].isEmpty || args[1].isNone ? -1 : try t.indexInt(args[1], overflow: .overflowError)
        let list = try List.make(t)
        var total = 0
        try t.forEach(args[0]) { (line) throws(Raised) in
          try list.append(t, line)
          if hint > 0 { total &+= try t.length(line) }
          return !(hint > 0 && total >= hint)
        }
        return list.value
      }
    }
    type.method("writelines(lines, /)", "Writes each of the lines.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try IOBase.checkOpen(t, args[0])
        try t.forEach(args[1]) { (line) throws(Raised) in
          _ = try t.callMethod(args[0], Name.write, line)
          return true
        }
        return .none
      }
    }
  }
  private static func no(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    try checkOpen(t, args[0])
    return .no
  }
  static func require(_ t: Thread, _ v: Value, _ method: StaticString, _ message: String) throws(Raised) -> Value {
    let r = try t.callMethod(v, Str.intern(t, method), [])
    if !r.isTrue { throw IOModule.raiseUnsupported(t, message) }
    return .yes
  }

  private static func readline(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let limit = args[1].isEmpty || args[1].isNone ? -1 : try t.indexInt(args[1], overflow: .overflowError)
    let peek = try t.getAttributeOrEmpty(args[0], Str.intern(t, "peek"))
    var line: [UInt8] = []
    while limit < 0 || line.count < limit {
      var want = 1
      if !peek.isEmpty {
        let ahead = try t.call(peek, .int(1))
        guard ahead.isKind(.byteString) else {
          throw t.raise(.osError, "peek() should have returned a bytes object, not '\(ahead.type.displayName)'")
        }
        if Bytes(ahead).count > 0 {
          let b = Bytes(ahead).buffer
          want = (b.firstIndex(of: 0x0A) ?? b.count - 1) + 1
          if limit >= 0 { want = min(want, limit - line.count) }
        }
      }
      let part = try t.callMethod(args[0], Name.read, .int(want))
      guard part.isKind(.byteString) else {
        throw t.raise(.osError, "read() should have returned a bytes object, not '\(part.type.displayName)'")
      }
      if Bytes(part).count == 0 { break }
      line.append(contentsOf: Bytes(part).buffer)
      if line.last == 0x0A { break }
    }
    return try Bytes.make(t, line)
  }

  // MARK: _RawIOBase

  static func defineRaw(_ type: TypeBuilder) {
    type.doc("Base of unbuffered binary streams.")
    type.flags(.subclassable)
    type.method("read(size=-1, /)", "Up to `size` bytes by one call of readinto.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let n = args[1].isEmpty || args[1].isNone ? -1 : try t.indexInt(args[1], overflow: .overflowError)
        if n < 0 { return try t.callMethod(args[0], Str.intern(t, "readall"), []) }
        let buffer = try t.call(Type[.bytearray].value, .int(n))
        let got = try t.callMethod(args[0], Str.intern(t, "readinto"), [buffer])
        if got.isNone { return .none }
        let count = try t.indexInt(got, overflow: .overflowError)
        if count < 0 || count > n { throw t.raise(.valueError, "readinto returned \(count) outside buffer size \(n)") }
        let part = try t.getItem(buffer, Slice.make(t, .none, .int(count), .none))
        return try t.call(Type[.bytes].value, part)
      }
    }
    type.method("readall()", "Bytes until the end.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var all: [UInt8] = []
        while true {
          let part = try t.callMethod(args[0], Name.read, .int(IOModule.defaultBufferSize))
          if part.isNone {
            if all.isEmpty { return .none }
            break
          }
          guard part.isKind(.byteString) else { throw t.raise(.typeError, "read() should return bytes") }
          if Bytes(part).count == 0 { break }
          all.append(contentsOf: Bytes(part).buffer)
        }
        return try Bytes.make(t, all)
      }
    }
    type.method("readinto(buffer, /)", "Reads into a buffer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in throw t.raise(.notImplementedError) }
    }
    type.method("write(b, /)", "Writes bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in throw t.raise(.notImplementedError) }
    }
  }

  // MARK: _BufferedIOBase

  static func defineBuffered(_ type: TypeBuilder) {
    type.doc("Base of buffered binary streams.")
    type.flags(.subclassable)
    type.method("read(size=-1, /)", "Bytes.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in throw IOModule.raiseUnsupported(t, "read") } }
    type.method("read1(size=-1, /)", "Bytes, by at most one call of the raw stream.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in throw IOModule.raiseUnsupported(t, "read1") }
    }
    type.method("write(b, /)", "Writes bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in throw IOModule.raiseUnsupported(t, "write") }
    }
    type.method("detach()", "The raw stream, separated from the buffer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in throw IOModule.raiseUnsupported(t, "detach") }
    }
    type.method("readinto(buffer, /)", "Reads into a buffer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try IOBase.readInto(t, args[0], args[1], "read") }
    }
    type.method("readinto1(buffer, /)", "Reads into a buffer, by at most one call of the raw stream.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try IOBase.readInto(t, args[0], args[1], "read1") }
    }
  }
  private static func readInto(_ t: Thread, _ v: Value, _ target: Value, _ method: StaticString) throws(Raised) -> Value {
    let length = try BufferView.withWritable(t, target, method == "read" ? "readinto() argument" : "readinto1() argument") { $0.count }
    let data = try t.callMethod(v, Str.intern(t, method), [.int(length)])
    guard data.isKind(.byteString) else {
      throw t.raise(.typeError, "\(method)() should return bytes, not '\(data.type.displayName)'")
    }
    if Bytes(data).count > length {
      throw t.raise(.valueError, "\(method)() returned too much data: \(length) bytes requested, \(Bytes(data).count) returned")
    }
    try BufferView.withWritable(t, target, "readinto() argument") { b in
      if let p = b.baseAddress { p.copyMemory(from: Bytes(data).data, byteCount: min(b.count, Bytes(data).count)) }
    }
    return .int(Bytes(data).count)
  }

  // MARK: _TextIOBase

  static func defineText(_ type: TypeBuilder) {
    type.doc("Base of text streams.")
    type.flags(.subclassable)
    type.property("encoding", "Name of the encoding, or None.", { _, _ in Value.none.bits })
    type.property("newlines", "The kinds of newline seen so far, or None.", { _, _ in Value.none.bits })
    type.property("errors", "How coding errors are handled, or None.", { _, _ in Value.none.bits })
    type.method("read(size=-1, /)", "Text.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in throw IOModule.raiseUnsupported(t, "read") } }
    type.method("readline(size=-1, /)", "A line of text.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in throw IOModule.raiseUnsupported(t, "readline") }
    }
    type.method("write(s, /)", "Writes text.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in throw IOModule.raiseUnsupported(t, "write") }
    }
    type.method("detach()", "The buffer, separated from the text stream.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in throw IOModule.raiseUnsupported(t, "detach") }
    }
  }
}

extension Bytes {
  static func make(_ t: Thread, _ bytes: [UInt8]) throws(Raised) -> Value {
    try bytes.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> Value in try Bytes.make(t, b).value }
  }
}

extension BufferView {
  /// Calls `body` with the bytes of a bytes-like object.
  static func withBytes<R>(_ t: Thread, _ v: Value, _ body: (UnsafeRawBufferPointer) throws(Raised) -> R) throws(Raised) -> R {
    var view = try contiguous(t, v)
    defer { view.close() }
    return try body(UnsafeRawBufferPointer(start: view.data, count: view.length))
  }
  static func withWritable<R>(
    _ t: Thread, _ v: Value, _ what: StaticString, _ body: (UnsafeMutableRawBufferPointer) throws(Raised) -> R
  ) throws(Raised) -> R {
    var view = try writable(t, v, what)
    defer { view.close() }
    return try body(UnsafeMutableRawBufferPointer(start: view.data, count: view.length))
  }
}

extension StaticString {
  static func == (a: StaticString, b: StaticString) -> Bool {
    a.utf8CodeUnitCount == b.utf8CodeUnitCount && a.description == b.description
  }
}

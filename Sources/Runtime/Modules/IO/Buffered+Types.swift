// The types of buffered streams.

import Glibc

extension Buffered {
  private static func size(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    v.isEmpty ? IOModule.defaultBufferSize : try t.indexInt(v, overflow: .overflowError)
  }
  private static func count(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    v.isEmpty || v.isNone ? -1 : try t.indexInt(v, overflow: .overflowError)
  }

  static func defineReader(_ type: TypeBuilder) {
    type.doc("A buffered stream to read from.")
    defineCommon(type)
    type.initialize("BufferedReader(raw, buffer_size=8192)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Buffered(args[0]).beginAttaching()
        _ = try IOBase.require(t, args[1], "readable", "File or stream is not readable.")
        try Buffered(args[0]).attach(t, args[1], try Buffered.size(t, args[2]), reads: true, writes: false)
        return .none
      }
    }
    defineReading(type)
  }
  static func defineWriter(_ type: TypeBuilder) {
    type.doc("A buffered stream to write to.")
    defineCommon(type)
    type.initialize("BufferedWriter(raw, buffer_size=8192)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Buffered(args[0]).beginAttaching()
        _ = try IOBase.require(t, args[1], "writable", "File or stream is not writable.")
        try Buffered(args[0]).attach(t, args[1], try Buffered.size(t, args[2]), reads: false, writes: true)
        return .none
      }
    }
    defineWriting(type)
  }
  static func defineRandom(_ type: TypeBuilder) {
    type.doc("A buffered stream to read and write at any position.")
    defineCommon(type)
    type.initialize("BufferedRandom(raw, buffer_size=8192)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Buffered(args[0]).beginAttaching()
        _ = try IOBase.require(t, args[1], "seekable", "File or stream is not seekable.")
        _ = try IOBase.require(t, args[1], "readable", "File or stream is not readable.")
        _ = try IOBase.require(t, args[1], "writable", "File or stream is not writable.")
        try Buffered(args[0]).attach(t, args[1], try Buffered.size(t, args[2]), reads: true, writes: true)
        return .none
      }
    }
    defineReading(type)
    defineWriting(type)
  }

  private static func defineReading(_ type: TypeBuilder) {
    type.method("read(size=-1, /)", "Up to `size` bytes; all that are left without.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let n = try Buffered.count(t, args[1])
        if n < -1 { throw t.raise(.valueError, "read length must be non-negative or -1") }
        try Buffered(args[0]).checkOpen(t, "read")
        return try Buffered(args[0]).read(t, n)
      }
    }
    type.method("read1(size=-1, /)", "Up to `size` bytes by at most one read of the raw stream.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try Buffered(args[0]).checkOpen(t, "read")
        return try Buffered(args[0]).read1(t, try Buffered.count(t, args[1]))
      }
    }
    type.method("peek(size=0, /)", "Bytes that are next, without moving on.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let b = Buffered(args[0])
        try b.checkOpen(t, "peek")
        if b.ahead == 0 { _ = try b.fill(t) }
        return try Bytes.make(t, UnsafeBufferPointer(start: b.memory.data + b.position, count: b.ahead)).value
      }
    }
    type.method("readline(size=-1, /)", "A line, with its newline.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try Buffered(args[0]).checkOpen(t, "readline")
        return try Buffered(args[0]).readLine(t, try Buffered.count(t, args[1]))
      }
    }
    type.method("readinto(buffer, /)", "Reads into a buffer until it is full or the end is reached.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try Buffered.readInto(t, args, once: false) }
    }
    type.method("readinto1(buffer, /)", "Reads into a buffer by at most one read of the raw stream.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try Buffered.readInto(t, args, once: true) }
    }
    type.slots.pointee.next = {
      unary($0, $1) { (t, v) throws(Raised) in
        let b = Buffered(v)
        try b.checkOpen(t, "readline")
        let line = v.type.has(.heap) ? try t.callMethod(v, Name.readline) : try b.readLine(t, -1)
        return line.isKind(.byteString) && Bytes(line).count == 0 ? .empty : line
      }
    }
  }
  private static func readInto(_ t: Thread, _ args: Args, once: Bool) throws(Raised) -> Value {
    let b = Buffered(args[0])
    try b.checkOpen(t, "readinto")
    let what: StaticString = once ? "readinto1() argument" : "readinto() argument"
    let want = try BufferView.withWritable(t, args[1], what) { $0.count }
    let isAhead = b.ahead > 0
    let data = once ? try b.read1(t, want) : try b.read(t, want)
    guard data.isKind(.byteString) else { return .none }
    var count = Bytes(data).count
    try BufferView.withWritable(t, args[1], what) { target in
      if let p = target.baseAddress { p.copyMemory(from: Bytes(data).data, byteCount: min(target.count, count)) }
    }
    // Behind what was ahead there may be room for more than the buffer holds: then one read goes there.
    if once, isAhead, want - count > b.memory.count {
      let rest = try Bytes.uninitialized(t, count: want - count)
      let more = try b.rawRead(t, Raw(rest.data), rest.count) ?? 0
      try BufferView.withWritable(t, args[1], what) { target in
        if let p = target.baseAddress, count + more <= target.count { (p + count).copyMemory(from: rest.data, byteCount: more) }
      }
      count += more
    }
    return .int(count)
  }

  private static func defineWriting(_ type: TypeBuilder) {
    type.method("write(b, /)", "Writes bytes to the buffer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        if args[1].isKind(.str) { throw t.raise(.typeError, "a bytes-like object is required, not 'str'") }
        try Buffered(args[0]).checkOpen(t, "write")
        return try BufferView.withBytes(t, args[1]) { (bytes) throws(Raised) -> Value in
          if let p = bytes.baseAddress { try Buffered(args[0]).write(t, p, bytes.count) }
          return .int(bytes.count)
        }
      }
    }
  }

  private static func defineCommon(_ type: TypeBuilder) {
    type.layout(.record, size: MemoryLayout<BufferedFields>.size)
    type.flags(.subclassable)
    type.new("_Buffered(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try Buffered.allocate(t, Type(args[0])).value }
    }
    type.property("raw", "The raw stream.", { t, v in unary(t, v) { (t, v) throws(Raised) in Buffered(v).fields.pointee.raw } })
    type.property("closed", "Whether the stream is closed.", { t, v in unary(t, v) { (t, v) throws(Raised) in .bool(try Buffered(v).isClosed(t)) } })
    type.property(
      "name", "The raw stream's name.",
      { t, v in unary(t, v) { (t, v) throws(Raised) in try t.getAttribute(try Buffered(v).raw(t), Name.name) } })
    type.property(
      "mode", "The raw stream's mode.",
      { t, v in unary(t, v) { (t, v) throws(Raised) in try t.getAttribute(try Buffered(v).raw(t), Str.intern(t, "mode")) } })
    type.method("flush()", "Writes what waits.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let b = Buffered(args[0])
        try b.checkOpen(t, "flush")
        if b.pending > 0 { try b.flushPending(t) } else if b.fields.pointee.writable.isTrue { try b.forgetAhead(t) }
        return .none
      }
    }
    type.method("close()", "Flushes, then closes the raw stream.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try Buffered(args[0]).close(t)
        return .none
      }
    }
    type.method("detach()", "The raw stream, separated from the buffer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let b = Buffered(args[0])
        let raw = try b.raw(t)
        _ = try t.callMethod(args[0], Name.flush)
        b.fields.pointee.raw = .none
        return raw
      }
    }
    type.method("seek(target, whence=0, /)", "Moves the position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let whence = args[2].isEmpty ? 0 : try t.indexInt(args[2], overflow: .overflowError)
        if whence < 0 || whence > 4 { throw t.raise(.valueError, "whence value \(whence) unsupported") }
        try Buffered(args[0]).checkOpen(t, "seek")
        _ = try IOBase.require(t, try Buffered(args[0]).raw(t), "seekable", "File or stream is not seekable.")
        return t.int(try Buffered(args[0]).seek(t, try t.indexInt(args[1], overflow: .overflowError), whence))
      }
    }
    type.method("tell()", "The position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in t.int(try Buffered(args[0]).tell(t)) }
    }
    type.method("truncate(pos=None, /)", "Cuts the file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let b = Buffered(args[0])
        try b.checkOpen(t, "truncate")
        if !b.fields.pointee.writable.isTrue { throw IOModule.raiseUnsupported(t, "truncate") }
        if b.pending > 0 { try b.flushPending(t) }
        let size = args[1].isEmpty || args[1].isNone ? t.int(try b.tell(t)) : args[1]
        return try t.callMethod(try b.raw(t), Str.intern(t, "truncate"), [size])
      }
    }
    type.method("fileno()", "The file descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try t.callMethod(try Buffered(args[0]).raw(t), Name.fileno) }
    }
    type.method("isatty()", "Whether it is a terminal.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try t.callMethod(try Buffered(args[0]).raw(t), Str.intern(t, "isatty"), []) }
    }
    type.method("seekable()", "Whether the position can be moved.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try t.callMethod(try Buffered(args[0]).raw(t), Str.intern(t, "seekable"), []) }
    }
    type.method("readable()", "Whether reading works.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let b = Buffered(args[0])
        return b.fields.pointee.readable.isTrue ? try t.callMethod(try b.raw(t), Str.intern(t, "readable"), []) : .no
      }
    }
    type.method("writable()", "Whether writing works.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let b = Buffered(args[0])
        return b.fields.pointee.writable.isTrue ? try t.callMethod(try b.raw(t), Str.intern(t, "writable"), []) : .no
      }
    }
    type.method("__getstate__()", "Streams cannot be pickled.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        throw t.raise(.typeError, "cannot pickle '\(args[0].type.displayName)' object")
      }
    }
    type.slots.pointee.repr = {
      unary($0, $1) { (t, v) throws(Raised) in
        let name = try IOBase.name(t, v)
        return Str.make(t, "<\(v.type.displayName)\(name.isEmpty ? "" : " name=\(try t.repr(name).string)")>").value
      }
    }
  }
}

/// A pair of raw streams, one to read and one to write.
struct BufferedPairFields: BitwiseCopyable {
  var header: Header
  var dictWord: Value
  var reader: Value
  var writer: Value
}

struct BufferedPair: Handle {
  let fields: UnsafeMutablePointer<BufferedPairFields>
  init(fields: UnsafeMutablePointer<BufferedPairFields>) { self.fields = fields }

  private static func forward(_ t: Thread, _ args: Args, _ name: StaticString, toWriter: Bool) throws(Raised) -> Value {
    let pair = BufferedPair(args[0]).fields.pointee
    let target = toWriter ? pair.writer : pair.reader
    if target.isEmpty { throw t.raise(.valueError, "I/O operation on uninitialized object") }
    var rest: [Value] = []
    var i = 1
    while i < args.count {
      rest.append(args[i])
      i += 1
    }
    return try t.callMethod(target, Str.intern(t, name), rest)
  }

  static func define(_ type: TypeBuilder) {
    type.doc("A buffered reader and writer together, over two raw streams that cannot seek.")
    type.layout(.record, size: MemoryLayout<BufferedPairFields>.size)
    type.flags(.subclassable)
    type.new("BufferedRWPair(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = BufferedPair(try Type(args[0]).allocateInstance(t))
        p.fields.pointee.reader = .empty
        p.fields.pointee.writer = .empty
        return p.value
      }
    }
    type.initialize("BufferedRWPair(reader, writer, buffer_size=8192, /)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let size = args[3].isEmpty ? IOModule.defaultBufferSize : try t.indexInt(args[3], overflow: .overflowError)
        _ = try IOBase.require(t, args[1], "readable", "File or stream is not readable.")
        _ = try IOBase.require(t, args[2], "writable", "File or stream is not writable.")
        let reader = try Buffered.make(t, .bufferedReader, args[1], size)
        let writer = try Buffered.make(t, .bufferedWriter, args[2], size)
        let p = BufferedPair(args[0])
        p.barrier()
        p.fields.pointee.reader = reader
        p.fields.pointee.writer = writer
        return .none
      }
    }
    type.method("read(size=-1, /)", "Bytes from the reader.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try BufferedPair.forward(t, args, "read", toWriter: false) }
    }
    type.method("read1(size=-1, /)", "Bytes from the reader.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try BufferedPair.forward(t, args, "read1", toWriter: false) }
    }
    type.method("peek(size=0, /)", "Bytes that are next.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try BufferedPair.forward(t, args, "peek", toWriter: false) }
    }
    type.method("readinto(buffer, /)", "Reads into a buffer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try BufferedPair.forward(t, args, "readinto", toWriter: false) }
    }
    type.method("readinto1(buffer, /)", "Reads into a buffer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try BufferedPair.forward(t, args, "readinto1", toWriter: false) }
    }
    type.method("readable()", "Whether reading works.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try BufferedPair.forward(t, args, "readable", toWriter: false) }
    }
    type.method("write(b, /)", "Writes to the writer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try BufferedPair.forward(t, args, "write", toWriter: true) }
    }
    type.method("flush()", "Flushes the writer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try BufferedPair.forward(t, args, "flush", toWriter: true) }
    }
    type.method("writable()", "Whether writing works.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try BufferedPair.forward(t, args, "writable", toWriter: true) }
    }
    type.method("close()", "Closes both.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var failure: Value = .empty
        do throws(Raised) { _ = try BufferedPair.forward(t, args, "close", toWriter: true) } catch { failure = t.takeRaised() }
        do throws(Raised) { _ = try BufferedPair.forward(t, args, "close", toWriter: false) } catch {
          if !failure.isEmpty, t.state.pointee.raised.isObject { Exception(t.state.pointee.raised).setContext(failure) }
          throw error
        }
        if !failure.isEmpty { throw t.reraise(failure) }
        return .none
      }
    }
    type.method("isatty()", "Whether one of them is a terminal.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let writer = try BufferedPair.forward(t, args, "isatty", toWriter: true)
        return writer.isFalse ? try BufferedPair.forward(t, args, "isatty", toWriter: false) : writer
      }
    }
    type.property(
      "closed", "Whether the writer is closed.",
      { t, v in
        unary(t, v) { (t, v) throws(Raised) in
          let writer = BufferedPair(v).fields.pointee.writer
          if writer.isEmpty { throw t.raise(.runtimeError, "the BufferedRWPair object is being garbage-collected") }
          return try t.getAttribute(writer, Str.intern(t, "closed"))
        }
      })
  }
}

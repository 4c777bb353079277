// BufferedReader, BufferedWriter, BufferedRandom: a raw stream with a buffer of bytes before it. A raw stream that is exactly our FileIO
// is called directly; any other one through its Python methods.

import Glibc

struct BufferedFields: BitwiseCopyable {
  var header: Header
  var dictWord: Value
  /// The raw stream, or none: detached.
  var raw: Value
  /// A bytes object that serves as memory; only this object refers to it.
  var buffer: Value
  /// Bytes read ahead: buffer[position ..< end].
  var position: Value
  var end: Value
  /// Bytes waiting to be written: buffer[0 ..< pending]; then nothing is read ahead.
  var pending: Value
  var readable: Value
  var writable: Value
}

struct Buffered: Handle {
  let fields: UnsafeMutablePointer<BufferedFields>
  init(fields: UnsafeMutablePointer<BufferedFields>) { self.fields = fields }

  var memory: Bytes { Bytes(fields.pointee.buffer) }
  var position: Int {
    get { fields.pointee.position.asInt }
    nonmutating set { fields.pointee.position = .int(newValue) }
  }
  var end: Int {
    get { fields.pointee.end.asInt }
    nonmutating set { fields.pointee.end = .int(newValue) }
  }
  var pending: Int {
    get { fields.pointee.pending.asInt }
    nonmutating set { fields.pointee.pending = .int(newValue) }
  }
  var ahead: Int { end &- position }

  static func allocate(_ t: Thread, _ type: Type) throws(Raised) -> Buffered {
    let b = Buffered(try type.allocateInstance(t))
    b.fields.pointee.raw = .none
    b.fields.pointee.buffer = machine.pointee.emptyBytes
    b.fields.pointee.position = .int(0)
    b.fields.pointee.end = .int(0)
    b.fields.pointee.pending = .int(0)
    b.fields.pointee.readable = .no
    b.fields.pointee.writable = .no
    Finalizers.register(b.raw)
    return b
  }
  static func make(_ t: Thread, _ id: TypeID, _ raw: Value, _ size: Int) throws(Raised) -> Value {
    let b = try allocate(t, Type[id])
    try b.attach(t, raw, size, reads: id != .bufferedWriter, writes: id != .bufferedReader)
    return b.value
  }
  func attach(_ t: Thread, _ raw: Value, _ size: Int, reads: Bool, writes: Bool) throws(Raised) {
    if size <= 0 { throw t.raise(.valueError, "buffer size must be strictly positive") }
    let memory = try Bytes.uninitialized(t, count: size)
    barrier()
    fields.pointee.raw = raw
    fields.pointee.buffer = memory.value
    position = 0
    end = 0
    pending = 0
    fields.pointee.readable = .bool(reads)
    fields.pointee.writable = .bool(writes)
  }

  // MARK: The raw stream

  func raw(_ t: Thread) throws(Raised) -> Value {
    if fields.pointee.raw.isNone { throw t.raise(.valueError, fields.pointee.buffer == machine.pointee.emptyBytes ? "I/O operation on uninitialized object" : "raw stream has been detached") }
    return fields.pointee.raw
  }
  var file: FileIO? { fields.pointee.raw.isExactly(.fileIO) ? FileIO(fields.pointee.raw) : nil }

  func isClosed(_ t: Thread) throws(Raised) -> Bool {
    if let file { return file.descriptor < 0 }
    return try IOBase.isClosed(t, try raw(t))
  }
  func checkOpen(_ t: Thread, _ what: String) throws(Raised) {
    let raw = try raw(t)
    if raw.isExactly(.fileIO) ? FileIO(raw).descriptor < 0 : try IOBase.isClosed(t, raw) { throw t.raise(.valueError, "\(what) of closed file") }
  }
  /// Until `attach` has succeeded (again), nothing works.
  func beginAttaching() {
    fields.pointee.raw = .none
    fields.pointee.buffer = machine.pointee.emptyBytes
  }
  /// Reads into memory; nil when it would block, 0 at the end.
  func rawRead(_ t: Thread, _ p: Raw, _ count: Int) throws(Raised) -> Int? {
    if let file { return try file.read(t, p, count) }
    let target = try t.call(Type[.bytearray].value, .int(count))
    let r = try t.callMethod(try raw(t), Str.intern(t, "readinto"), [target])
    if r.isNone { return nil }
    let n: Int
    do throws(Raised) { n = try t.indexInt(r, overflow: .overflowError) } catch {
      let cause = t.takeRaised()
      _ = t.raise(.osError, "raw readinto() failed")
      let failure = t.takeRaised()
      Exception(failure).setCause(cause)
      throw t.reraise(failure)
    }
    if n < 0 || n > count { throw t.raise(.osError, "raw readinto() returned invalid length \(n) (should have been between 0 and \(count))") }
    try BufferView.withBytes(t, target) { b in
      if n > 0, let from = b.baseAddress { p.copyMemory(from: from, byteCount: min(n, b.count)) }
    }
    return n
  }
  private func rawWrite(_ t: Thread, _ p: UnsafeMutablePointer<UInt8>, _ count: Int) throws(Raised) -> Int? {
    if let file { return try file.write(t, p, count) }
    let bytes = try Bytes.make(t, UnsafeBufferPointer(start: p, count: count))
    let r = try t.callMethod(try raw(t), Name.write, bytes.value)
    if r.isNone { return nil }
    let n = try t.indexInt(r, overflow: .overflowError)
    if n < 0 || n > count { throw t.raise(.osError, "raw write() returned invalid length \(n) (should have been between 0 and \(count))") }
    return n
  }
  func rawSeek(_ t: Thread, _ offset: Int, _ whence: Int) throws(Raised) -> Int {
    if let file { return try file.seek(t, offset, whence) }
    let n = try t.indexInt(try t.callMethod(try raw(t), Str.intern(t, "seek"), [t.int(offset), .int(whence)]), overflow: .overflowError)
    if n < 0 { throw t.raise(.osError, "Raw stream returned invalid position \(n)") }
    return n
  }

  // MARK: Reading

  /// Fills the empty buffer by one read of the raw stream; false at the end, nil when it would block.
  func fill(_ t: Thread) throws(Raised) -> Bool? {
    if pending > 0 { try flushPending(t) }
    position = 0
    end = 0
    guard let n = try rawRead(t, Raw(memory.data), memory.count) else { return nil }
    end = n
    return n > 0
  }

  private func startReading(_ t: Thread) throws(Raised) {
    if pending > 0 { try flushPending(t) }
  }

  /// More than this cannot be had in one piece.
  private static var mostBytes: Int { 1 << 40 }

  /// `count` bytes or fewer at the end; all when negative. None when nothing is there and the raw stream would block.
  func read(_ t: Thread, _ count: Int) throws(Raised) -> Value {
    try startReading(t)
    if count >= 0, count <= ahead {
      let b = try Bytes.make(t, UnsafeBufferPointer(start: memory.data + position, count: count))
      position &+= count
      return b.value
    }
    // As if the bytes object were made beforehand.
    if count > Buffered.mostBytes { throw t.raiseMemoryError() }
    var all: [UInt8] = Array(UnsafeBufferPointer(start: memory.data + position, count: ahead))
    position = end
    if count < 0 {
      let raw = try raw(t)
      let readAll = try t.getAttributeOrEmpty(raw, Str.intern(t, "readall"))
      if !readAll.isEmpty {
        let rest = raw.isExactly(.fileIO) ? try FileIO(raw).readAll(t) : try t.call(readAll)
        if rest.isNone { return all.isEmpty ? .none : try Bytes.make(t, all) }
        guard rest.isKind(.byteString) else { throw t.raise(.typeError, "readall() should return bytes") }
        if all.isEmpty { return rest }
        all.append(contentsOf: Bytes(rest).buffer)
        return try Bytes.make(t, all)
      }
    }
    while count < 0 || all.count < count {
      guard let more = try fill(t) else { return all.isEmpty ? .none : try Bytes.make(t, all) }
      if !more { break }
      let take = count < 0 ? ahead : min(ahead, count - all.count)
      all.append(contentsOf: UnsafeBufferPointer(start: memory.data + position, count: take))
      position &+= take
    }
    return try Bytes.make(t, all)
  }

  func read1(_ t: Thread, _ count: Int) throws(Raised) -> Value {
    try startReading(t)
    if count == 0 { return machine.pointee.emptyBytes }
    if ahead == 0 { guard try fill(t) == true else { return machine.pointee.emptyBytes } }
    let n = count < 0 ? ahead : min(count, ahead)
    let b = try Bytes.make(t, UnsafeBufferPointer(start: memory.data + position, count: n))
    position &+= n
    return b.value
  }

  func readLine(_ t: Thread, _ limit: Int) throws(Raised) -> Value {
    try startReading(t)
    var line: [UInt8] = []
    while true {
      if ahead == 0 { guard try fill(t) == true else { break } }
      let start = memory.data + position
      var n = ahead
      if limit >= 0 { n = min(n, limit - line.count) }
      if let p = memchr(start, 0x0A, n) {
        let length = p - UnsafeMutableRawPointer(start) + 1
        position &+= length
        if line.isEmpty { return try Bytes.make(t, UnsafeBufferPointer(start: start, count: length)).value }
        line.append(contentsOf: UnsafeBufferPointer(start: start, count: length))
        break
      }
      line.append(contentsOf: UnsafeBufferPointer(start: start, count: n))
      position &+= n
      if limit >= 0, line.count >= limit { break }
    }
    return try Bytes.make(t, line)
  }

  // MARK: Writing

  func write(_ t: Thread, _ p: UnsafeRawPointer, _ count: Int) throws(Raised) {
    if ahead > 0 || position > 0 { try forgetAhead(t) }
    if count <= memory.count &- pending {
      memcpy(memory.data + pending, p, count)
      pending &+= count
      return
    }
    // The bytes are taken along: flushing may run Python code, which may change what p points at.
    let rest = Array(UnsafeRawBufferPointer(start: p, count: count))
    try flushPending(t)
    if count < memory.count {
      rest.withUnsafeBufferPointer { _ = memcpy(memory.data, $0.baseAddress.unsafelyUnwrapped, count) }
      pending = count
      return
    }
    var done = 0
    while done < count {
      let n = try rest.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> Int? in
        try rawWrite(t, UnsafeMutablePointer(mutating: b.baseAddress.unsafelyUnwrapped + done), count - done)
      }
      guard let n else {
        let keep = min(count - done, memory.count)
        rest.withUnsafeBufferPointer { _ = memcpy(memory.data, $0.baseAddress.unsafelyUnwrapped + done, keep) }
        pending = keep
        if keep == count - done { return }
        throw t.raise(
          .blockingIOError, arguments: .int(Int(EAGAIN)), Str.make(t, "write could not complete without blocking").value,
          .int(done + keep))
      }
      done += n
    }
  }

  func flushPending(_ t: Thread) throws(Raised) {
    var done = 0
    let count = pending
    defer {
      if done > 0 {
        memmove(memory.data, memory.data + done, count - done)
        pending = count - done
      }
    }
    while done < count {
      guard let n = try rawWrite(t, memory.data + done, count - done) else {
        throw t.raise(
          .blockingIOError, arguments: .int(Int(EAGAIN)), Str.make(t, "write could not complete without blocking").value, .int(0))
      }
      done += n
    }
  }

  /// Moves the raw stream back to where the reader is, so that writing goes there.
  func forgetAhead(_ t: Thread) throws(Raised) {
    let back = ahead
    position = 0
    end = 0
    if back > 0 { _ = try rawSeek(t, -back, 1) }
  }

  // MARK: Position

  func seek(_ t: Thread, _ offset: Int, _ whence: Int) throws(Raised) -> Int {
    if pending > 0 { try flushPending(t) }
    if whence == 0 || whence == 1, ahead > 0 {
      // Within what was read ahead the raw stream need not move.
      let rawAt = try rawSeek(t, 0, 1)
      let target = whence == 0 ? offset : rawAt &- ahead &+ offset
      let first = rawAt &- end
      if target >= first, target <= rawAt {
        position = target &- first
        return target
      }
      position = 0
      end = 0
      return try rawSeek(t, target, 0)
    }
    position = 0
    end = 0
    return try rawSeek(t, offset, whence)
  }
  func tell(_ t: Thread) throws(Raised) -> Int { try rawSeek(t, 0, 1) &- ahead &+ pending }

  func close(_ t: Thread) throws(Raised) {
    if fields.pointee.raw.isNone { return }
    if try isClosed(t) { return }
    var failure: Value = .empty
    do throws(Raised) { _ = try t.callMethod(value, Name.flush) } catch { failure = t.takeRaised() }
    do throws(Raised) { _ = try t.callMethod(fields.pointee.raw, Name.close) } catch {
      if !failure.isEmpty, t.state.pointee.raised.isObject { Exception(t.state.pointee.raised).setContext(failure) }
      throw error
    }
    if !failure.isEmpty { throw t.reraise(failure) }
  }
}

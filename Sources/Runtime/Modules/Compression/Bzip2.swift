// The module _bz2 over the system's libbz2 (Library Reference, "bz2").

import Glibc

/// `bz_stream` as bzlib.h lays it out.
struct BzStream {
  var nextIn: UnsafePointer<UInt8>?
  var availIn: UInt32 = 0
  var totalIn: (UInt32, UInt32) = (0, 0)
  var nextOut: UnsafeMutablePointer<UInt8>?
  var availOut: UInt32 = 0
  var totalOut: (UInt32, UInt32) = (0, 0)
  var state: OpaquePointer?
  var allocate: OpaquePointer?
  var free: OpaquePointer?
  var opaque: OpaquePointer?
}

/// _bz2.BZ2Compressor and BZ2Decompressor.
struct Bzip2: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// See ForeignFields: a BzStream
    var address: Value
    var release: Value
    /// bytes behind the end of the stream
    var unusedData: Value
    /// True or False
    var eof: Value
    var needsInput: Value
    /// bytes that are still to be read
    var pending: Value
    /// The compressor was flushed, or the stream is broken
    var isDone: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  static let compressorType = Root(), decompressorType = Root()
  typealias Stream = UnsafeMutablePointer<BzStream>
  nonisolated(unsafe) private static var endCompress: (@convention(c) (Raw) -> Int32)?
  nonisolated(unsafe) private static var endDecompress: (@convention(c) (Raw) -> Int32)?

  private static func library(_ t: Thread) throws(Raised) -> SharedLibrary { try SharedLibrary.open(t, "_bz2", "libbz2.so.1.0", "libbz2.so.1") }
  private static func make(_ t: Thread, _ cls: Value) throws(Raised) -> Bzip2 {
    let v = Bzip2(try Type(cls).allocateInstance(t))
    let h = v.fields.pointee.header
    v.fields.pointee = Fields(
      header: h, address: .raw(nil), release: .none, unusedData: Bytes.empty.value, eof: .no, needsInput: .yes, pending: Bytes.empty.value,
      isDone: .no)
    return v
  }
  private static func check(_ t: Thread, _ code: Int32) throws(Raised) {
    switch code {
    case 0, 1, 2, 3, 4: return
    case -2: throw t.raise(.valueError, "Internal error - invalid parameters passed to libbzip2")
    case -3: throw t.raiseMemoryError()
    case -4, -5: throw t.raise(.osError, "Invalid data stream")
    case -6: throw t.raise(.osError, "Unknown I/O error")
    case -7: throw t.raise(.eofError, "Compressed file ended before the logical end-of-stream was detected")
    case -1: throw t.raise(.runtimeError, "Internal error - Invalid sequence of commands sent to libbzip2")
    default: throw t.raise(.osError, "Unrecognized error from libbzip2: \(code)")
    }
  }
  private func stream(_ t: Thread) throws(Raised) -> Stream {
    guard let p = Foreign(raw).address else { throw t.raise(.valueError, "Inconsistent stream state") }
    return Stream(p)
  }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    let l = try library(t)
    endCompress = try l.function(t, "BZ2_bzCompressEnd")
    endDecompress = try l.function(t, "BZ2_bzDecompressEnd")
    if !compressorType.value.isObject {
      compressorType.value = try BuiltinTypes.makeUnnumbered(t, name: "_bz2.BZ2Compressor", base: Type[.object], define: defineCompressor).value
      decompressorType.value = try BuiltinTypes.makeUnnumbered(t, name: "_bz2.BZ2Decompressor", base: Type[.object], define: defineDecompressor).value
    }
    m.set("BZ2Compressor", compressorType.value)
    m.set("BZ2Decompressor", decompressorType.value)
  }

  private static func defineCompressor(_ type: TypeBuilder) {
    type.doc("Compresses data piece by piece.")
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.new("BZ2Compressor(compresslevel=9, /)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let level: Int = a[1].isEmpty ? 9 : try t.int32(a[1])
        if level < 1 || level > 9 { throw t.raise(.valueError, "compresslevel must be between 1 and 9") }
        let begin: @convention(c) (Raw, Int32, Int32, Int32) -> Int32 = try Bzip2.library(t).function(t, "BZ2_bzCompressInit")
        let v = try Bzip2.make(t, a[0])
        let p = Stream.allocate(capacity: 1)
        p.initialize(to: BzStream())
        Foreign(v.raw).set(OpaquePointer(p)) { p in
          guard let p else { return }
          _ = Bzip2.endCompress?(Raw(Stream(p)))
          Stream(p).deallocate()
        }
        try Bzip2.check(t, begin(Raw(p), Int32(level), 0, 0))
        return v.value
      }
    }
    type.method("compress(data, /)", "Takes data; compressed bytes, as far as there are some.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let view = try BufferView.contiguous(t, a[1])
        defer { view.close() }
        if Bzip2(a[0]).fields.pointee.isDone.isTrue { throw t.raise(.valueError, "Compressor has been flushed") }
        return try Bzip2(a[0]).compress(t, view.bytes, action: 0)
      }
    }
    type.method("flush()", "Ends the stream; the rest of the compressed bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if Bzip2(a[0]).fields.pointee.isDone.isTrue { throw t.raise(.valueError, "Repeated call to flush()") }
        Bzip2(a[0]).fields.pointee.isDone = .yes
        return try Bzip2(a[0]).compress(t, UnsafeBufferPointer(start: nil, count: 0), action: 2)
      }
    }
    defineUnpicklable(type)
  }
  private static func defineUnpicklable(_ type: TypeBuilder) {
    type.method("__getstate__()", "Raises: it cannot be pickled.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in throw t.raise(.typeError, "cannot pickle '\(a[0].type.displayName)' object") }
    }
  }
  private func compress(_ t: Thread, _ data: UnsafeBufferPointer<UInt8>, action: Int32) throws(Raised) -> Value {
    let step: @convention(c) (Raw, Int32) -> Int32 = try Bzip2.library(t).function(t, "BZ2_bzCompress")
    let p = try stream(t)
    var out = try ByteBuilder(t)
    var at = 0
    var room = 1024
    while true {
      let chunk = min(data.count - at, 1 << 30)
      if action == 0, chunk == 0 { break }
      try out.reserve(room)
      p.pointee.nextIn = data.baseAddress.map { $0 + at }
      p.pointee.availIn = UInt32(chunk)
      p.pointee.nextOut = out.data + out.count
      p.pointee.availOut = UInt32(room)
      let code = step(Raw(p), action)
      try Bzip2.check(t, code)
      at += chunk - Int(p.pointee.availIn)
      out.advance(room - Int(p.pointee.availOut))
      room = min(room * 2, 1 << 24)
      if action == 2, code == 4 { break }
    }
    return try out.finish().value
  }

  private static func defineDecompressor(_ type: TypeBuilder) {
    type.doc("Decompresses data piece by piece.")
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.member("unused_data", "What followed the end of the stream.", offset: 24)
    type.member("eof", "Whether the stream's end has been read.", offset: 32)
    type.member("needs_input", "Whether `decompress` needs bytes that it has not got yet.", offset: 40)
    type.new("BZ2Decompressor()") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let begin: @convention(c) (Raw, Int32, Int32) -> Int32 = try Bzip2.library(t).function(t, "BZ2_bzDecompressInit")
        let v = try Bzip2.make(t, a[0])
        let p = Stream.allocate(capacity: 1)
        p.initialize(to: BzStream())
        Foreign(v.raw).set(OpaquePointer(p)) { p in
          guard let p else { return }
          _ = Bzip2.endDecompress?(Raw(Stream(p)))
          Stream(p).deallocate()
        }
        try Bzip2.check(t, begin(Raw(p), 0, 0))
        return v.value
      }
    }
    type.method("decompress(data, max_length=-1)", "Takes data; what it holds, up to `max_length` bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let most = try Arguments.size(t, a[2], -1)
        let view = try BufferView.contiguous(t, a[1])
        defer { view.close() }
        return try Bzip2(a[0]).decompress(t, view.bytes, most)
      }
    }
    defineUnpicklable(type)
  }
  private func decompress(_ t: Thread, _ data: UnsafeBufferPointer<UInt8>, _ most: Int) throws(Raised) -> Value {
    if fields.pointee.eof.isTrue { throw t.raise(.eofError, "End of stream already reached") }
    let step: @convention(c) (Raw) -> Int32 = try Bzip2.library(t).function(t, "BZ2_bzDecompress")
    let p = try stream(t)
    let input = try CompressedInput.join(t, fields.pointee.pending, data)
    var out = try ByteBuilder(t)
    var at = 0
    var room = 1024
    while true {
      let n = most < 0 ? room : min(room, most - out.count)
      if n <= 0 { break }
      let chunk = min(input.count - at, 1 << 30)
      try out.reserve(n)
      p.pointee.nextIn = UnsafePointer(input.data) + at
      p.pointee.availIn = UInt32(chunk)
      p.pointee.nextOut = out.data + out.count
      p.pointee.availOut = UInt32(n)
      let code = step(Raw(p))
      at += chunk - Int(p.pointee.availIn)
      out.advance(n - Int(p.pointee.availOut))
      try Bzip2.check(t, code)
      if code == 4 {
        fields.pointee.eof = .yes
        break
      }
      if p.pointee.availOut > 0, at >= input.count { break }
      room = min(room * 2, 1 << 24)
    }
    let isEnd = fields.pointee.eof.isTrue
    let rest = at < input.count ? try Bytes.make(t, UnsafePointer(input.data) + at, input.count - at) : Bytes.empty
    barrier()
    if isEnd { fields.pointee.unusedData = rest.value } else { fields.pointee.pending = rest.value }
    if isEnd { fields.pointee.pending = Bytes.empty.value }
    fields.pointee.needsInput = .bool(!isEnd && rest.count == 0)
    return try out.finish().value
  }
}

enum CompressedInput {
  /// What was left of earlier input, and new data behind it.
  static func join(_ t: Thread, _ pending: Value, _ data: UnsafeBufferPointer<UInt8>) throws(Raised) -> Bytes {
    var all = try ByteBuilder(t, capacity: Bytes(pending).count + data.count)
    try all.append(UnsafePointer(Bytes(pending).data), Bytes(pending).count)
    if let p = data.baseAddress { try all.append(p, data.count) }
    return try all.finish()
  }
}

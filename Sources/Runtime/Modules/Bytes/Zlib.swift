// The module zlib over the system's libz (Library Reference, "zlib").

import Glibc

/// `z_stream` as zlib.h lays it out.
struct ZStream {
  var nextIn: UnsafePointer<UInt8>?
  var availIn: UInt32 = 0
  var totalIn: UInt = 0
  var nextOut: UnsafeMutablePointer<UInt8>?
  var availOut: UInt32 = 0
  var totalOut: UInt = 0
  var message: UnsafePointer<CChar>?
  var state: OpaquePointer?
  var allocate: OpaquePointer?
  var free: OpaquePointer?
  var opaque: OpaquePointer?
  var dataType: Int32 = 0
  var adler: UInt = 0
  var reserved: UInt = 0
}

struct LibZ {
  typealias Stream = UnsafeMutablePointer<ZStream>
  let deflateInit: @convention(c) (Raw, Int32, Int32, Int32, Int32, Int32, UnsafePointer<CChar>, Int32) -> Int32
  let deflate: @convention(c) (Raw, Int32) -> Int32
  let deflateEnd: @convention(c) (Raw) -> Int32
  let deflateCopy: @convention(c) (Raw, Raw) -> Int32
  let deflateSetDictionary: @convention(c) (Raw, UnsafePointer<UInt8>?, UInt32) -> Int32
  let inflateInit: @convention(c) (Raw, Int32, UnsafePointer<CChar>, Int32) -> Int32
  let inflate: @convention(c) (Raw, Int32) -> Int32
  let inflateEnd: @convention(c) (Raw) -> Int32
  let inflateCopy: @convention(c) (Raw, Raw) -> Int32
  let inflateSetDictionary: @convention(c) (Raw, UnsafePointer<UInt8>?, UInt32) -> Int32
  let adler32: @convention(c) (UInt, UnsafePointer<UInt8>?, UInt32) -> UInt
  let crc32: @convention(c) (UInt, UnsafePointer<UInt8>?, UInt32) -> UInt
  let version: @convention(c) () -> UnsafePointer<CChar>

  nonisolated(unsafe) static var opened: LibZ?

  static func open(_ t: Thread) throws(Raised) -> LibZ {
    if let opened { return opened }
    let library = try SharedLibrary.open(t, "zlib", "libz.so.1")
    let z = LibZ(
      deflateInit: try library.function(t, "deflateInit2_"), deflate: try library.function(t, "deflate"),
      deflateEnd: try library.function(t, "deflateEnd"), deflateCopy: try library.function(t, "deflateCopy"),
      deflateSetDictionary: try library.function(t, "deflateSetDictionary"), inflateInit: try library.function(t, "inflateInit2_"),
      inflate: try library.function(t, "inflate"), inflateEnd: try library.function(t, "inflateEnd"),
      inflateCopy: try library.function(t, "inflateCopy"), inflateSetDictionary: try library.function(t, "inflateSetDictionary"),
      adler32: try library.function(t, "adler32"), crc32: try library.function(t, "crc32"), version: try library.function(t, "zlibVersion"))
    opened = z
    return z
  }
  func beginDeflate(_ s: Stream, level: Int, method: Int, bits: Int, memory: Int, strategy: Int) -> Int32 {
    deflateInit(
      s, Int32(clamping: level), Int32(clamping: method), Int32(clamping: bits), Int32(clamping: memory), Int32(clamping: strategy),
      version(), Int32(MemoryLayout<ZStream>.size))
  }
  func beginInflate(_ s: Stream, bits: Int) -> Int32 { inflateInit(s, Int32(clamping: bits), version(), Int32(MemoryLayout<ZStream>.size)) }
}

/// zlib.Compress and zlib.Decompress.
struct ZlibStream: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// See ForeignFields: a ZStream
    var address: Value
    var release: Value
    /// bytes
    var unusedData: Value
    var unconsumedTail: Value
    /// True or False
    var eof: Value
    /// bytes or none
    var dictionary: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  private static func allocate(_ t: Thread, _ id: TypeID, dictionary: Value) throws(Raised) -> ZlibStream {
    let s = ZlibStream(t.allocate(MemoryLayout<Fields>.size, .foreign, id))
    s.fields.pointee.address = .raw(nil)
    s.fields.pointee.release = .none
    s.fields.pointee.unusedData = Bytes.empty.value
    s.fields.pointee.unconsumedTail = Bytes.empty.value
    s.fields.pointee.eof = .no
    s.fields.pointee.dictionary = dictionary
    let stream = LibZ.Stream.allocate(capacity: 1)
    stream.initialize(to: ZStream())
    if id == .zlibCompress {
      Foreign(s.raw).set(OpaquePointer(stream)) { p in
        guard let p else { return }
        _ = LibZ.opened?.deflateEnd(LibZ.Stream(p))
        LibZ.Stream(p).deallocate()
      }
    } else {
      Foreign(s.raw).set(OpaquePointer(stream)) { p in
        guard let p else { return }
        _ = LibZ.opened?.inflateEnd(LibZ.Stream(p))
        LibZ.Stream(p).deallocate()
      }
    }
    return s
  }
  private func stream(_ t: Thread) throws(Raised) -> LibZ.Stream {
    guard let p = Foreign(raw).address else { throw t.raise(.valueError, "Inconsistent stream state") }
    return LibZ.Stream(p)
  }

  static func makeCompress(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let z = try LibZ.open(t)
    let level = try Arguments.int32(t, a[0], -1)
    let method = try Arguments.int32(t, a[1], 8)
    let bits = try Arguments.int32(t, a[2], 15)
    let memory = try Arguments.int32(t, a[3], 8)
    let strategy = try Arguments.int32(t, a[4], 0)
    var dictionary = Value.none
    if !a[5].isEmpty, !a[5].isNone {
      let view = try BufferView.contiguous(t, a[5])
      defer { view.close() }
      dictionary = try view.toBytes(t).value
    }
    let s = try allocate(t, .zlibCompress, dictionary: dictionary)
    let p = try s.stream(t)
    switch z.beginDeflate(p, level: level, method: method, bits: bits, memory: memory, strategy: strategy) {
    case 0: break
    case -4: throw t.raise(.memoryError, "Can't allocate memory for compression object")
    case -2: throw t.raise(.valueError, "Invalid initialization option")
    case let code: throw ZlibModule.raise(t, code, p, "while creating compression object")
    }
    if dictionary.isObject {
      let d = Bytes(dictionary)
      if z.deflateSetDictionary(p, d.data, UInt32(clamping: d.count)) != 0 { throw t.raise(.valueError, "Invalid dictionary") }
    }
    return s.value
  }
  static func makeDecompress(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let z = try LibZ.open(t)
    let bits = try Arguments.int32(t, a[0], 15)
    var dictionary = Value.none
    if !a[1].isEmpty {
      if !BufferView.isSupported(by: a[1]) { throw t.raise(.typeError, "zdict argument must support the buffer protocol") }
      let view = try BufferView.contiguous(t, a[1])
      defer { view.close() }
      dictionary = try view.toBytes(t).value
    }
    let s = try allocate(t, .zlibDecompress, dictionary: dictionary)
    let p = try s.stream(t)
    switch z.beginInflate(p, bits: bits) {
    case 0: break
    case -4: throw t.raise(.memoryError, "Can't allocate memory for decompression object")
    case -2: throw t.raise(.valueError, "Invalid initialization option")
    case let code: throw ZlibModule.raise(t, code, p, "while creating decompression object")
    }
    if bits < 0, dictionary.isObject { try s.setDictionary(t, z, p) }
    return s.value
  }
  private func setDictionary(_ t: Thread, _ z: LibZ, _ p: LibZ.Stream) throws(Raised) {
    let d = Bytes(fields.pointee.dictionary)
    let code = z.inflateSetDictionary(p, d.data, UInt32(clamping: d.count))
    if code != 0 { throw ZlibModule.raise(t, code, p, "while setting zdict") }
  }

  // MARK: Compressing

  static func defineCompress(_ type: TypeBuilder) {
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.method("compress(data, /)", "The data, compressed.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let s = ZlibStream(a[0])
        let view = try BufferView.contiguous(t, a[1])
        defer { view.close() }
        let z = try LibZ.open(t)
        let p = try s.stream(t)
        let (out, code) = try ZlibModule.run(t, p, view.bytes, 0, z.deflate)
        if code != 0, code != -5 { throw ZlibModule.raise(t, code, p, "while compressing data") }
        return out.value
      }
    }
    type.method("flush(mode=zlib.Z_FINISH, /)", "Return a bytes object containing any remaining compressed data.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let s = ZlibStream(a[0])
        let mode = try Arguments.int32(t, a[1], 4)
        if mode == 0 { return Bytes.empty.value }
        let z = try LibZ.open(t)
        let p = try s.stream(t)
        let (out, code) = try ZlibModule.run(t, p, UnsafeBufferPointer(start: nil, count: 0), Int32(mode), z.deflate)
        if code == 1, mode == 4 { _ = z.deflateEnd(p) } else if code != 0, code != -5 {
          throw ZlibModule.raise(t, code, p, "while flushing")
        }
        return out.value
      }
    }
    defineCopies(type)
  }
  private static func defineCopies(_ type: TypeBuilder) {
    type.method("copy()", "Return a copy of the object.") { native($0, $1, $2, $3) { t, a throws(Raised) in try ZlibStream(a[0]).copy(t) } }
    type.method("__copy__()", "Return a copy of the object.") { native($0, $1, $2, $3) { t, a throws(Raised) in try ZlibStream(a[0]).copy(t) } }
    type.method("__deepcopy__(memo, /)", "Return a copy of the object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try ZlibStream(a[0]).copy(t) }
    }
  }
  private func copy(_ t: Thread) throws(Raised) -> Value {
    let z = try LibZ.open(t)
    let compresses = value.isExactly(.zlibCompress)
    let s = try ZlibStream.allocate(t, compresses ? .zlibCompress : .zlibDecompress, dictionary: fields.pointee.dictionary)
    let from = try stream(t)
    let to = try s.stream(t)
    if (compresses ? z.deflateCopy(to, from) : z.inflateCopy(to, from)) != 0 { throw t.raise(.valueError, "Inconsistent stream state") }
    s.barrier()
    s.fields.pointee.unusedData = fields.pointee.unusedData
    s.fields.pointee.unconsumedTail = fields.pointee.unconsumedTail
    s.fields.pointee.eof = fields.pointee.eof
    return s.value
  }

  // MARK: Decompressing

  static func defineDecompress(_ type: TypeBuilder) {
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.member("unused_data", "Bytes behind the end of the compressed data.", offset: 24)
    type.member("unconsumed_tail", "Bytes that max_length left.", offset: 32)
    type.member("eof", "Whether the end of the compressed data was reached.", offset: 40)
    type.method("decompress(data, /, max_length=0)", "Return a bytes object containing the decompressed version of the data.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let most = try Arguments.size(t, a[2], 0)
        if most < 0 { throw t.raise(.valueError, "max_length must be non-negative") }
        let view = try BufferView.contiguous(t, a[1])
        defer { view.close() }
        return try ZlibStream(a[0]).decompress(t, view.bytes, most, mode: 2)
      }
    }
    type.method("flush(length=zlib.DEF_BUF_SIZE, /)", "Return a bytes object containing any remaining decompressed data.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if try Arguments.size(t, a[1], 16384) <= 0 { throw t.raise(.valueError, "length must be greater than zero") }
        let s = ZlibStream(a[0])
        let tail = Bytes(s.fields.pointee.unconsumedTail)
        return try s.decompress(t, tail.buffer, 0, mode: 4)
      }
    }
    defineCopies(type)
  }
  private func decompress(_ t: Thread, _ data: UnsafeBufferPointer<UInt8>, _ most: Int, mode: Int32) throws(Raised) -> Value {
    let z = try LibZ.open(t)
    let p = try stream(t)
    var rest = data
    var out = try ByteBuilder(t)
    var code: Int32
    while true {
      (code, rest) = try ZlibModule.run(t, p, rest, mode, z.inflate, &out, most: most == 0 ? Int.max : most)
      if code != 2 || !fields.pointee.dictionary.isObject { break }
      try setDictionary(t, z, p)
    }
    switch code {
    case 0, 1, -5: break
    default: if mode != 4 { throw ZlibModule.raise(t, code, p, "while decompressing data") }
    }
    let left = rest.count > 0 ? try Bytes.make(t, rest) : Bytes.empty
    if code == 1 {
      if mode == 4 { _ = z.inflateEnd(p) }
      var all = try ByteBuilder(t)
      try all.append(UnsafePointer(Bytes(fields.pointee.unusedData).data), Bytes(fields.pointee.unusedData).count)
      try all.append(UnsafePointer(left.data), left.count)
      let unused = try all.finish()
      barrier()
      fields.pointee.unusedData = unused.value
      fields.pointee.unconsumedTail = Bytes.empty.value
      fields.pointee.eof = .yes
    } else {
      barrier()
      fields.pointee.unconsumedTail = left.value
    }
    return try out.finish().value
  }
}

enum ZlibModule {
  private static let error = Root()

  /// zlib.error with the library's words for a code.
  static func raise(_ t: Thread, _ code: Int32, _ p: LibZ.Stream, _ what: StaticString) -> Raised {
    let words: String?
    switch code {
    case -6: words = "library version mismatch"
    case _ where p.pointee.message != nil: words = p.pointee.message.map { String(cString: $0) }
    case -5: words = "incomplete or truncated stream"
    case -2: words = "inconsistent stream state"
    case -3: words = "invalid input data"
    default: words = nil
    }
    return t.raise(error.value, "Error \(code) \(what)" + (words.map { ": " + $0 } ?? ""))
  }

  /// Feeds all of `data` to a stream; what came out, and the last code.
  static func run(
    _ t: Thread, _ p: LibZ.Stream, _ data: UnsafeBufferPointer<UInt8>, _ mode: Int32, _ step: @convention(c) (Raw, Int32) -> Int32
  ) throws(Raised) -> (Bytes, Int32) {
    var out = try ByteBuilder(t)
    let (code, _) = try run(t, p, data, mode, step, &out, most: Int.max)
    return (try out.finish(), code)
  }
  /// The same up to `most` bytes of output; also what was left of the data.
  static func run(
    _ t: Thread, _ p: LibZ.Stream, _ data: UnsafeBufferPointer<UInt8>, _ mode: Int32, _ step: @convention(c) (Raw, Int32) -> Int32,
    _ out: inout ByteBuilder, most: Int
  ) throws(Raised) -> (Int32, UnsafeBufferPointer<UInt8>) {
    var at = 0
    var code: Int32 = 0
    var room = 1024
    repeat {
      // Lengths are 32 bits in the library.
      let chunk = min(data.count - at, 1 << 30)
      let isLastChunk = at + chunk == data.count
      p.pointee.nextIn = data.baseAddress.map { $0 + at }
      p.pointee.availIn = UInt32(chunk)
      var isFull: Bool
      repeat {
        let n = min(room, most - out.count)
        if n <= 0 {
          at += chunk - Int(p.pointee.availIn)
          return (code, rest(data, at))
        }
        try out.reserve(n)
        p.pointee.nextOut = out.data + out.count
        p.pointee.availOut = UInt32(n)
        // A large piece of work is done while others may run.
        let flush: Int32 = isLastChunk || mode == 2 ? mode : 0
        code = chunk > 4096 ? t.blocking { step(Raw(p), flush) } : step(Raw(p), flush)
        out.advance(n - Int(p.pointee.availOut))
        isFull = p.pointee.availOut == 0
        room = min(room * 2, 1 << 24)
      } while isFull && (code == 0 || code == -5)
      at += chunk - Int(p.pointee.availIn)
      if code != 0, code != -5 { break }
    } while at < data.count && p.pointee.availIn == 0
    return (code, rest(data, at))
  }
  private static func rest(_ data: UnsafeBufferPointer<UInt8>, _ at: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: data.baseAddress.map { $0 + at }, count: data.count - at)
  }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    let z = try LibZ.open(t)
    m.doc("Compression by zlib.")
    try m.exception(error, "error", module: "zlib", base: Type[.exception].value)
    _ = try BuiltinTypes.make(t, .zlibCompress)
    _ = try BuiltinTypes.make(t, .zlibDecompress)
    let constants: [(StaticString, Int)] = [
      ("MAX_WBITS", 15), ("DEFLATED", 8), ("DEF_MEM_LEVEL", 8), ("DEF_BUF_SIZE", 16384), ("Z_BEST_COMPRESSION", 9), ("Z_BEST_SPEED", 1),
      ("Z_BLOCK", 5), ("Z_DEFAULT_COMPRESSION", -1), ("Z_DEFAULT_STRATEGY", 0), ("Z_FILTERED", 1), ("Z_FINISH", 4), ("Z_FIXED", 4),
      ("Z_FULL_FLUSH", 3), ("Z_HUFFMAN_ONLY", 2), ("Z_NO_COMPRESSION", 0), ("Z_NO_FLUSH", 0), ("Z_PARTIAL_FLUSH", 1), ("Z_RLE", 3),
      ("Z_SYNC_FLUSH", 2), ("Z_TREES", 6),
    ]
    for (name, value) in constants { m.set(name, .int(value)) }
    let version = Str.make(t, String(cString: z.version())).value
    m.set("ZLIB_VERSION", version)
    m.set("ZLIB_RUNTIME_VERSION", version)
    m.set("__version__", Str.make(t, "1.0").value)
    m.function("compress(data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)", "The data, compressed.") {
      native($0, $1, $2, $3, ZlibModule.compress)
    }
    m.function("decompress(data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)", "What compressed data hold.") {
      native($0, $1, $2, $3, ZlibModule.decompress)
    }
    m.function(
      "compressobj(level=Z_DEFAULT_COMPRESSION, method=DEFLATED, wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL, strategy=Z_DEFAULT_STRATEGY, zdict=None)",
      "What compresses data piece by piece."
    ) {
      native($0, $1, $2, $3, ZlibStream.makeCompress)
    }
    m.function("decompressobj(wbits=MAX_WBITS, zdict=b'')", "What decompresses data piece by piece.") {
      native($0, $1, $2, $3, ZlibStream.makeDecompress)
    }
    m.function("adler32(data, value=1, /)", "The Adler-32 checksum, going on from one of the data before.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try ZlibModule.checksum(t, a, 1, try LibZ.open(t).adler32) }
    }
    m.function("crc32(data, value=0, /)", "The CRC-32 checksum, going on from one of the data before.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try ZlibModule.checksum(t, a, 0, try LibZ.open(t).crc32) }
    }
  }
  private static func checksum(
    _ t: Thread, _ a: Args, _ start: UInt, _ step: @convention(c) (UInt, UnsafePointer<UInt8>?, UInt32) -> UInt
  ) throws(Raised) -> Value {
    let view = try BufferView.contiguous(t, a[0])
    defer { view.close() }
    var sum = a[1].isEmpty ? start : UInt(UInt32(truncatingIfNeeded: Int.lowBits(try t.index(a[1]))))
    var at = 0
    while at < view.length {
      let n = min(view.length - at, 1 << 30)
      sum = step(sum, (view.data + at).assumingMemoryBound(to: UInt8.self), UInt32(n))
      at += n
    }
    return .int(Int(sum & 0xFFFF_FFFF))
  }
  private static func compress(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let z = try LibZ.open(t)
    let level = try Arguments.int32(t, a[1], -1)
    let bits = try Arguments.int32(t, a[2], 15)
    let view = try BufferView.contiguous(t, a[0])
    defer { view.close() }
    let p = LibZ.Stream.allocate(capacity: 1)
    p.initialize(to: ZStream())
    defer { p.deallocate() }
    switch z.beginDeflate(p, level: level, method: 8, bits: bits, memory: 8, strategy: 0) {
    case 0: break
    case -4: throw t.raise(.memoryError, "Out of memory while compressing data")
    case -2: throw t.raise(error.value, "Bad compression level")
    case let code: throw raise(t, code, p, "while compressing data")
    }
    defer { _ = z.deflateEnd(p) }
    let (out, code) = try run(t, p, view.bytes, 4, z.deflate)
    if code != 1 { throw raise(t, code, p, "while finishing compression") }
    return out.value
  }
  private static func decompress(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let z = try LibZ.open(t)
    let bits = try Arguments.int32(t, a[1], 15)
    if try Arguments.size(t, a[2], 16384) < 0 { throw t.raise(.valueError, "bufsize must be non-negative") }
    let view = try BufferView.contiguous(t, a[0])
    defer { view.close() }
    let p = LibZ.Stream.allocate(capacity: 1)
    p.initialize(to: ZStream())
    defer { p.deallocate() }
    switch z.beginInflate(p, bits: bits) {
    case 0: break
    case -4: throw t.raise(.memoryError, "Out of memory while decompressing data")
    case let code: throw raise(t, code, p, "while preparing to decompress data")
    }
    defer { _ = z.inflateEnd(p) }
    let (out, code) = try run(t, p, view.bytes, 2, z.inflate)
    if code != 1 { throw raise(t, code == 0 ? -5 : code, p, "while decompressing data") }
    return out.value
  }
}

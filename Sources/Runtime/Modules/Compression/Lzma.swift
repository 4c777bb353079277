// The module _lzma over the system's liblzma (Library Reference, "lzma").

import Glibc

/// `lzma_stream` as lzma/base.h lays it out.
struct XzStream {
  var nextIn: UnsafePointer<UInt8>?
  var availIn: Int = 0
  var totalIn: UInt64 = 0
  var nextOut: UnsafeMutablePointer<UInt8>?
  var availOut: Int = 0
  var totalOut: UInt64 = 0
  var allocator: OpaquePointer?
  var state: OpaquePointer?
  var reserved: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0, 0)
}

/// A chain of filters in the library's layout, with the options that it refers to.
struct XzFilters {
  static let lzma1 = 0x4000_0000_0000_0001, lzma2 = 0x21, delta = 3
  /// Five rows {id, options}, the last one the end; then 128 bytes of options for each of four.
  let memory = UnsafeMutableRawPointer.allocate(byteCount: 80 + 4 * 128, alignment: 16)
  private(set) var count = 0

  init() {
    memset(memory, 0, 80 + 4 * 128)
    memory.storeBytes(of: UInt64.max, as: UInt64.self)
  }
  func free() { memory.deallocate() }
  var firstOptions: UnsafeMutableRawPointer { memory + 80 }
  func id(_ i: Int) -> Int { Int(truncatingIfNeeded: memory.load(fromByteOffset: 16 * i, as: UInt64.self)) }

  /// Takes one filter specifier of Python.
  mutating func append(_ t: Thread, _ spec: Value) throws(Raised) {
    guard spec.isObject, spec.type.slots.pointee.getItem != nil, !spec.isKind(.str), !spec.isKind(.list), !spec.isKind(.tuple) else {
      throw t.raise(.typeError, "Filter specifier must be a dict or dict-like object")
    }
    func get(_ name: StaticString) throws(Raised) -> Value? {
      try t.ignoring(.keyError) { () throws(Raised) in try t.getItem(spec, Str.intern(t, name).value) }
    }
    guard let given = try get("id") else { throw t.raise(.valueError, "Filter specifier must have an \"id\" entry") }
    guard let id = Int.word(try t.index(given)), count < 4 else { throw t.raise(.valueError, "Invalid filter ID") }
    let options = memory + 80 + 128 * count
    var hasOptions = true
    var known: [StaticString]
    let kind: StaticString
    switch id {
    case XzFilters.lzma1, XzFilters.lzma2:
      kind = "LZMA"
      known = ["id", "preset", "dict_size", "lc", "lp", "pb", "mode", "nice_len", "mf", "depth"]
    case XzFilters.delta:
      kind = "delta"
      known = ["id", "dist"]
    case 4...9:
      kind = "BCJ"
      known = ["id", "start_offset"]
    default: throw t.raise(.valueError, "Invalid filter ID: \(id)")
    }
    try t.forEach(spec) { (key) throws(Raised) in
      if !key.isKind(.str) || !known.contains(where: { Str(key).equals($0) }) { throw t.raise(.valueError, "Invalid filter specifier for \(kind) filter") }
      return true
    }
    func number(_ name: StaticString, _ offset: Int) throws(Raised) {
      guard let v = try get(name) else { return }
      options.storeBytes(of: try XzModule.uint32(t, v), toByteOffset: offset, as: UInt32.self)
    }
    switch id {
    case XzFilters.lzma1, XzFilters.lzma2:
      var preset: UInt32 = 6
      if let v = try get("preset") { preset = try XzModule.uint32(t, v) }
      let f: @convention(c) (Raw, UInt32) -> UInt8 = try XzModule.library(t).function(t, "lzma_lzma_preset")
      if f(options, preset) != 0 { throw t.raise(XzModule.error.value, "Invalid compression preset: \(preset)") }
      try number("dict_size", 0)
      try number("lc", 20)
      try number("lp", 24)
      try number("pb", 28)
      try number("mode", 32)
      try number("nice_len", 36)
      try number("mf", 40)
      try number("depth", 44)
    case XzFilters.delta:
      options.storeBytes(of: 1, toByteOffset: 4, as: UInt32.self)
      try number("dist", 4)
    default:
      hasOptions = try get("start_offset") != nil
      try number("start_offset", 0)
    }
    memory.storeBytes(of: UInt64(id), toByteOffset: 16 * count, as: UInt64.self)
    memory.storeBytes(of: hasOptions ? UInt(bitPattern: options) : 0, toByteOffset: 16 * count + 8, as: UInt.self)
    count += 1
    memory.storeBytes(of: UInt64.max, toByteOffset: 16 * count, as: UInt64.self)
  }
  mutating func append(all t: Thread, _ specs: Value) throws(Raised) {
    let n = try t.length(specs)
    if n > 4 { throw t.raise(.valueError, "Too many filters - liblzma supports a maximum of 4") }
    for i in 0..<n { try append(t, try t.getItem(specs, .int(i))) }
  }
}

struct Xz: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// See ForeignFields: an XzStream
    var address: Value
    var release: Value
    /// int
    var check: Value
    /// True or False
    var eof: Value
    var needsInput: Value
    /// bytes behind the end of the stream
    var unusedData: Value
    /// bytes that are still to be read
    var pending: Value
    /// The compressor was flushed
    var isDone: Value
    /// The decoder is raw: it has no checks
    var isRaw: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  typealias Stream = UnsafeMutablePointer<XzStream>
  nonisolated(unsafe) static var end: (@convention(c) (Raw) -> Void)?

  static func make(_ t: Thread, _ cls: Value) throws(Raised) -> (Xz, Stream) {
    let v = Xz(try Type(cls).allocateInstance(t))
    let h = v.fields.pointee.header
    v.fields.pointee = Fields(
      header: h, address: .raw(nil), release: .none, check: .int(16), eof: .no, needsInput: .yes, unusedData: Bytes.empty.value,
      pending: Bytes.empty.value, isDone: .no, isRaw: .no)
    let p = Stream.allocate(capacity: 1)
    p.initialize(to: XzStream())
    Foreign(v.raw).set(OpaquePointer(p)) { p in
      guard let p else { return }
      Xz.end?(Raw(Stream(p)))
      Stream(p).deallocate()
    }
    return (v, p)
  }
  private func stream(_ t: Thread) throws(Raised) -> Stream {
    guard let p = Foreign(raw).address else { throw t.raise(.valueError, "Inconsistent stream state") }
    return Stream(p)
  }

  static func defineCompressor(_ type: TypeBuilder) {
    type.doc("Compresses data piece by piece.")
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.new("LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, filters=None)") { native($0, $1, $2, $3, Xz.newCompressor) }
    type.method("compress(data, /)", "Takes data; compressed bytes, as far as there are some.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let view = try BufferView.contiguous(t, a[1])
        defer { view.close() }
        if Xz(a[0]).fields.pointee.isDone.isTrue { throw t.raise(.valueError, "Compressor has been flushed") }
        return try Xz(a[0]).compress(t, view.bytes, action: 0)
      }
    }
    type.method("flush()", "Ends the stream; the rest of the compressed bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if Xz(a[0]).fields.pointee.isDone.isTrue { throw t.raise(.valueError, "Repeated call to flush()") }
        Xz(a[0]).fields.pointee.isDone = .yes
        return try Xz(a[0]).compress(t, UnsafeBufferPointer(start: nil, count: 0), action: 3)
      }
    }
    type.method("__getstate__()", "Raises: it cannot be pickled.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in throw t.raise(.typeError, "cannot pickle '\(a[0].type.displayName)' object") }
    }
  }
  private static func newCompressor(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let format: Int = a[1].isEmpty ? 1 : try t.int32(a[1])
    var check: Int = a[2].isEmpty ? -1 : try t.int32(a[2])
    let (preset, specs) = (a[3], a[4])
    let hasPreset = !preset.isEmpty && !preset.isNone
    let hasFilters = !specs.isEmpty && !specs.isNone
    if hasPreset, hasFilters { throw t.raise(.valueError, "Cannot specify both preset and filter chain") }
    if format != 1, check != -1, check != 0 { throw t.raise(.valueError, "Integrity checks are only supported by FORMAT_XZ") }
    var level: UInt32 = 6
    if hasPreset { level = try XzModule.uint32(t, preset) }
    if check == -1 { check = 4 }
    let l = try XzModule.library(t)
    let (v, p) = try make(t, a[0])
    var filters = XzFilters()
    defer { filters.free() }
    if hasFilters { try filters.append(all: t, specs) }
    let code: Int32
    switch format {
    case 1:
      if hasFilters {
        let f: @convention(c) (Raw, Raw, Int32) -> Int32 = try l.function(t, "lzma_stream_encoder")
        code = f(Raw(p), filters.memory, Int32(check))
      } else {
        let f: @convention(c) (Raw, UInt32, Int32) -> Int32 = try l.function(t, "lzma_easy_encoder")
        code = f(Raw(p), level, Int32(check))
      }
    case 2:
      let f: @convention(c) (Raw, Raw) -> Int32 = try l.function(t, "lzma_alone_encoder")
      if !hasFilters {
        let set: @convention(c) (Raw, UInt32) -> UInt8 = try l.function(t, "lzma_lzma_preset")
        if set(filters.firstOptions, level) != 0 { throw t.raise(XzModule.error.value, "Invalid compression preset: \(level)") }
      } else if filters.count != 1 || filters.id(0) != XzFilters.lzma1 {
        throw t.raise(.valueError, "Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter")
      }
      code = f(Raw(p), filters.firstOptions)
    case 3:
      if !hasFilters { throw t.raise(.valueError, "Must specify filters for FORMAT_RAW") }
      let f: @convention(c) (Raw, Raw) -> Int32 = try l.function(t, "lzma_raw_encoder")
      code = f(Raw(p), filters.memory)
    default: throw t.raise(.valueError, "Invalid container format: \(format)")
    }
    try XzModule.check(t, code)
    return v.value
  }
  private func compress(_ t: Thread, _ data: UnsafeBufferPointer<UInt8>, action: Int32) throws(Raised) -> Value {
    let step: @convention(c) (Raw, Int32) -> Int32 = try XzModule.library(t).function(t, "lzma_code")
    let p = try stream(t)
    var out = try ByteBuilder(t)
    var room = 1024
    p.pointee.nextIn = data.baseAddress
    p.pointee.availIn = data.count
    while true {
      try out.reserve(room)
      p.pointee.nextOut = out.data + out.count
      p.pointee.availOut = room
      var code = step(Raw(p), action)
      out.advance(room - p.pointee.availOut)
      if code == 10, data.count == 0, p.pointee.availOut > 0 { code = 0 }
      try XzModule.check(t, code)
      if action == 0 ? p.pointee.availIn == 0 : code == 1 { if action == 3 || p.pointee.availOut > 0 { break } }
      room = min(room * 2, 1 << 24)
    }
    return try out.finish().value
  }

  static func defineDecompressor(_ type: TypeBuilder) {
    type.doc("Decompresses data piece by piece.")
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.member("check", "The number of the stream's integrity check.", offset: 24)
    type.member("eof", "Whether the stream's end has been read.", offset: 32)
    type.member("needs_input", "Whether `decompress` needs bytes that it has not got yet.", offset: 40)
    type.member("unused_data", "What followed the end of the stream.", offset: 48)
    type.new("LZMADecompressor(format=FORMAT_AUTO, memlimit=None, filters=None)") { native($0, $1, $2, $3, Xz.newDecompressor) }
    type.method("decompress(data, max_length=-1)", "Takes data; what it holds, up to `max_length` bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let most = try Arguments.size(t, a[2], -1)
        let view = try BufferView.contiguous(t, a[1])
        defer { view.close() }
        return try Xz(a[0]).decompress(t, view.bytes, most)
      }
    }
    type.method("__getstate__()", "Raises: it cannot be pickled.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in throw t.raise(.typeError, "cannot pickle '\(a[0].type.displayName)' object") }
    }
  }
  private static func newDecompressor(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let format: Int = a[1].isEmpty ? 0 : try t.int32(a[1])
    var limit = UInt64.max
    if !a[2].isEmpty, !a[2].isNone {
      if format == 3 { throw t.raise(.valueError, "Cannot specify memory limit with FORMAT_RAW") }
      guard let n = Int.unsignedWord(try t.index(a[2])) else { throw t.raise(.overflowError, "can't convert negative int to unsigned") }
      limit = n
    }
    let hasFilters = !a[3].isEmpty && !a[3].isNone
    if format == 3, !hasFilters { throw t.raise(.valueError, "Must specify filters for FORMAT_RAW") }
    if format != 3, hasFilters { throw t.raise(.valueError, "Cannot specify filters except with FORMAT_RAW") }
    let l = try XzModule.library(t)
    let (v, p) = try make(t, a[0])
    let code: Int32
    switch format {
    case 0, 1:
      let f: @convention(c) (Raw, UInt64, UInt32) -> Int32 = try l.function(t, format == 0 ? "lzma_auto_decoder" : "lzma_stream_decoder")
      code = f(Raw(p), limit, 5)
    case 2:
      let f: @convention(c) (Raw, UInt64) -> Int32 = try l.function(t, "lzma_alone_decoder")
      v.fields.pointee.check = .int(0)
      code = f(Raw(p), limit)
    case 3:
      var filters = XzFilters()
      defer { filters.free() }
      try filters.append(all: t, a[3])
      let f: @convention(c) (Raw, Raw) -> Int32 = try l.function(t, "lzma_raw_decoder")
      v.fields.pointee.check = .int(0)
      code = f(Raw(p), filters.memory)
    default: throw t.raise(.valueError, "Invalid container format: \(format)")
    }
    try XzModule.check(t, code)
    return v.value
  }
  private func decompress(_ t: Thread, _ data: UnsafeBufferPointer<UInt8>, _ most: Int) throws(Raised) -> Value {
    if fields.pointee.eof.isTrue { throw t.raise(.eofError, "Already at end of stream") }
    let l = try XzModule.library(t)
    let step: @convention(c) (Raw, Int32) -> Int32 = try l.function(t, "lzma_code")
    let checkOf: @convention(c) (Raw) -> Int32 = try l.function(t, "lzma_get_check")
    let p = try stream(t)
    let input = try CompressedInput.join(t, fields.pointee.pending, data)
    var out = try ByteBuilder(t)
    var room = 1024
    p.pointee.nextIn = UnsafePointer(input.data)
    p.pointee.availIn = input.count
    p.pointee.availOut = 0
    while true {
      let n = most < 0 ? room : min(room, most - out.count)
      if n <= 0 { break }
      try out.reserve(n)
      p.pointee.nextOut = out.data + out.count
      p.pointee.availOut = n
      var code = step(Raw(p), 0)
      out.advance(n - p.pointee.availOut)
      if code == 10, p.pointee.availIn == 0, p.pointee.availOut > 0 { code = 0 }
      if code == 2 || code == 4 { fields.pointee.check = .int(Int(checkOf(Raw(p)))) }
      if code == 2 || code == 3 || code == 4 { continue }
      try XzModule.check(t, code)
      if code == 1 {
        fields.pointee.eof = .yes
        break
      }
      if p.pointee.availOut > 0, p.pointee.availIn == 0 { break }
      room = min(room * 2, 1 << 24)
    }
    let isEnd = fields.pointee.eof.isTrue
    let left = p.pointee.availIn
    let isFull = p.pointee.availOut == 0
    let rest = left > 0 ? try Bytes.make(t, UnsafePointer(input.data) + (input.count - left), left) : Bytes.empty
    barrier()
    if isEnd { fields.pointee.unusedData = rest.value }
    fields.pointee.pending = isEnd ? Bytes.empty.value : rest.value
    fields.pointee.needsInput = .bool(!isEnd && rest.count == 0 && !isFull)
    return try out.finish().value
  }
}

enum XzModule {
  static let error = Root(), compressorType = Root(), decompressorType = Root()

  static func library(_ t: Thread) throws(Raised) -> SharedLibrary { try SharedLibrary.open(t, "_lzma", "liblzma.so.5") }
  static func uint32(_ t: Thread, _ v: Value) throws(Raised) -> UInt32 {
    guard Arguments.isIndex(v) else { throw t.raise(.typeError, "an integer is required") }
    guard let n = Int.unsignedWord(try t.index(v)) else { throw t.raise(.overflowError, "can't convert negative value to unsigned int") }
    if n > UInt64(UInt32.max) { throw t.raise(.overflowError, "Value too large for uint32_t type") }
    return UInt32(n)
  }
  static func check(_ t: Thread, _ code: Int32) throws(Raised) {
    switch code {
    case 0, 1, 2, 4: return
    case 3: throw t.raise(error.value, "Unsupported integrity check")
    case 5: throw t.raiseMemoryError()
    case 6: throw t.raise(error.value, "Memory usage limit exceeded")
    case 7: throw t.raise(error.value, "Input format not supported by decoder")
    case 8: throw t.raise(error.value, "Invalid or unsupported options")
    case 9: throw t.raise(error.value, "Corrupt input data")
    case 10: throw t.raise(error.value, "Insufficient buffer space")
    case 11: throw t.raise(error.value, "Internal error")
    default: throw t.raise(error.value, "Unrecognized error from liblzma: \(code)")
    }
  }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    Xz.end = try library(t).function(t, "lzma_end")
    try m.exception(error, "LZMAError", module: "_lzma", base: Type[.exception].value)
    if !compressorType.value.isObject {
      compressorType.value = try BuiltinTypes.makeUnnumbered(t, name: "_lzma.LZMACompressor", base: Type[.object], define: Xz.defineCompressor).value
      decompressorType.value = try BuiltinTypes.makeUnnumbered(t, name: "_lzma.LZMADecompressor", base: Type[.object], define: Xz.defineDecompressor).value
    }
    m.set("LZMACompressor", compressorType.value)
    m.set("LZMADecompressor", decompressorType.value)
    let constants: [(StaticString, Int)] = [
      ("CHECK_NONE", 0), ("CHECK_CRC32", 1), ("CHECK_CRC64", 4), ("CHECK_SHA256", 10), ("CHECK_ID_MAX", 15), ("CHECK_UNKNOWN", 16),
      ("FILTER_LZMA1", XzFilters.lzma1), ("FILTER_LZMA2", 33), ("FILTER_DELTA", 3), ("FILTER_X86", 4), ("FILTER_POWERPC", 5), ("FILTER_IA64", 6),
      ("FILTER_ARM", 7), ("FILTER_ARMTHUMB", 8), ("FILTER_SPARC", 9), ("FORMAT_AUTO", 0), ("FORMAT_XZ", 1), ("FORMAT_ALONE", 2),
      ("FORMAT_RAW", 3), ("MF_HC3", 3), ("MF_HC4", 4), ("MF_BT2", 18), ("MF_BT3", 19), ("MF_BT4", 20), ("MODE_FAST", 1), ("MODE_NORMAL", 2),
      ("PRESET_DEFAULT", 6), ("PRESET_EXTREME", 0x8000_0000),
    ]
    for (name, value) in constants { m.set(name, t.int(value)) }
    m.function("is_check_supported(check_id, /)", "Whether an integrity check can be had.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let f: @convention(c) (Int32) -> UInt8 = try XzModule.library(t).function(t, "lzma_check_is_supported")
        return .bool(f(Int32(try t.int32(a[0]))) != 0)
      }
    }
    m.function("_encode_filter_properties(filter, /)", "A filter's options as bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        var filters = XzFilters()
        defer { filters.free() }
        try filters.append(t, a[0])
        let l = try XzModule.library(t)
        let size: @convention(c) (UnsafeMutablePointer<UInt32>, Raw) -> Int32 = try l.function(t, "lzma_properties_size")
        let encode: @convention(c) (Raw, UnsafeMutablePointer<UInt8>) -> Int32 = try l.function(t, "lzma_properties_encode")
        var n: UInt32 = 0
        try XzModule.check(t, size(&n, filters.memory))
        let b = try Bytes.uninitialized(t, count: Int(n))
        try XzModule.check(t, encode(filters.memory, b.data))
        return b.value
      }
    }
    m.function("_decode_filter_properties(filter_id, encoded_props, /)", "Return a dict describing the options of a filter.") {
      native($0, $1, $2, $3, XzModule.decodeProperties)
    }
  }
  private static func decodeProperties(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    guard let id = Int.unsignedWord(try t.index(a[0])) else { throw t.raise(.overflowError, "can't convert negative int to unsigned") }
    let view = try BufferView.contiguous(t, a[1])
    defer { view.close() }
    let decode: @convention(c) (Raw, Raw?, UnsafeRawPointer?, Int) -> Int32 = try library(t).function(t, "lzma_properties_decode")
    let row = UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 16)
    defer { row.deallocate() }
    row.storeBytes(of: id, as: UInt64.self)
    row.storeBytes(of: 0, toByteOffset: 8, as: UInt.self)
    try check(t, decode(row, nil, UnsafeRawPointer(view.data), view.length))
    let options = UnsafeMutableRawPointer(bitPattern: row.load(fromByteOffset: 8, as: UInt.self))
    defer { free(options) }
    let d = Dict.make(t)
    try d.set(t, Str.intern(t, "id").value, t.int(unsigned: id))
    func add(_ name: StaticString, _ offset: Int) throws(Raised) {
      if let options { try d.set(t, Str.intern(t, name).value, .int(Int(options.load(fromByteOffset: offset, as: UInt32.self)))) }
    }
    switch Int(truncatingIfNeeded: id) {
    case XzFilters.lzma1:
      try add("lc", 20)
      try add("lp", 24)
      try add("pb", 28)
      try add("dict_size", 0)
    case XzFilters.lzma2: try add("dict_size", 0)
    case XzFilters.delta: try add("dist", 4)
    default: try add("start_offset", 0)
    }
    return d.value
  }
}

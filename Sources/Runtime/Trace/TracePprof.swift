// pprof's format: the message `Profile` of github.com/google/pprof/proto/profile.proto in protocol buffers' wire format, in gzip. Each sample is a stack,
// innermost location first, with two values.

import CRuntime
import Glibc

final class TracePprof: TraceTreeFormat {
  /// Protocol buffers: fields of a number, of which a key of number and wire type stands in front (0: varint, 2: length-delimited).
  private struct Message {
    var bytes: [UInt8] = []
    mutating func varint(_ value: UInt64) {
      var rest = value
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
    mutating func put(_ field: UInt64, _ value: Int) {
      if value == 0 { return }
      varint(field << 3)
      varint(UInt64(bitPattern: Int64(value)))
    }
    mutating func put(_ field: UInt64, _ data: [UInt8]) {
      varint(field << 3 | 2)
      varint(UInt64(data.count))
      bytes += data
    }
    mutating func put(_ field: UInt64, packed values: [Int]) {
      var list = Message()
      for value in values { list.varint(UInt64(bitPattern: Int64(value))) }
      put(field, list.bytes)
    }
  }
  private var strings: [String] = [""]
  private var numbers: [String: Int] = ["": 0]
  private func number(_ text: String) -> Int {
    if let known = numbers[text] { return known }
    strings.append(text)
    numbers[text] = strings.count - 1
    return strings.count - 1
  }
  private func type(_ type: String, _ unit: String) -> [UInt8] {
    var message = Message()
    message.put(1, number(type))
    message.put(2, number(unit))
    return message.bytes
  }

  override func write(time: UInt64, lost: Int) {
    var profile = Message()
    let isSampled = request.hertz > 0
    let period = isSampled ? 1_000_000_000 / request.hertz : 1
    profile.put(1, isSampled ? type("samples", "count") : type("calls", "count"))
    profile.put(1, isSampled ? type("cpu", "nanoseconds") : type("wall", "nanoseconds"))
    // A location for each function; their numbers begin with 1.
    var locations: [TraceRow.Reference: Int] = [:]
    var rows: [TraceRow.Reference] = []
    for i in 1..<max(1, tree.count) {
      guard let row = tree.nodes[i].row, locations[row] == nil else { continue }
      rows.append(row)
      locations[row] = rows.count
    }
    for i in 1..<max(1, tree.count) {
      let node = tree.nodes[i]
      if node.own == 0, node.calls == 0 { continue }
      var stack: [Int] = []
      var at = i
      while at > 0 {
        if let row = tree.nodes[at].row { stack.append(locations[row] ?? 0) }
        at = tree.nodes[at].parent
      }
      var sample = Message()
      sample.put(1, packed: stack)
      sample.put(2, packed: isSampled ? [node.own, node.own &* period] : [node.calls, node.own])
      profile.put(2, sample.bytes)
    }
    for (i, row) in rows.enumerated() {
      let r = row.pointee
      var line = Message()
      line.put(1, i + 1)
      line.put(2, r.firstLine)
      var location = Message()
      location.put(1, i + 1)
      location.put(4, line.bytes)
      profile.put(4, location.bytes)
      var function = Message()
      function.put(1, i + 1)
      function.put(2, number(r.module.isEmpty || r.sort != .code ? r.qualname : "\(r.module).\(r.qualname)"))
      function.put(3, number(r.name))
      function.put(4, number(r.file))
      function.put(5, r.firstLine)
      profile.put(5, function.bytes)
    }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let duration = Int(truncatingIfNeeded: time - min(time, started))
    profile.put(9, now.tv_sec * 1_000_000_000 + now.tv_nsec - duration)
    profile.put(10, duration)
    if isSampled {
      profile.put(11, type("cpu", "nanoseconds"))
      profile.put(12, period)
    }
    if lost > 0 { profile.put(13, packed: [number("\(lost) lost")]) }
    for text in strings { profile.put(6, Array(text.utf8)) }
    output.put(TracePprof.gzip(profile.bytes) ?? profile.bytes)
  }

  /// RFC 1952, by the system's zlib; nil: it is not there. Readers take the message without it as well.
  private static func gzip(_ data: [UInt8]) -> [UInt8]? {
    typealias Init = @convention(c) (UnsafeMutableRawPointer, Int32, Int32, Int32, Int32, Int32, UnsafePointer<CChar>, Int32) -> Int32
    typealias Step = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
    typealias End = @convention(c) (UnsafeMutableRawPointer) -> Int32
    typealias Version = @convention(c) () -> UnsafePointer<CChar>
    guard let library = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL), let initialize = dlsym(library, "deflateInit2_"),
      let step = dlsym(library, "deflate"), let end = dlsym(library, "deflateEnd"), let version = dlsym(library, "zlibVersion")
    else { return nil }
    var stream = ZStream()
    // Method 8 (deflate), a window of 2^15 bytes, 16 more for gzip's frame.
    let begun = unsafeBitCast(initialize, to: Init.self)(
      &stream, 6, 8, 15 + 16, 8, 0, unsafeBitCast(version, to: Version.self)(), Int32(MemoryLayout<ZStream>.size))
    if begun != 0 { return nil }
    defer { _ = unsafeBitCast(end, to: End.self)(&stream) }
    var result: [UInt8] = []
    let piece = UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 16)
    defer { piece.deallocate() }
    return data.withUnsafeBufferPointer { bytes in
      var at = 0
      while true {
        let n = min(bytes.count - at, 1 << 30)
        stream.nextIn = bytes.baseAddress.map { $0 + at }
        stream.availIn = UInt32(n)
        at += n
        let isLast = at == bytes.count
        var status: Int32 = 0
        repeat {
          stream.nextOut = piece
          stream.availOut = 1 << 16
          status = unsafeBitCast(step, to: Step.self)(&stream, isLast ? 4 : 0)
          if status < 0, status != -5 { return nil }
          result += UnsafeBufferPointer(start: piece, count: (1 << 16) - Int(stream.availOut))
        } while stream.availOut == 0
        if isLast { return status == 1 ? result : nil }
      }
    }
  }
}

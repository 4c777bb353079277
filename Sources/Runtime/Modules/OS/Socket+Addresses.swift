// Addresses of sockets: Python's forms (Library Reference, "Socket families") to and from the system's bytes.
//
// A `sockaddr` is read and written as bytes: family in the first two, then for INET port (big-endian) and 4 bytes of address, for INET6 port,
// flow (big-endian), 16 bytes and scope, for UNIX the path.

import Glibc

struct SocketAddress {
  /// `sockaddr_storage`
  static let room = 128
  var bytes = [UInt8](repeating: 0, count: SocketAddress.room)
  var length: UInt32 = 128

  var family: Int { Int(bytes[0]) | Int(bytes[1]) << 8 }
  private var port: Int { Int(bytes[2]) << 8 | Int(bytes[3]) }
  private mutating func set(family: Int32, port: Int, length: Int) {
    bytes[0] = UInt8(truncatingIfNeeded: family)
    bytes[1] = UInt8(truncatingIfNeeded: family >> 8)
    bytes[2] = UInt8(truncatingIfNeeded: port >> 8)
    bytes[3] = UInt8(truncatingIfNeeded: port)
    self.length = UInt32(length)
  }

  init() {}
  /// The address that a program gave a socket of `family`.
  init(_ t: Thread, family: Int32, _ v: Value, _ function: String) throws(Raised) {
    switch family {
    case AF_INET:
      guard v.isKind(.tuple) else { throw t.raise(.typeError, "\(function)(): AF_INET address must be tuple, not \(v.type.displayName)") }
      let tuple = Tuple(v)
      if tuple.count != 2 { throw t.raise(.typeError, "AF_INET address must be a pair (host, port)") }
      let host = try SocketAddress.hostName(t, tuple[0])
      let port = try SocketAddress.port(t, tuple[1], function)
      try resolve(t, host, AF_INET)
      set(family: AF_INET, port: port, length: 16)
    case AF_INET6:
      guard v.isKind(.tuple) else { throw t.raise(.typeError, "\(function)(): AF_INET6 address must be tuple, not \(v.type.displayName)") }
      let tuple = Tuple(v)
      if tuple.count < 2 || tuple.count > 4 {
        throw t.raise(.typeError, "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])")
      }
      let host = try SocketAddress.hostName(t, tuple[0])
      let port = try SocketAddress.port(t, tuple[1], function)
      let flow = tuple.count > 2 ? try t.indexInt(tuple[2], overflow: .overflowError) : 0
      let scope = tuple.count > 3 ? try t.indexInt(tuple[3], overflow: .overflowError) : -1
      if flow < 0 || flow > 0xFFFFF { throw t.raise(.overflowError, "\(function)(): flowinfo must be 0-1048575.") }
      try resolve(t, host, AF_INET6)
      set(family: AF_INET6, port: port, length: 28)
      for i in 0..<4 { bytes[4 + i] = UInt8(truncatingIfNeeded: flow >> (24 - 8 * i)) }
      if scope >= 0 { for i in 0..<4 { bytes[24 + i] = UInt8(truncatingIfNeeded: scope >> (8 * i)) } }
    case AF_UNIX:
      var path: [UInt8]
      if v.isKind(.str) {
        path = Array(try OSText.encode(bytes: t, try SocketAddress.withoutNulls(t, v)))
      } else {
        let view = try BufferView.contiguous(t, v)
        path = Array(view.bytes)
        view.close()
      }
      let isAbstract = path.first == 0
      if path.count > 108 || (!isAbstract && path.count >= 108) { throw t.raise(.osError, "AF_UNIX path too long") }
      set(family: AF_UNIX, port: 0, length: 2 + path.count + (isAbstract || path.isEmpty ? 0 : 1))
      for (i, b) in path.enumerated() { bytes[2 + i] = b }
      if path.isEmpty { length = 2 }
    case AF_NETLINK:
      guard v.isKind(.tuple) else { throw t.raise(.typeError, "\(function)(): AF_NETLINK address must be tuple, not \(v.type.displayName)") }
      if Tuple(v).count != 2 { throw t.raise(.typeError, "AF_NETLINK address must be a pair (pid, groups)") }
      let pid = try t.indexInt(Tuple(v)[0], overflow: .overflowError)
      let groups = try t.indexInt(Tuple(v)[1], overflow: .overflowError)
      set(family: AF_NETLINK, port: 0, length: 12)
      for i in 0..<4 {
        bytes[4 + i] = UInt8(truncatingIfNeeded: pid >> (8 * i))
        bytes[8 + i] = UInt8(truncatingIfNeeded: groups >> (8 * i))
      }
    default: throw t.raise(.osError, "\(function)(): bad family")
    }
  }
  private static func withoutNulls(_ t: Thread, _ v: Value) throws(Raised) -> Str { try t.exactStr(v) }

  private static func port(_ t: Thread, _ v: Value, _ function: String) throws(Raised) -> Int {
    let n = Int.word(try t.index(v))
    guard let n, n >= 0, n <= 65535 else { throw t.raise(.overflowError, "\(function)(): port must be 0-65535.") }
    return n
  }
  /// A host argument: ASCII, or by the codec "idna".
  static func hostName(_ t: Thread, _ v: Value) throws(Raised) -> [UInt8] {
    var bytes: [UInt8]
    if v.isKind(.str) {
      let s = try t.exactStr(v)
      bytes = Array(s.utf8)
      if bytes.contains(where: { $0 >= 0x80 }) {
        let encoded = try t.callMethod(v, Str.intern(t, "encode"), [Str.make(t, "idna").value])
        bytes = encoded.isKind(.byteString) ? Array(Bytes(encoded).buffer) : []
      }
    } else if v.isKind(.byteString) || v.isKind(.byteArray) {
      let view = try BufferView.get(t, v)
      bytes = Array(view.bytes)
      view.close()
    } else {
      throw t.raise(.typeError, "str, bytes or bytearray expected, not \(v.isNone ? "NoneType" : v.type.displayName)")
    }
    if bytes.contains(0) { throw t.raise(.typeError, "host name must not contain null character") }
    return bytes
  }

  /// Fills in the address of a host: "" is any, "<broadcast>" all.
  mutating func resolve(_ t: Thread, _ host: [UInt8], _ family: Int32) throws(Raised) {
    let start = family == AF_INET ? 4 : 8
    let size = family == AF_INET ? 4 : 16
    if host.isEmpty { return }
    let text = host.map { CChar(bitPattern: $0) } + [0]
    if family == AF_INET, host == Array("<broadcast>".utf8) || host == Array("255.255.255.255".utf8) {
      for i in 4..<8 { bytes[i] = 255 }
      return
    }
    var address = [UInt8](repeating: 0, count: 16)
    if inet_pton(family, text, &address) == 1 {
      for i in 0..<size { bytes[start + i] = address[i] }
      return
    }
    var hints = addrinfo()
    hints.ai_family = family
    var found: UnsafeMutablePointer<addrinfo>?
    let code = t.blocking { getaddrinfo(text, nil, &hints, &found) }
    if code != 0 { throw SocketModule.raiseAddressError(t, code) }
    defer { freeaddrinfo(found) }
    guard let p = found, let a = p.pointee.ai_addr, Int(p.pointee.ai_addrlen) >= start + size else {
      throw t.raise(.osError, "unknown address family")
    }
    let raw = UnsafeRawPointer(a).assumingMemoryBound(to: UInt8.self)
    for i in 0..<size { bytes[start + i] = raw[start + i] }
    if family == AF_INET6, p.pointee.ai_addrlen >= 28 { for i in 24..<28 { bytes[i] = raw[i] } }
  }

  /// A copy of what the system gave.
  init(_ p: UnsafeRawPointer, _ count: UInt32) {
    length = min(count, UInt32(SocketAddress.room))
    for i in 0..<Int(length) { bytes[i] = p.load(fromByteOffset: i, as: UInt8.self) }
  }

  func text(_ family: Int32) -> String {
    var out = [CChar](repeating: 0, count: 64)
    let p = Array(bytes[(family == AF_INET ? 4 : 8)...])
    return inet_ntop(family, p, &out, 64) == nil ? "" : String(cString: out)
  }
  /// As a program sees it; None when the system gave none.
  func value(_ t: Thread) throws(Raised) -> Value {
    if length < 2 { return .none }
    func word(_ at: Int) -> Int { Int(bytes[at]) | Int(bytes[at + 1]) << 8 | Int(bytes[at + 2]) << 16 | Int(bytes[at + 3]) << 24 }
    switch Int32(family) {
    case AF_INET: return Tuple.pair(t, Str.make(t, text(AF_INET)).value, .int(port))
    case AF_INET6:
      var host = text(AF_INET6)
      let scope = word(24)
      if scope != 0 {
        var name = [CChar](repeating: 0, count: 64)
        host += "%" + (if_indextoname(UInt32(scope), &name) == nil ? String(scope) : String(cString: name))
      }
      let flow = Int(bytes[4]) << 24 | Int(bytes[5]) << 16 | Int(bytes[6]) << 8 | Int(bytes[7])
      return try Tuple.make(t, [Str.make(t, host).value, .int(port), .int(flow), .int(scope)]).value
    case AF_UNIX:
      let count = min(Int(length), SocketAddress.room) - 2
      if count > 0, bytes[2] == 0 { return try bytes[2..<(2 + count)].withUnsafeBufferPointerRaised { (b) throws(Raised) in try Bytes.make(t, b).value } }
      let path = bytes[2..<(2 + count)].prefix { $0 != 0 }
      return try path.withUnsafeBufferPointerRaised { (b) throws(Raised) in try OSText.decode(t, bytes: b).value }
    case AF_NETLINK: return Tuple.pair(t, .int(word(4)), .int(word(8)))
    default:
      let rest = try bytes[2..<max(2, Int(length))].withUnsafeBufferPointerRaised { (b) throws(Raised) in try Bytes.make(t, b).value }
      return Tuple.pair(t, .int(family), rest)
    }
  }
}

extension ArraySlice where Element == UInt8 {
  func withUnsafeBufferPointerRaised<R>(_ body: (UnsafeBufferPointer<UInt8>) throws(Raised) -> R) throws(Raised) -> R {
    let r: Result<R, Raised> = withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) -> Result<R, Raised> in
      do throws(Raised) { return .success(try body(b)) } catch { return .failure(error) }
    }
    return try r.get()
  }
}

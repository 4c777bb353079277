// The module `_socket`: functions beside the class (Library Reference, socket).

import CRuntime
import Glibc

enum SocketModule {
  private static let gaiError = Root()
  private static let hostError = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.doc("Sockets of the operating system: the native part of socket.")
    Socket.type.value = try BuiltinTypes.makeUnnumbered(t, name: "_socket.socket", base: Type[.object], define: Socket.define).value
    m.set("socket", Socket.type.value)
    m.set("SocketType", Socket.type.value)
    m.set("error", Type[.osError].value)
    m.set("timeout", Type[.timeoutError].value)
    gaiError.value = try exception(t, "gaierror")
    hostError.value = try exception(t, "herror")
    m.set("gaierror", gaiError.value)
    m.set("herror", hostError.value)
    m.set("has_ipv6", .yes)
    defineConstants(m)
    defineDescriptors(m)
    defineNames(m)
    defineNumbers(m)
    defineServices(m)
  }
  /// A subclass of OSError of the module socket.
  private static func exception(_ t: Thread, _ name: StaticString) throws(Raised) -> Value {
    let dict = Dict.make(t)
    dict.set(t, Str.intern(t, "__module__"), Str.intern(t, "socket").value)
    return try t.call(Type[.type].value, Str.intern(t, name).value, try Tuple.make(t, [Type[.osError].value]).value, dict.value)
  }
  /// gaierror(code, text), or OSError when the system itself failed.
  static func raiseAddressError(_ t: Thread, _ code: Int32) -> Raised {
    if code == EAI_SYSTEM { return t.raiseOSError(errno) }
    do throws(Raised) {
      let text = try OSText.decode(t, gai_strerror(code)).value
      return t.raise(try t.call(gaiError.value, .int(Int(code)), text))
    } catch { return error }
  }
  private static func raiseHostError(_ t: Thread, _ code: Int32) -> Raised {
    do throws(Raised) {
      let text = try OSText.decode(t, hstrerror(code)).value
      return t.raise(try t.call(hostError.value, .int(Int(code)), text))
    } catch { return error }
  }

  private static func defineDescriptors(_ m: ModuleBuilder) {
    m.function("close(integer, /)", "Closes a socket's descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        if Glibc.close(Int32(try t.int32(args[0]))) < 0, errno != ECONNRESET { throw t.raiseOSError(errno) }
        return .none
      }
    }
    m.function("dup(integer, /)", "A copy of a socket's descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = minipy_fcntl_long(Int32(try t.int32(args[0])), F_DUPFD_CLOEXEC, 0)
        if fd < 0 { throw t.raiseOSError(errno) }
        return .int(Int(fd))
      }
    }
    m.function("socketpair(family=1, type=1, proto=0, /)", "Two connected sockets.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let family: Int = args[0].isEmpty || args[0].isNone ? 1 : try t.int32(args[0])
        let kind: Int = args[1].isEmpty ? 1 : try t.int32(args[1])
        let proto: Int = args[2].isEmpty ? 0 : try t.int32(args[2])
        var fds: [Int32] = [0, 0]
        if Glibc.socketpair(Int32(family), Int32(kind) | 0x80000, Int32(proto), &fds) < 0 { throw t.raiseOSError(errno) }
        func make(_ fd: Int32) throws(Raised) -> Value {
          let arguments = try Tuple.make(t, [.int(family), .int(kind), .int(proto), .int(Int(fd))])
          return try t.call(Socket.type.value, tuple: arguments.value, kwargs: .empty)
        }
        return Tuple.pair(t, try make(fds[0]), try make(fds[1]))
      }
    }
    m.function("getdefaulttimeout()", "Timeout of new sockets.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in Socket.defaultTimeout.map { t.float($0) } ?? .none }
    }
    m.function("setdefaulttimeout(timeout, /)", "Sets the timeout of new sockets.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Socket.defaultTimeout = try Socket.seconds(t, args[0])
        return .none
      }
    }
    for isSpace in [false, true] {
      m.function(isSpace ? "CMSG_SPACE(length, /)" : "CMSG_LEN(length, /)", "Bytes of an ancillary message.", isSpace ? messageSpace : messageLength)
    }
  }
  private static let messageSpace: NativeBody = {
    native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(minipy_cmsg_space(try SocketModule.size(t, args[0], "CMSG_SPACE"))) }
  }
  private static let messageLength: NativeBody = {
    native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(minipy_cmsg_len(try SocketModule.size(t, args[0], "CMSG_LEN"))) }
  }
  private static func size(_ t: Thread, _ v: Value, _ function: String) throws(Raised) -> Int {
    guard let n = Int.word(try t.index(v)) else { throw t.raise(.overflowError, "Python int too large to convert to C ssize_t") }
    if n < 0 || n > Int(Int32.max) - 64 { throw t.raise(.overflowError, "\(function)() argument out of range") }
    return n
  }

  // MARK: Names

  private static func cString(_ t: Thread, _ v: Value) throws(Raised) -> [CChar] { try SocketAddress.hostName(t, v).map { CChar(bitPattern: $0) } + [0] }

  private static func defineNames(_ m: ModuleBuilder) {
    m.function("gethostname()", "This computer's name.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var name = [CChar](repeating: 0, count: 256)
        try t.audit("socket.gethostname")
        if Glibc.gethostname(&name, 255) < 0 { throw t.raiseOSError(errno) }
        return try OSText.decode(t, name).value
      }
    }
    m.function("sethostname(name, /)", "Sets this computer's name.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let name = try SocketModule.cString(t, args[0])
        if Glibc.sethostname(name, name.count - 1) < 0 { throw t.raiseOSError(errno) }
        return .none
      }
    }
    m.function("gethostbyname(host, /)", "The IPv4 address of a host.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let host = try SocketAddress.hostName(t, args[0])
        try t.audit("socket.gethostbyname", args[0])
        var a = SocketAddress()
        try a.resolve(t, host, AF_INET)
        return Str.make(t, a.text(AF_INET)).value
      }
    }
    m.function("gethostbyname_ex(host, /)", "(name, aliases, addresses) of a host.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let host = try SocketAddress.hostName(t, args[0])
        try t.audit("socket.gethostbyname", args[0])
        var a = SocketAddress()
        try a.resolve(t, host, AF_INET)
        let name = host.map { CChar(bitPattern: $0) } + [0]
        guard let row = Glibc.gethostbyname(name) else { throw SocketModule.raiseHostError(t, minipy_host_error()) }
        return try SocketModule.host(t, row.pointee)
      }
    }
    m.function("gethostbyaddr(host, /)", "(name, aliases, addresses) of an address.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let host = try SocketAddress.hostName(t, args[0])
        try t.audit("socket.gethostbyaddr", args[0])
        var a = SocketAddress()
        let isSix = host.contains(0x3A)
        try a.resolve(t, host, isSix ? AF_INET6 : AF_INET)
        let bytes = Array(a.bytes[(isSix ? 8 : 4)..<(isSix ? 24 : 8)])
        guard let row = Glibc.gethostbyaddr(bytes, socklen_t(bytes.count), isSix ? AF_INET6 : AF_INET) else {
          throw SocketModule.raiseHostError(t, minipy_host_error())
        }
        return try SocketModule.host(t, row.pointee)
      }
    }
    m.function("getaddrinfo(host, port, family=0, type=0, proto=0, flags=0)", "What can be connected to: (family, type, proto, name, address) rows.") {
      native($0, $1, $2, $3, SocketModule.addressInfo)
    }
    m.function("getnameinfo(sockaddr, flags, /)", "(host, service) of an address.") { native($0, $1, $2, $3, SocketModule.nameInfo) }
  }

  private static func host(_ t: Thread, _ row: hostent) throws(Raised) -> Value {
    let aliases = try List.make(t)
    var p = row.h_aliases
    while let q = p, let alias = q.pointee {
      try aliases.append(t, try OSText.decode(t, alias).value)
      p = q + 1
    }
    let addresses = try List.make(t)
    var r = row.h_addr_list
    while let q = r, let address = q.pointee {
      var out = [CChar](repeating: 0, count: 64)
      if inet_ntop(row.h_addrtype, address, &out, 64) != nil { try addresses.append(t, try OSText.decode(t, out).value) }
      r = q + 1
    }
    return try Tuple.make(t, [try OSText.decode(t, row.h_name).value, aliases.value, addresses.value]).value
  }

  private static func addressInfo(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    var host: [CChar]?
    if args[0].isKind(.str) || args[0].isKind(.byteString) {
      host = try cString(t, args[0])
    } else if !args[0].isNone {
      throw t.raise(.typeError, "getaddrinfo() argument 1 must be string or None")
    }
    var port: [CChar]?
    if args[1].isKind(.str) || args[1].isKind(.byteString) {
      port = args[1].isKind(.str) ? Str(args[1]).utf8.map { CChar(bitPattern: $0) } + [0] : try cString(t, args[1])
    } else if Int.isAny(args[1]) {
      guard let n = Int.word(try t.index(args[1])) else { throw t.raise(.overflowError, "Python int too large to convert to C long") }
      port = String(n).utf8.map { CChar(bitPattern: $0) } + [0]
    } else if !args[1].isNone {
      throw t.raise(.osError, "Int or String expected")
    }
    func number(_ v: Value) throws(Raised) -> Int32 { v.isEmpty ? 0 : Int32(try t.int32(v)) }
    var hints = addrinfo()
    hints.ai_family = try number(args[2])
    hints.ai_socktype = try number(args[3])
    hints.ai_protocol = try number(args[4])
    hints.ai_flags = try number(args[5])
    try t.audit(
      "socket.getaddrinfo", args[0], args[1], .int(Int(hints.ai_family)), .int(Int(hints.ai_socktype)), .int(Int(hints.ai_protocol)))
    var found: UnsafeMutablePointer<addrinfo>?
    let code = t.blocking { () -> Int32 in
      func call(_ h: UnsafePointer<CChar>?, _ p: UnsafePointer<CChar>?) -> Int32 { getaddrinfo(h, p, &hints, &found) }
      return (host ?? [0]).withUnsafeBufferPointer { h in
        (port ?? [0]).withUnsafeBufferPointer { p in call(host == nil ? nil : h.baseAddress, port == nil ? nil : p.baseAddress) }
      }
    }
    if code != 0 { throw raiseAddressError(t, code) }
    defer { freeaddrinfo(found) }
    let list = try List.make(t)
    var p = found
    while let row = p {
      let a = row.pointee
      let address: Value = try a.ai_addr.map { (x) throws(Raised) in try SocketAddress(UnsafeRawPointer(x), a.ai_addrlen).value(t) } ?? .none
      let name = try OSText.decode(t, a.ai_canonname).value
      try list.append(
        t, try Tuple.make(t, [.int(Int(a.ai_family)), .int(Int(a.ai_socktype)), .int(Int(a.ai_protocol)), name, address]).value)
      p = a.ai_next
    }
    return list.value
  }

  private static func nameInfo(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[0].isKind(.tuple) else { throw t.raise(.typeError, "getnameinfo() argument 1 must be a tuple") }
    let tuple = Tuple(args[0])
    if tuple.count < 2 || tuple.count > 4 { throw t.raise(.typeError, "getnameinfo(): illegal sockaddr argument") }
    guard tuple[0].isKind(.str) else { throw t.raise(.typeError, "getnameinfo(): illegal sockaddr argument") }
    let flags = Int32(try t.int32(args[1]))
    let host = try cString(t, tuple[0])
    let port = String(try t.int32(tuple[1])).utf8.map { CChar(bitPattern: $0) } + [0]
    let flow = tuple.count > 2 ? try t.indexInt(tuple[2], overflow: .overflowError) : 0
    if flow < 0 || flow > 0xFFFFF { throw t.raise(.overflowError, "getnameinfo(): flowinfo must be 0-1048575.") }
    try t.audit("socket.getnameinfo", args[0])
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    hints.ai_flags = AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    let code = t.blocking { getaddrinfo(host, port, &hints, &found) }
    if code != 0 { throw raiseAddressError(t, code) }
    defer { freeaddrinfo(found) }
    guard let row = found, let address = row.pointee.ai_addr else { throw t.raise(.osError, "no address") }
    if row.pointee.ai_next != nil { throw t.raise(.osError, "sockaddr resolved to multiple addresses") }
    if row.pointee.ai_family == AF_INET, tuple.count != 2 { throw t.raise(.osError, "IPv4 sockaddr must be 2 tuple") }
    var name = [CChar](repeating: 0, count: 1025)
    var service = [CChar](repeating: 0, count: 64)
    let length = row.pointee.ai_addrlen
    let second = t.blocking { getnameinfo(address, length, &name, 1025, &service, 64, flags) }
    if second != 0 { throw raiseAddressError(t, second) }
    return Tuple.pair(t, try OSText.decode(t, name).value, try OSText.decode(t, service).value)
  }

  // MARK: Numbers

  private static func short(_ t: Thread, _ v: Value, _ function: String) throws(Raised) -> UInt16 {
    let p = try t.index(v)
    if Int.sign(p) < 0 { throw t.raise(.overflowError, "\(function): can't convert negative Python int to C 16-bit unsigned integer") }
    guard let n = Int.word(p), let s = UInt16(exactly: n) else {
      throw t.raise(.overflowError, "\(function): Python int too large to convert to C 16-bit unsigned integer")
    }
    return s
  }
  private static func long(_ t: Thread, _ v: Value) throws(Raised) -> UInt32 {
    guard Int.isAny(v) else { throw t.raise(.typeError, "expected int, \(v.type.displayName) found") }
    let p = Int.plain(v)
    if Int.sign(p) < 0 { throw t.raise(.overflowError, "can't convert negative value to unsigned int") }
    guard let n = Int.word(p), let l = UInt32(exactly: n) else { throw t.raise(.overflowError, "int larger than 32 bits") }
    return l
  }

  private static func defineNumbers(_ m: ModuleBuilder) {
    m.function("htons(x, /)", "16 bits in the network's order.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(try SocketModule.short(t, args[0], "htons").bigEndian)) }
    }
    m.function("ntohs(x, /)", "16 bits in this computer's order.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(try SocketModule.short(t, args[0], "ntohs").bigEndian)) }
    }
    m.function("htonl(x, /)", "32 bits in the network's order.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(try SocketModule.long(t, args[0]).bigEndian)) }
    }
    m.function("ntohl(x, /)", "32 bits in this computer's order.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(try SocketModule.long(t, args[0]).bigEndian)) }
    }
    m.function("inet_aton(ip_addr, /)", "An IPv4 address as 4 bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[0].isKind(.str) else { throw t.raise(.typeError, "inet_aton() argument 1 must be str, not \(args[0].type.displayName)") }
        if Str(args[0]).utf8.contains(0) { throw t.raise(.valueError, "embedded null character") }
        let text = try SocketModule.cString(t, args[0])
        var a = in_addr()
        if Glibc.inet_aton(text, &a) == 0 { throw t.raise(.osError, "illegal IP address string passed to inet_aton") }
        return try withUnsafeBytes(of: &a) { Array($0) }[...].withUnsafeBufferPointerRaised { (b) throws(Raised) in try Bytes.make(t, b).value }
      }
    }
    m.function("inet_ntoa(packed_ip, /)", "4 bytes as an IPv4 address.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let view = try BufferView.contiguous(t, args[0])
        defer { view.close() }
        if view.length != 4 { throw t.raise(.osError, "packed IP wrong length for inet_ntoa") }
        return Str.make(t, view.bytes.map { String($0) }.joined(separator: ".")).value
      }
    }
    m.function("inet_pton(af, ip, /)", "An address as bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let family = Int32(try t.int32(args[0]))
        guard args[1].isKind(.str) else { throw t.raise(.typeError, "inet_pton() argument 2 must be str, not \(args[1].type.displayName)") }
        let text = try SocketModule.cString(t, args[1])
        var bytes = [UInt8](repeating: 0, count: 16)
        let r = Glibc.inet_pton(family, text, &bytes)
        if r < 0 { throw t.raiseOSError(errno) }
        if r == 0 { throw t.raise(.osError, "illegal IP address string passed to inet_pton") }
        return try bytes[..<(family == AF_INET ? 4 : 16)].withUnsafeBufferPointerRaised { (b) throws(Raised) in try Bytes.make(t, b).value }
      }
    }
    m.function("inet_ntop(af, packed_ip, /)", "Bytes as an address.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let family = Int32(try t.int32(args[0]))
        let view = try BufferView.contiguous(t, args[1])
        defer { view.close() }
        guard family == AF_INET || family == AF_INET6 else { throw t.raise(.valueError, "unknown address family \(family)") }
        if view.length != (family == AF_INET ? 4 : 16) { throw t.raise(.valueError, "invalid length of packed IP address string") }
        var out = [CChar](repeating: 0, count: 64)
        if Glibc.inet_ntop(family, view.data, &out, 64) == nil { throw t.raiseOSError(errno) }
        return try OSText.decode(t, out).value
      }
    }
  }

  private static func defineServices(_ m: ModuleBuilder) {
    m.function("getservbyname(servicename, protocolname=None, /)", "The port of a service.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let name = try SocketModule.cString(t, args[0])
        let proto: [CChar]? = args[1].isEmpty ? nil : try SocketModule.cString(t, args[1])
        try t.audit("socket.getservbyname", args[0], args[1].isEmpty ? Str.make(t, "").value : args[1])
        let row = proto.map { getservbyname(name, $0) } ?? getservbyname(name, nil)
        guard let row else { throw t.raise(.osError, "service/proto not found") }
        return .int(Int(UInt16(truncatingIfNeeded: row.pointee.s_port).bigEndian))
      }
    }
    m.function("getservbyport(port, protocolname=None, /)", "The service of a port.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let port = try t.int32(args[0])
        if port < 0 || port > 65535 { throw t.raise(.overflowError, "getservbyport: port must be 0-65535.") }
        let proto: [CChar]? = args[1].isEmpty ? nil : try SocketModule.cString(t, args[1])
        let number = Int32(UInt16(port).bigEndian)
        let row = proto.map { getservbyport(number, $0) } ?? getservbyport(number, nil)
        guard let row else { throw t.raise(.osError, "port/proto not found") }
        return try OSText.decode(t, row.pointee.s_name).value
      }
    }
    m.function("getprotobyname(name, /)", "The number of a protocol.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard let row = Glibc.getprotobyname(try SocketModule.cString(t, args[0])) else { throw t.raise(.osError, "protocol not found") }
        return .int(Int(row.pointee.p_proto))
      }
    }
    m.function("if_nameindex()", "(number, name) of the network's interfaces.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let list = try List.make(t)
        var index: UInt32 = 0
        var name = [CChar](repeating: 0, count: 64)
        var at = 0
        while minipy_interface(at, &index, &name) {
          try list.append(t, Tuple.pair(t, .int(Int(index)), try OSText.decode(t, name).value))
          at += 1
        }
        return list.value
      }
    }
    m.function("if_nametoindex(oname, /)", "The number of an interface.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let n = Glibc.if_nametoindex(try SocketModule.cString(t, args[0]))
        if n == 0 { throw t.raise(.osError, "no interface with this name") }
        return .int(Int(n))
      }
    }
    m.function("if_indextoname(index, /)", "The name of an interface.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard let n = UInt32(exactly: try t.indexInt(args[0], overflow: .overflowError)) else { throw t.raiseOSError(ENXIO) }
        var name = [CChar](repeating: 0, count: 64)
        if Glibc.if_indextoname(n, &name) == nil { throw t.raiseOSError(errno) }
        return try OSText.decode(t, name).value
      }
    }
  }
}

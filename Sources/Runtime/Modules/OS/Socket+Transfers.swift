// Sending and receiving.

import CRuntime
import Glibc

extension Socket {
  private static func flags(_ t: Thread, _ v: Value) throws(Raised) -> Int32 { v.isEmpty ? 0 : Int32(try t.int32(v)) }
  private static func size(_ t: Thread, _ v: Value, _ function: String) throws(Raised) -> Int {
    let n = try t.indexInt(v, overflow: .overflowError)
    if n < 0 { throw t.raise(.valueError, "negative buffersize in \(function)") }
    return n
  }
  private static func cut(_ t: Thread, _ b: Bytes, _ n: Int) throws(Raised) -> Value {
    n == b.count ? b.value : try Bytes.make(t, UnsafeBufferPointer(start: b.data, count: n)).value
  }
  /// A buffer to receive into, and how many bytes of it: `nbytes`, 0: all.
  private static func target(_ t: Thread, _ v: Value, _ nbytes: Value, _ function: String) throws(Raised) -> BufferView {
    guard BufferView.isSupported(by: v) else {
      throw t.raise(.typeError, "\(function)() argument 1 must be read-write bytes-like object, not \(v.isNone ? "None" : v.type.displayName)")
    }
    var view = try BufferView.contiguous(t, v)
    do throws(Raised) {
      if view.isReadOnly { throw t.raise(.typeError, "\(function)() argument 1 must be read-write bytes-like object, not \(v.type.displayName)") }
      let n: Int = nbytes.isEmpty ? 0 : try t.indexInt(nbytes, overflow: .overflowError)
      if n < 0 { throw t.raise(.valueError, "negative buffersize in \(function)") }
      if n > view.length {
        throw t.raise(.valueError, function == "recv_into" ? "buffer too small for requested bytes" : "nbytes is greater than the length of the buffer")
      }
      if n > 0 { view.length = n }
    } catch {
      view.close()
      throw error
    }
    return view
  }

  static func defineTransfers(_ type: TypeBuilder) {
    type.method("recv(buffersize, flags=0, /)", "Up to so many bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = Socket(args[0])
        let n = try Socket.size(t, args[1], "recv")
        let flags = try Socket.flags(t, args[2])
        if n == 0 { return Bytes.empty.value }
        let b = try Bytes.uninitialized(t, count: n)
        return try Socket.cut(t, b, try s.run(t, writing: false) { Glibc.recv(s.fd, b.data, n, flags) })
      }
    }
    type.method("recv_into(buffer, nbytes=0, flags=0)", "Receives into a buffer; how many bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = Socket(args[0])
        let flags = try Socket.flags(t, args[3])
        let view = try Socket.target(t, args[1], args[2], "recv_into")
        defer { view.close() }
        if view.length == 0 { return .int(0) }
        return .int(try s.run(t, writing: false) { Glibc.recv(s.fd, view.data, view.length, flags) })
      }
    }
    type.method("recvfrom(buffersize, flags=0, /)", "(bytes, address of the sender)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = Socket(args[0])
        let n = try Socket.size(t, args[1], "recvfrom")
        let flags = try Socket.flags(t, args[2])
        var a = SocketAddress()
        let b = try Bytes.uninitialized(t, count: n)
        let got = try s.run(t, writing: false) {
          a.length = 128
          return a.bytes.withUnsafeMutableBytes { minipy_recvfrom(s.fd, b.data, n, flags, $0.baseAddress, &a.length) }
        }
        return Tuple.pair(t, try Socket.cut(t, b, min(got, n)), try a.value(t))
      }
    }
    type.method("recvfrom_into(buffer, nbytes=0, flags=0)", "Receives into a buffer: (how many bytes, address of the sender).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = Socket(args[0])
        let flags = try Socket.flags(t, args[3])
        let view = try Socket.target(t, args[1], args[2], "recvfrom_into")
        defer { view.close() }
        var a = SocketAddress()
        let got = try s.run(t, writing: false) {
          a.length = 128
          return a.bytes.withUnsafeMutableBytes { minipy_recvfrom(s.fd, view.data, view.length, flags, $0.baseAddress, &a.length) }
        }
        return Tuple.pair(t, .int(got), try a.value(t))
      }
    }
    type.method("send(data, flags=0, /)", "Sends bytes; how many.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = Socket(args[0])
        let flags = try Socket.flags(t, args[2])
        let view = try BufferView.contiguous(t, args[1])
        defer { view.close() }
        return .int(try s.run(t, writing: true) { Glibc.send(s.fd, view.data, view.length, flags) })
      }
    }
    type.method("sendall(data, flags=0, /)", "Sends all bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = Socket(args[0])
        let flags = try Socket.flags(t, args[2])
        let view = try BufferView.contiguous(t, args[1])
        defer { view.close() }
        var done = 0
        let deadline = Deadline(s.timeout(t))
        repeat {
          done += try s.run(t, writing: true, deadline: deadline) { Glibc.send(s.fd, view.data + done, view.length - done, flags) }
          try t.checkEvents()
        } while done < view.length
        return .none
      }
    }
    type.method("sendto(*args)", "sendto(data[, flags], address): sends bytes to an address; how many.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = Socket(args[0])
        let count = args.count - 1
        if count != 2, count != 3 { throw t.raise(.typeError, "sendto() takes 2 or 3 arguments (\(count) given)") }
        let flags = count == 3 ? try Socket.flags(t, args[2]) : 0
        let view = try BufferView.contiguous(t, args[1])
        defer { view.close() }
        let a = try SocketAddress(t, family: s.family, args[count], "sendto")
        try t.audit("socket.sendto", args[0], args[count])
        return .int(
          try s.run(t, writing: true) {
            a.bytes.withUnsafeBytes { minipy_sendto(s.fd, view.data, view.length, flags, $0.baseAddress, a.length) }
          })
      }
    }
  }

  // MARK: Messages with ancillary data

  /// Buffers of an iterable, to be closed by the caller.
  private static func views(_ t: Thread, _ v: Value, writable: Bool, _ message: String, into views: inout [BufferView], keep: List) throws(Raised) {
    if !v.isObject || (v.type.slots.pointee.iter == nil && v.type.slots.pointee.getItem == nil) { throw t.raise(.typeError, message) }
    let list = try List.make(t, of: v)
    var i = 0
    while i < list.count {
      try keep.append(t, list[i])
      if writable, !BufferView.isSupported(by: list[i]) { throw t.raise(.typeError, message) }
      let view = try BufferView.contiguous(t, list[i])
      views.append(view)
      if writable, view.isReadOnly { throw t.raise(.typeError, message) }
      i += 1
    }
  }

  static func defineMessages(_ type: TypeBuilder) {
    type.method("sendmsg(buffers, ancdata=(), flags=0, address=None, /)", "Sends bytes with ancillary data; how many.") {
      native($0, $1, $2, $3, Socket.sendMessage)
    }
    type.method("recvmsg(bufsize, ancbufsize=0, flags=0, /)", "(bytes, ancillary data, flags, address)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let n = try t.indexInt(args[1], overflow: .overflowError)
        if n < 0 { throw t.raise(.valueError, "negative buffer size in recvmsg()") }
        let b = try Bytes.uninitialized(t, count: n)
        let parts: [Raw?] = [Raw(b.data)]
        return try Socket.receiveMessage(t, Socket(args[0]), parts, [n], args[2], args[3]) { (got) throws(Raised) in try Socket.cut(t, b, min(n, got)) }
      }
    }
    type.method("recvmsg_into(buffers, ancbufsize=0, flags=0, /)", "Receives into buffers: (how many bytes, ancillary data, flags, address).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var views: [BufferView] = []
        defer { for v in views { v.close() } }
        try Socket.views(
          t, args[1], writable: true, "recvmsg_into() argument 1 must be an iterable of single-segment read-write buffers", into: &views,
          keep: try List.make(t))
        return try Socket.receiveMessage(t, Socket(args[0]), views.map { Optional($0.data) }, views.map { $0.length }, args[2], args[3]) {
          (got) throws(Raised) in .int(got)
        }
      }
    }
  }

  private static func receiveMessage(
    _ t: Thread, _ s: Socket, _ parts: [Raw?], _ sizes: [Int], _ room: Value, _ flags: Value, _ first: (Int) throws(Raised) -> Value
  ) throws(Raised) -> Value {
    let room: Int = room.isEmpty ? 0 : try t.indexInt(room, overflow: .overflowError)
    if room < 0 || room > Int(Int32.max) { throw t.raise(.valueError, "invalid ancillary data buffer length") }
    let given = try Socket.flags(t, flags)
    var control = [UInt8](repeating: 0, count: room + 1)
    var controlSize = 0
    var a = SocketAddress()
    var outFlags: Int32 = 0
    let got = try s.run(t, writing: false) {
      controlSize = room
      a.length = 128
      outFlags = given
      return a.bytes.withUnsafeMutableBytes { address in
        control.withUnsafeMutableBytes { c in
          minipy_recvmsg(s.fd, address.baseAddress, &a.length, parts, sizes, parts.count, c.baseAddress, &controlSize, &outFlags)
        }
      }
    }
    let ancillary = try List.make(t)
    var offset = 0
    while true {
      var level: Int32 = 0
      var kind: Int32 = 0
      var n = 0
      let data: [UInt8]? = control.withUnsafeBytes { c in
        guard let p = minipy_cmsg_get(c.baseAddress, controlSize, &offset, &level, &kind, &n) else { return nil }
        return Array(UnsafeRawBufferPointer(start: p, count: n))
      }
      guard let data else { break }
      let bytes = try data[...].withUnsafeBufferPointerRaised { (b) throws(Raised) in try Bytes.make(t, b).value }
      try ancillary.append(t, try Tuple.make(t, [.int(Int(level)), .int(Int(kind)), bytes]).value)
    }
    return try Tuple.make(t, [try first(got), ancillary.value, .int(Int(outFlags)), try a.value(t)]).value
  }

  private static func sendMessage(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Socket(args[0])
    var views: [BufferView] = []
    defer { for v in views { v.close() } }
    let keep = try List.make(t)
    try Socket.views(t, args[1], writable: false, "sendmsg() argument 1 must be an iterable", into: &views, keep: keep)
    let flags = try Socket.flags(t, args[3])
    var address = SocketAddress()
    address.length = 0
    if !args[4].isEmpty, !args[4].isNone { address = try SocketAddress(t, family: s.family, args[4], "sendmsg") }
    var control: [UInt8] = []
    if !args[2].isEmpty, !args[2].isNone {
      if !args[2].isObject || (args[2].type.slots.pointee.iter == nil && args[2].type.slots.pointee.getItem == nil) {
        throw t.raise(.typeError, "sendmsg() argument 2 must be an iterable")
      }
      let items = try List.make(t, of: args[2])
      var i = 0
      while i < items.count {
        guard items[i].isKind(.tuple) || items[i].isKind(.list) else {
          throw t.raise(.typeError, "[sendmsg() ancillary data items]() argument must be 3-item sequence, not \(items[i].type.displayName)")
        }
        let item = try List.make(t, of: items[i])
        if item.count != 3 {
          throw t.raise(.typeError, "[sendmsg() ancillary data items]() argument must be sequence of length 3, not \(item.count)")
        }
        let level = Int32(try t.int32(item[0]))
        let kind = Int32(try t.int32(item[1]))
        let view = try BufferView.contiguous(t, item[2])
        let offset = control.count
        control += [UInt8](repeating: 0, count: minipy_cmsg_space(view.length))
        _ = control.withUnsafeMutableBytes { minipy_cmsg_put($0.baseAddress, offset, level, kind, view.data, view.length) }
        view.close()
        i += 1
      }
    }
    let parts: [UnsafeRawPointer?] = views.map { UnsafeRawPointer($0.data) }
    let sizes = views.map { $0.length }
    let controlSize = control.count
    control.append(0)
    return .int(
      try s.run(t, writing: true) {
        address.bytes.withUnsafeBytes { a in
          control.withUnsafeMutableBytes { c in
            minipy_sendmsg(s.fd, a.baseAddress, address.length, parts, sizes, parts.count, c.baseAddress, controlSize, flags)
          }
        }
      })
  }
}

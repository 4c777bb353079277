// What OpenSSL asks and tells during a handshake: the server's name, the application protocol, messages, secrets for the key log.
//
// A context is found by its address, which OpenSSL keeps as data 0 of the SSL_CTX, and a connection by that of the SSL.

import Glibc

extension SSLContext {
  private static func context(of ssl: P) -> SSLContext? { SSLSocketObject.of(ssl).map { SSLContext($0.fields.pointee.context) } }

  // MARK: Application protocols (RFC 7301)

  func setApplications(_ t: Thread, _ protocols: Bytes) throws(Raised) {
    fields.pointee.applications = protocols.value
    barrier()
    let offer: @convention(c) (P, UnsafePointer<UInt8>, UInt32) -> Int32 = try function(t, "SSL_CTX_set_alpn_protos")
    if offer(context, protocols.data, UInt32(protocols.count)) != 0 { throw t.raiseMemoryError() }
    typealias Select = @convention(c) (
      P?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?, UnsafePointer<UInt8>?, UInt32, UnsafeMutableRawPointer?
    ) -> Int32
    let setSelect: @convention(c) (P, Select, UnsafeMutableRawPointer?) -> Void = try function(t, "SSL_CTX_set_alpn_select_cb")
    setSelect(context, { ssl, out, outLength, theirs, theirCount, _ in
      // SSL_TLSEXT_ERR_OK 0, NOACK 3
      guard let ssl, let o = SSLContext.context(of: ssl), o.fields.pointee.applications.isKind(.byteString), let theirs else { return 3 }
      let ours = Bytes(o.fields.pointee.applications)
      // The first of ours that they offer too: each is a length and so many bytes.
      var i = 0
      while i < ours.count {
        let n = Int(ours.data[i])
        if n == 0 || i + 1 + n > ours.count { break }
        var k = 0
        while k < Int(theirCount), k + 1 + Int(theirs[k]) <= Int(theirCount) {
          if Int(theirs[k]) == n, memcmp(theirs + k + 1, ours.data + i + 1, n) == 0 {
            out?.pointee = theirs + k + 1
            outLength?.pointee = UInt8(n)
            return 0
          }
          k += 1 + Int(theirs[k])
        }
        i += 1 + n
      }
      return 3
    }, nil)
  }

  // MARK: The server's name (RFC 6066)

  private func setServerNameCallback(_ t: Thread, _ f: Value) throws(Raised) {
    if fields.pointee.protocol.asInt == SSLContext.client {
      throw t.raise(.valueError, "sni_callback cannot be set on TLS_CLIENT context")
    }
    if !f.isNone, !SSLContext.isCallable(f) {
      fields.pointee.serverNameCallback = .none
      throw t.raise(.typeError, "not a callable object")
    }
    fields.pointee.serverNameCallback = f
    barrier()
    typealias Callback = @convention(c) (P?, UnsafeMutablePointer<Int32>?, UnsafeMutableRawPointer?) -> Int32
    let set: @convention(c) (P, Int32, Callback?) -> Int = try function(t, "SSL_CTX_callback_ctrl")
    // SSL_CTRL_SET_TLSEXT_SERVERNAME_CB and its argument: this context, whose callback stays the one even if another context takes over.
    control(54, 0, raw)
    _ = set(context, 53, f.isNone ? nil : { ssl, alert, argument in
      guard let ssl, let argument, let socket = SSLSocketObject.of(ssl) else { return 0 }
      return SSLContext(argument).askForName(machine.pointee.current, socket, alert)
    })
  }
  /// SSL_TLSEXT_ERR_OK 0, ALERT_FATAL 2
  private func askForName(_ t: Thread, _ socket: SSLSocketObject, _ alert: UnsafeMutablePointer<Int32>?) -> Int32 {
    let f = fields.pointee.serverNameCallback
    if !SSLContext.isCallable(f) { return 0 }
    do throws(Raised) {
      let name: @convention(c) (P, Int32) -> SSLText = try function(t, "SSL_get_servername")
      let connection = socket.fields.pointee.owner.isNone ? socket.value : socket.fields.pointee.owner
      let shown = name(socket.ssl, 0).map { Str.make(t, String(cString: $0)).value } ?? .none
      let answer = try t.call(f, connection, shown, value)
      if answer.isNone { return 0 }
      guard Arguments.isIndex(answer) else {
        _ = t.raise(.typeError, "'\(answer.type.displayName)' object cannot be interpreted as an integer")
        Unraisable.report(t, message: nil, object: answer)
        alert?.pointee = 80
        return 2
      }
      alert?.pointee = Int32(truncatingIfNeeded: try t.int32(answer))
      return 2
    } catch {
      Unraisable.report(t, message: nil, object: f)
      alert?.pointee = 40
      return 2
    }
  }

  // MARK: Messages

  private func setMessageCallback(_ t: Thread, _ f: Value) throws(Raised) {
    typealias Callback = @convention(c) (Int32, Int32, Int32, UnsafeRawPointer?, Int, P?, UnsafeMutableRawPointer?) -> Void
    let set: @convention(c) (P, Callback?) -> Void = try function(t, "SSL_CTX_set_msg_callback")
    if !f.isNone, !SSLContext.isCallable(f) {
      set(context, nil)
      throw t.raise(.typeError, "not a callable object")
    }
    fields.pointee.messageCallback = f
    barrier()
    set(context, f.isNone ? nil : { isWritten, version, kind, data, count, ssl, _ in
      guard let ssl, let socket = SSLSocketObject.of(ssl) else { return }
      SSLContext(socket.fields.pointee.context).tell(machine.pointee.current, socket, isWritten != 0, Int(version), Int(kind), data, count)
    })
  }
  private func tell(
    _ t: Thread, _ socket: SSLSocketObject, _ isWritten: Bool, _ version: Int, _ kind: Int, _ data: UnsafeRawPointer?, _ count: Int
  ) {
    let f = fields.pointee.messageCallback
    if !SSLContext.isCallable(f) || !socket.fields.pointee.pending.isEmpty { return }
    do throws(Raised) {
      let bytes = UnsafeBufferPointer(start: data?.assumingMemoryBound(to: UInt8.self), count: data == nil ? 0 : count)
      // What kind of message: the second byte of an alert, the first of a handshake and of a record's kind.
      var message = -1
      switch kind {
      case 21 where bytes.count > 1: message = Int(bytes[1])
      case 22 where bytes.count > 0: message = Int(bytes[0])
      case 256 where bytes.count > 0, 257 where bytes.count > 0: message = Int(bytes[0])
      case 20: message = 257
      default: break
      }
      let connection = socket.fields.pointee.owner.isNone ? socket.value : socket.fields.pointee.owner
      let arguments = try Tuple.make(t, [
        connection, Str.make(t, isWritten ? "write" : "read").value, .int(version), .int(kind), .int(message), try Bytes.make(t, bytes).value,
      ])
      _ = try t.call(f, tuple: arguments.value, kwargs: .empty)
    } catch { socket.keep(t.takeRaised()) }
  }

  // MARK: Key log

  private func setKeyLog(_ t: Thread, _ name: Value) throws(Raised) {
    typealias Callback = @convention(c) (P?, SSLText) -> Void
    let set: @convention(c) (P, Callback?) -> Void = try function(t, "SSL_CTX_set_keylog_callback")
    set(context, nil)
    if fields.pointee.keyLog.asInt >= 0 { close(Int32(fields.pointee.keyLog.asInt)) }
    fields.pointee.keyLog = .int(-1)
    fields.pointee.keyLogName = .none
    if name.isNone { return }
    let path = try OSText.path(t, name, function: "")
    let fd = open(try OSText.encode(t, path), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    if fd < 0 { throw t.raiseOSError(errno, name) }
    if lseek(fd, 0, SEEK_END) == 0 {
      let head = Array("# TLS secrets log file, generated by OpenSSL / Python\n".utf8)
      _ = write(fd, head, head.count)
    }
    // Closes the file.
    Finalizers.register(raw)
    fields.pointee.keyLog = .int(Int(fd))
    fields.pointee.keyLogName = name
    barrier()
    set(context) { ssl, line in
      guard let ssl, let line, let o = SSLContext.context(of: ssl), o.fields.pointee.keyLog.asInt >= 0 else { return }
      let bytes = Array(String(cString: line).utf8) + [0x0A]
      if write(Int32(o.fields.pointee.keyLog.asInt), bytes, bytes.count) < 0 {
        let t = machine.pointee.current
        _ = t.raiseOSError(errno, o.fields.pointee.keyLogName)
        SSLSocketObject.of(ssl)?.keep(t.takeRaised())
      }
    }
  }

  static func defineCallbacks(_ type: TypeBuilder) {
    type.property(
      "sni_callback", "Called with the name that a client asks for.",
      { unary($0, $1) { t, v throws(Raised) in SSLContext(v).fields.pointee.serverNameCallback } },
      set: {
        binary($0, $1, $2) { t, v, f throws(Raised) in
          try SSLContext(v).setServerNameCallback(t, f.isEmpty ? .none : f)
          return .none
        }
      })
    type.property(
      "_msg_callback", "Called with each message of the protocol.",
      { unary($0, $1) { t, v throws(Raised) in SSLContext(v).fields.pointee.messageCallback } },
      set: {
        binary($0, $1, $2) { t, v, f throws(Raised) in
          try SSLContext(v).setMessageCallback(t, f.isEmpty ? .none : f)
          return .none
        }
      })
    type.property(
      "keylog_filename", "The file that secrets are written to, for those who look at the traffic.",
      { unary($0, $1) { t, v throws(Raised) in SSLContext(v).fields.pointee.keyLogName } },
      set: {
        binary($0, $1, $2) { t, v, name throws(Raised) in
          try SSLContext(v).setKeyLog(t, name.isEmpty ? .none : name)
          return .none
        }
      })
  }
}

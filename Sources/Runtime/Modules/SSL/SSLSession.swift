// _ssl.SSLSession: what a connection remembers, so that the next one needs no whole handshake.

struct SSLSession: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// See ForeignFields: an SSL_SESSION
    var address: Value
    var release: Value
    /// SSLContext
    var context: Value
  }
  typealias P = OpaquePointer
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  static let type = Root()
  var session: P { Foreign(raw).address.unsafelyUnwrapped }

  /// The session of a connection; None if there is none yet.
  static func of(_ t: Thread, _ socket: SSLSocketObject) throws(Raised) -> Value {
    let get: @convention(c) (P) -> P? = try socket.function(t, "SSL_get_session")
    // A copy: a connection that ends without a goodbye spoils its own.
    let copy: @convention(c) (P) -> P? = try socket.function(t, "SSL_SESSION_dup")
    let free: @convention(c) (P?) -> Void = try socket.function(t, "SSL_SESSION_free")
    guard let own = get(socket.ssl) else { return .none }
    guard let session = copy(own) else { throw t.raiseMemoryError() }
    let o = SSLSession(t.allocate(MemoryLayout<Fields>.size, .foreign, Type(type.value).fields.pointee.shape))
    o.fields.pointee.release = .none
    o.fields.pointee.address = .raw(nil)
    o.fields.pointee.context = socket.fields.pointee.context
    Foreign(o.raw).set(session, release: free)
    return o.value
  }
  private func id(_ t: Thread) throws(Raised) -> Bytes {
    let f: @convention(c) (P, UnsafeMutablePointer<UInt32>) -> UnsafePointer<UInt8>? = try LibSSL.open(t).pointee.ssl.function(t, "SSL_SESSION_get_id")
    var n: UInt32 = 0
    guard let bytes = f(session, &n) else { return Bytes.empty }
    return try Bytes.make(t, bytes, Int(n))
  }

  static func define(_ type: TypeBuilder) {
    type.doc("What a connection remembers for the next one.")
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.flags(.noNew)
    type.property("id", "The session's identity.", { unary($0, $1) { t, v throws(Raised) in try SSLSession(v).id(t).value } })
    type.property("time", "When it was made, in seconds since 1970.", {
      unary($0, $1) { t, v throws(Raised) in try SSLSession.number(t, v, "SSL_SESSION_get_time") }
    })
    type.property("timeout", "How long it may be used, in seconds.", {
      unary($0, $1) { t, v throws(Raised) in try SSLSession.number(t, v, "SSL_SESSION_get_timeout") }
    })
    type.property("ticket_lifetime_hint", "How long its ticket may be used, in seconds.", {
      unary($0, $1) { t, v throws(Raised) in try SSLSession.number(t, v, "SSL_SESSION_get_ticket_lifetime_hint") }
    })
    type.property("has_ticket", "Whether it has a ticket.", {
      unary($0, $1) { t, v throws(Raised) in
        let f: @convention(c) (P) -> Int32 = try LibSSL.open(t).pointee.ssl.function(t, "SSL_SESSION_has_ticket")
        return .bool(f(SSLSession(v).session) != 0)
      }
    })
    type.slots.pointee.hash = { unary($0, $1) { t, v throws(Raised) in .int(try t.hash(try SSLSession(v).id(t).value)) } }
    type.slots.pointee.richCompare = {
      compare($0, $1, $2, $3) { t, v, w, op throws(Raised) in
        guard w.isObject, w.type == v.type, op == .eq || op == .ne else { return .notImplemented }
        return .bool(try t.equal(try SSLSession(v).id(t).value, try SSLSession(w).id(t).value) == (op == .eq))
      }
    }
  }
  private static func number(_ t: Thread, _ v: Value, _ name: StaticString) throws(Raised) -> Value {
    let f: @convention(c) (P) -> Int = try LibSSL.open(t).pointee.ssl.function(t, name)
    return t.int(f(SSLSession(v).session))
  }
}

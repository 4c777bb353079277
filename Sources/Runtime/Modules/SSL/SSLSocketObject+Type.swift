// The class _ssl._SSLSocket: methods and attributes.

import Glibc

extension SSLSocketObject {
  static func define(_ type: TypeBuilder) {
    type.doc("One side of a TLS connection.")
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.flags(.noNew)
    defineOperations(type)
    defineInquiries(type)
    definePeer(type)
    defineAttributes(type)
  }

  private static func defineOperations(_ type: TypeBuilder) {
    type.method("do_handshake()", "Agrees with the other side on keys.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLSocketObject(a[0])
        _ = try o.run(t, "handshake") { o.l.pointee.handshake(o.ssl) }
        return .none
      }
    }
    type.method("read(len, buffer=None, /)", "At most so many bytes; with a buffer, into it, and how many.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SSLSocketObject(a[0]).read(t, a) }
    }
    type.method("write(b, /)", "Sends bytes; how many.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SSLSocketObject(a[0]).write(t, a[1]) }
    }
    type.method("shutdown()", "Says goodbye and waits for the other side's; the socket.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SSLSocketObject(a[0]).shutdown(t) }
    }
    type.method("pending()", "Bytes that have come and were not read.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLSocketObject(a[0])
        let n = o.l.pointee.pending(o.ssl)
        if n < 0 { throw SSLErrors.raise(t) }
        return .int(Int(n))
      }
    }
    type.method("verify_client_post_handshake()", "Asks the client for its certificate.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLSocketObject(a[0])
        let f: @convention(c) (P) -> Int32 = try o.function(t, "SSL_verify_client_post_handshake")
        o.l.pointee.clearErrors()
        if f(o.ssl) == 0 { throw SSLErrors.raise(t) }
        return .none
      }
    }
  }

  private static func text(_ t: Thread, _ text: SSLText) -> Value { text.map { Str.make(t, String(cString: $0)).value } ?? .none }

  private static func defineInquiries(_ type: TypeBuilder) {
    type.method("cipher()", "(name, protocol, bits) of the cipher in use; None before the handshake.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLSocketObject(a[0])
        let f: @convention(c) (P) -> P? = try o.function(t, "SSL_get_current_cipher")
        guard let cipher = f(o.ssl) else { return .none }
        return try SSLCipher.row(t, cipher)
      }
    }
    type.method("shared_ciphers()", "The ciphers that both sides know; None before the handshake.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLSocketObject(a[0])
        let theirs: @convention(c) (P) -> P? = try o.function(t, "SSL_get_client_ciphers")
        let ours: @convention(c) (P) -> P? = try o.function(t, "SSL_get_ciphers")
        let list = try List.make(t)
        let client = o.l.pointee.items(theirs(o.ssl))
        let server = o.l.pointee.items(ours(o.ssl))
        // A client knows its own only.
        for cipher in server where client.isEmpty || client.contains(cipher) { try list.append(t, try SSLCipher.row(t, cipher)) }
        return list.count == 0 ? .none : list.value
      }
    }
    type.method("version()", "The protocol's version; None before the handshake.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLSocketObject(a[0])
        let f: @convention(c) (P) -> SSLText = try o.function(t, "SSL_get_version")
        if try !o.isReady(t) { return .none }
        let version = SSLSocketObject.text(t, f(o.ssl))
        return version.isKind(.str) && Str(version).equals("unknown") ? .none : version
      }
    }
    type.method("compression()", "The compression in use, or None.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLSocketObject(a[0])
        let f: @convention(c) (P) -> P? = try o.function(t, "SSL_get_current_compression")
        guard let method = f(o.ssl) else { return .none }
        let name: @convention(c) (P) -> SSLText = try o.function(t, "SSL_COMP_get_name")
        return SSLSocketObject.text(t, name(method))
      }
    }
    type.method("selected_alpn_protocol()", "The application protocol that was agreed on, or None.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLSocketObject(a[0])
        let f: @convention(c) (P, UnsafeMutablePointer<UnsafePointer<UInt8>?>, UnsafeMutablePointer<UInt32>) -> Void =
          try o.function(t, "SSL_get0_alpn_selected")
        var bytes: UnsafePointer<UInt8>?
        var n: UInt32 = 0
        f(o.ssl, &bytes, &n)
        guard let bytes, n > 0 else { return .none }
        return Str.make(t, String(decoding: UnsafeBufferPointer(start: bytes, count: Int(n)), as: UTF8.self)).value
      }
    }
    type.method("get_channel_binding(cb_type='tls-unique')", "Bytes that both sides of this connection have, and no other (RFC 5929).") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLSocketObject(a[0])
        if !a[1].isEmpty, !(a[1].isKind(.str) && Str(a[1]).equals("tls-unique")) {
          let kind = try Arguments.str(t, a[1], "get_channel_binding() argument 'cb_type'")
          throw t.raise(.valueError, "'\(kind.string)' channel binding type not implemented")
        }
        let reused: @convention(c) (P) -> Int32 = try o.function(t, "SSL_session_reused")
        // The first Finished message: the client's, or in a resumed session the server's.
        let isOurs = (reused(o.ssl) != 0) == o.fields.pointee.isServer.isTrue
        let f: @convention(c) (P, UnsafeMutablePointer<UInt8>, Int) -> Int = try o.function(
          t, isOurs ? "SSL_get_finished" : "SSL_get_peer_finished")
        var buffer = [UInt8](repeating: 0, count: 128)
        let n = min(f(o.ssl, &buffer, 128), 128)
        return n == 0 ? .none : try Bytes.make(t, buffer, n).value
      }
    }
  }

  private static func definePeer(_ type: TypeBuilder) {
    type.method("getpeercert(der=False, /)", "The other side's certificate as a dict, or as bytes; None if it has shown none.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLSocketObject(a[0])
        if try !o.isReady(t) { throw t.raise(.valueError, "handshake not done yet") }
        let get: @convention(c) (P) -> P? = try o.function(t, "SSL_get1_peer_certificate")
        let free: @convention(c) (P?) -> Void = try o.l.pointee.crypto.function(t, "X509_free")
        guard let certificate = get(o.ssl) else { return .none }
        defer { free(certificate) }
        if !a[1].isEmpty, try t.truth(a[1]) { return try SSLCertificate.der(t, certificate) }
        let mode: @convention(c) (P) -> Int32 = try o.function(t, "SSL_get_verify_mode")
        // What was not verified says nothing.
        if mode(o.ssl) & 1 == 0 { return Dict.make(t).value }
        return try SSLCertificate.dictionary(t, certificate)
      }
    }
    type.method("get_verified_chain()", "The chain of certificates as it was verified.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLSocketObject(a[0])
        let f: @convention(c) (P) -> P? = try o.function(t, "SSL_get0_verified_chain")
        guard let chain = f(o.ssl) else { return .none }
        return try SSLCertificate.list(t, o.l.pointee.items(chain))
      }
    }
    type.method("get_unverified_chain()", "The certificates that the other side has sent.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLSocketObject(a[0])
        let f: @convention(c) (P) -> P? = try o.function(t, "SSL_get_peer_cert_chain")
        let get: @convention(c) (P) -> P? = try o.function(t, "SSL_get0_peer_certificate")
        guard let chain = f(o.ssl) else { return .none }
        var certificates = o.l.pointee.items(chain)
        // A server's list of its client's chain lacks the client.
        if o.fields.pointee.isServer.isTrue, let own = get(o.ssl) { certificates.insert(own, at: 0) }
        return try SSLCertificate.list(t, certificates)
      }
    }
  }

  private static func defineAttributes(_ type: TypeBuilder) {
    type.member("server_hostname", "The name that the other side's certificate has to be of.", offset: 64)
    type.member("server_side", "Whether this is the server.", offset: 72)
    type.property(
      "owner", "What the program sees as the connection.", { unary($0, $1) { t, v throws(Raised) in SSLSocketObject(v).fields.pointee.owner } },
      set: {
        binary($0, $1, $2) { t, v, owner throws(Raised) in
          SSLSocketObject(v).fields.pointee.owner = owner.isEmpty ? .none : owner
          SSLSocketObject(v).barrier()
          return .none
        }
      })
    type.property(
      "context", "The context; another one takes over its certificate.",
      { unary($0, $1) { t, v throws(Raised) in SSLSocketObject(v).fields.pointee.context } },
      set: {
        binary($0, $1, $2) { t, v, context throws(Raised) in
          guard !context.isEmpty, SSLContext.isInstance(context) else { throw t.raise(.typeError, "The value must be a SSLContext") }
          let o = SSLSocketObject(v)
          let f: @convention(c) (P, P) -> P? = try o.function(t, "SSL_set_SSL_CTX")
          _ = f(o.ssl, SSLContext(context).context)
          o.fields.pointee.context = context
          o.barrier()
          return .none
        }
      })
    type.property(
      "session", "The session, for another connection to go on with.",
      { unary($0, $1) { t, v throws(Raised) in try SSLSession.of(t, SSLSocketObject(v)) } },
      set: {
        binary($0, $1, $2) { t, v, session throws(Raised) in
          try SSLSocketObject(v).setSession(t, session)
          return .none
        }
      })
    type.property("session_reused", "Whether an earlier session was gone on with.", {
      unary($0, $1) { t, v throws(Raised) in
        let f: @convention(c) (P) -> Int32 = try SSLSocketObject(v).function(t, "SSL_session_reused")
        return .bool(f(SSLSocketObject(v).ssl) != 0)
      }
    })
  }

  func setSession(_ t: Thread, _ v: Value) throws(Raised) {
    guard !v.isEmpty, v.isObject, v.isInstance(of: Type(SSLSession.type.value)) else { throw t.raise(.typeError, "Value is not a SSLSession.") }
    let session = SSLSession(v)
    if session.fields.pointee.context != fields.pointee.context { throw t.raise(.valueError, "Session refers to a different SSLContext.") }
    if fields.pointee.isServer.isTrue { throw t.raise(.valueError, "Cannot set session for server-side SSLSocket.") }
    if try isReady(t) { throw t.raise(.valueError, "Cannot set session after handshake.") }
    // A copy: OpenSSL changes what it goes on with.
    let copy: @convention(c) (P) -> P? = try function(t, "SSL_SESSION_dup")
    let set: @convention(c) (P, P) -> Int32 = try function(t, "SSL_set_session")
    let free: @convention(c) (P?) -> Void = try function(t, "SSL_SESSION_free")
    guard let fresh = copy(session.session) else { throw t.raiseMemoryError() }
    defer { free(fresh) }
    if set(ssl, fresh) == 0 { throw SSLErrors.raise(t) }
  }
}

// The attributes of a context.

import Glibc

extension SSLContext {
  static func defineVersions(_ type: TypeBuilder) {
    // SSL_CTRL_GET and SET of MIN_PROTO_VERSION and MAX_PROTO_VERSION; -2 and -1 stand for "as low (high) as can be".
    type.property(
      "minimum_version", "The lowest version of TLS.", { unary($0, $1) { t, v throws(Raised) in .int(SSLContext(v).version(130, -2)) } },
      set: { binary($0, $1, $2) { t, v, n throws(Raised) in try SSLContext(v).setVersion(t, n, 123) } })
    type.property(
      "maximum_version", "The highest version of TLS.", { unary($0, $1) { t, v throws(Raised) in .int(SSLContext(v).version(131, -1)) } },
      set: { binary($0, $1, $2) { t, v, n throws(Raised) in try SSLContext(v).setVersion(t, n, 124) } })
  }
  private func version(_ command: Int32, _ unlimited: Int) -> Int {
    let n = control(command)
    return n == 0 ? unlimited : n
  }
  private func setVersion(_ t: Thread, _ v: Value, _ command: Int32) throws(Raised) -> Value {
    if v.isEmpty { throw t.raise(.attributeError, "cannot delete attribute") }
    var n = try t.int32(v)
    if ![2, SSLContext.client, SSLContext.server].contains(fields.pointee.protocol.asInt) {
      throw t.raise(.valueError, "The context's protocol doesn't support modification of highest and lowest version.")
    }
    switch n {
    case 768: try t.warn(.deprecationWarning, "ssl.TLSVersion.SSLv3 is deprecated", stackLevel: 1)
    case 769: try t.warn(.deprecationWarning, "ssl.TLSVersion.TLSv1 is deprecated", stackLevel: 1)
    case 770: try t.warn(.deprecationWarning, "ssl.TLSVersion.TLSv1_1 is deprecated", stackLevel: 1)
    case 771, 772: break
    // The lowest as a maximum is a version, and the highest as a minimum.
    case -2: n = command == 123 ? 0 : 769
    case -1: n = command == 123 ? 772 : 0
    default: throw t.raise(.valueError, "Unsupported TLS/SSL version 0x\(String(UInt32(truncatingIfNeeded: n), radix: 16))")
    }
    if control(command, n) == 0 { throw t.raise(.valueError, "Unsupported protocol version 0x\(String(n, radix: 16))") }
    return .none
  }
  static func definePlain(_ type: TypeBuilder) {
    type.member("protocol", "PROTOCOL_… of the context.", offset: 24)
    type.property(
      "verify_mode", "CERT_…",
      { unary($0, $1) { t, v throws(Raised) in .int(try SSLContext(v).verifyMode(t)) } },
      set: {
        binary($0, $1, $2) { t, v, n throws(Raised) in
          try SSLContext(v).setVerifyMode(t, try t.int32(n))
          return .none
        }
      })
    type.property(
      "check_hostname", "Whether the certificate has to be of the server's name.",
      { unary($0, $1) { t, v throws(Raised) in SSLContext(v).fields.pointee.checksHostname } },
      set: {
        binary($0, $1, $2) { t, v, flag throws(Raised) in
          let isOn = try t.truth(flag)
          if isOn, try SSLContext(v).verifyMode(t) == 0 { try SSLContext(v).setVerifyMode(t, 2) }
          SSLContext(v).fields.pointee.checksHostname = .bool(isOn)
          return .none
        }
      })
    type.property(
      "verify_flags", "VERIFY_… bits.",
      {
        unary($0, $1) { t, v throws(Raised) in
          let f: @convention(c) (P?) -> UInt = try SSLContext(v).cryptoFunction(t, "X509_VERIFY_PARAM_get_flags")
          return t.int(Int(f(try SSLContext(v).parameters(t))))
        }
      },
      set: {
        binary($0, $1, $2) { t, v, n throws(Raised) in
          let f: @convention(c) (P?) -> UInt = try SSLContext(v).cryptoFunction(t, "X509_VERIFY_PARAM_get_flags")
          let old = f(try SSLContext(v).parameters(t))
          if n.isEmpty || !Arguments.isIndex(n) { throw t.raise(.typeError, "argument must be int, not \(n.isEmpty ? "NULL" : n.type.displayName)") }
          let wanted = UInt(bitPattern: try t.indexInt(n, overflow: .overflowError))
          try SSLContext(v).changeFlags(t, set: wanted & ~old, clear: old & ~wanted)
          return .none
        }
      })
    type.property(
      "_host_flags", "HOSTFLAG_… bits.",
      { unary($0, $1) { t, v throws(Raised) in SSLContext(v).fields.pointee.hostFlags } },
      set: {
        binary($0, $1, $2) { t, v, n throws(Raised) in
          try SSLContext(v).setHostFlags(t, try t.int32(n))
          return .none
        }
      })
    type.property(
      "post_handshake_auth", "Whether a client shows its certificate when asked later.",
      { unary($0, $1) { t, v throws(Raised) in SSLContext(v).fields.pointee.wantsPostHandshakeAuth } },
      set: {
        binary($0, $1, $2) { t, v, flag throws(Raised) in
          if flag.isEmpty { throw t.raise(.attributeError, "cannot delete attribute") }
          let isOn = try t.truth(flag)
          SSLContext(v).fields.pointee.wantsPostHandshakeAuth = .bool(isOn)
          let f: @convention(c) (P, Int32) -> Void = try SSLContext(v).function(t, "SSL_CTX_set_post_handshake_auth")
          f(SSLContext(v).context, isOn ? 1 : 0)
          return .none
        }
      })
    type.property(
      "num_tickets", "Session tickets that a server sends.",
      {
        unary($0, $1) { t, v throws(Raised) in
          let f: @convention(c) (P) -> Int = try SSLContext(v).function(t, "SSL_CTX_get_num_tickets")
          return .int(f(SSLContext(v).context))
        }
      },
      set: {
        binary($0, $1, $2) { t, v, n throws(Raised) in
          let count = try t.indexInt(n, overflow: .overflowError)
          if count < 0 { throw t.raise(.valueError, "value must be non-negative") }
          if SSLContext(v).fields.pointee.protocol.asInt != SSLContext.server { throw t.raise(.valueError, "SSLContext is not a server context.") }
          let f: @convention(c) (P, Int) -> Int32 = try SSLContext(v).function(t, "SSL_CTX_set_num_tickets")
          if f(SSLContext(v).context, count) != 1 { throw t.raise(.valueError, "failed to set num tickets.") }
          return .none
        }
      })
    type.property("security_level", "OpenSSL's security level.", {
      unary($0, $1) { t, v throws(Raised) in
        let f: @convention(c) (P) -> Int32 = try SSLContext(v).function(t, "SSL_CTX_get_security_level")
        return .int(Int(f(SSLContext(v).context)))
      }
    })
  }
}

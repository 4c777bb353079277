// The exceptions of _ssl, and what OpenSSL's errors become.

import Glibc

enum SSLErrors {
  static let error = Root(), zeroReturn = Root(), wantRead = Root(), wantWrite = Root(), syscall = Root(), eof = Root(), verification = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    if !error.value.isObject {
      error.value = try BuiltinTypes.makeUnnumbered(t, name: "ssl.SSLError", base: Type[.osError]) { type in
        type.doc("Something went wrong below TLS.")
        type.flags(.subclassable)
        // The message without its number.
        type.slots.pointee.str = {
          unary($0, $1) { t, v throws(Raised) in
            let message = Exception(v).extra(1).pointee
            return message.isKind(.str) ? message : try t.str(Exception(v).args.value).value
          }
        }
      }.value
      for (root, name) in [
        (zeroReturn, "SSLZeroReturnError"), (wantRead, "SSLWantReadError"), (wantWrite, "SSLWantWriteError"), (syscall, "SSLSyscallError"),
        (eof, "SSLEOFError"),
      ] as [(Root, StaticString)] {
        root.value = try make(t, name, [error.value])
      }
      verification.value = try make(t, "SSLCertVerificationError", [error.value, Type[.valueError].value])
    }
    m.set("SSLError", error.value)
    m.set("SSLZeroReturnError", zeroReturn.value)
    m.set("SSLWantReadError", wantRead.value)
    m.set("SSLWantWriteError", wantWrite.value)
    m.set("SSLSyscallError", syscall.value)
    m.set("SSLEOFError", eof.value)
    m.set("SSLCertVerificationError", verification.value)
    try defineNames(m)
  }
  private static func make(_ t: Thread, _ name: StaticString, _ bases: [Value]) throws(Raised) -> Value {
    let namespace = Dict.make(t)
    namespace.set(t, Name.__module__.str, Str.intern(t, "ssl").value)
    return try t.call(Type[.type].value, Str.intern(t, name).value, try Tuple.make(t, bases).value, namespace.value)
  }

  // MARK: Names

  private static let libraries: KeyValuePairs<Int, StaticString> = [
    1: "NONE", 2: "SYS", 3: "BN", 4: "RSA", 5: "DH", 6: "EVP", 7: "BUF", 8: "OBJ", 9: "PEM", 10: "DSA", 11: "X509", 13: "ASN1", 14: "CONF", 15:
    "CRYPTO", 16: "EC", 20: "SSL", 32: "BIO", 33: "PKCS7", 34: "X509V3", 35: "PKCS12", 36: "RAND", 37: "DSO", 38: "ENGINE", 39: "OCSP", 40:
    "UI", 41: "COMP", 42: "ECDSA", 43: "ECDH", 44: "OSSL_STORE", 45: "FIPS", 46: "CMS", 47: "TS", 48: "HMAC", 50: "CT", 51: "ASYNC", 52: "KDF",
    53: "SM2", 54: "ESS", 55: "PROP", 56: "CRMF", 57: "PROV", 58: "CMP", 59: "OSSL_ENCODER", 60: "OSSL_DECODER", 61: "HTTP", 128: "USER",
  ]
  private static func library(_ code: UInt) -> Int { Int(code >> 23 & 0xFF) }
  private static func reason(_ code: UInt) -> Int { Int(code & 0x7FFFFF) }
  /// OpenSSL's text for a reason, as the name of its constant: "wrong version number" is WRONG_VERSION_NUMBER.
  /// Reasons that all libraries have in common (bit 19) have none.
  private static func reasonName(_ l: UnsafeMutablePointer<LibSSL>, _ code: UInt) -> String? {
    guard code & 0x80000 == 0, let text = l.pointee.errorReason(code) else { return nil }
    return String(String(cString: text).uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }
  /// Of the libraries whose errors a program meets.
  private static func defineNames(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    let l = try LibSSL.open(t)
    let byCode = Dict.make(t)
    let byName = Dict.make(t)
    let libraryNames = Dict.make(t)
    for (number, name) in libraries {
      let text = Str.intern(t, name).value
      try libraryNames.set(t, .int(number), text)
      if ![9, 11, 20].contains(number) { continue }
      for reason in 100..<(number == 20 ? 420 : 160) {
        guard let name = reasonName(l, UInt(number) << 23 | UInt(reason)) else { continue }
        let key = Tuple.pair(t, .int(number), .int(reason))
        let text = Str.make(t, name).value
        try byCode.set(t, key, text)
        try byName.set(t, text, key)
      }
    }
    m.set("err_codes_to_names", byCode.value)
    m.set("err_names_to_codes", byName.value)
    m.set("lib_codes_to_names", libraryNames.value)
  }

  // MARK: Raising

  static func raise(_ t: Thread, _ type: Root, _ number: Int, _ message: String) -> Raised {
    do throws(Raised) {
      let e = try t.call(type.value, .int(number), Str.make(t, message).value)
      for name in ["reason", "library"] as [StaticString] { try t.setAttribute(e, Str.intern(t, name), .none) }
      return t.raise(e)
    } catch { return error }
  }

  /// SSLError for the last error in OpenSSL's queue, which is emptied; its number is `number`, or the error's reason.
  static func raise(_ t: Thread, number: Int? = nil, verifying socket: SSLSocketObject? = nil) -> Raised {
    let l = LibSSL.current
    let code = l.pointee.peekLastError()
    l.pointee.clearErrors()
    do throws(Raised) {
      let library = libraries.first { $0.key == self.library(code) }.map { "\($0.value)" }
      let name = code == 0 ? nil : reasonName(l, code)
      var text = l.pointee.errorReason(code).map { String(cString: $0) } ?? "unknown error"
      var type = error
      var failure: (code: Int, text: String)?
      if self.library(code) == 20, reason(code) == 134, let socket {
        type = verification
        failure = try socket.verificationFailure(t)
        if let failure { text += ": \(failure.text)" }
      }
      let place: String
      switch (library, name) {
      case (let library?, let name?): place = "[\(library): \(name)] "
      case (let library?, nil): place = "[\(library)] "
      default: place = ""
      }
      let e = try t.call(type.value, .int(number ?? reason(code)), Str.make(t, place + text).value)
      try t.setAttribute(e, Str.intern(t, "reason"), name.map { Str.make(t, $0).value } ?? .none)
      try t.setAttribute(e, Str.intern(t, "library"), library.map { Str.make(t, $0).value } ?? .none)
      if let failure {
        try t.setAttribute(e, Str.intern(t, "verify_code"), .int(failure.code))
        try t.setAttribute(e, Str.intern(t, "verify_message"), Str.make(t, failure.text).value)
      }
      return t.raise(e)
    } catch { return error }
  }

  /// What SSL_get_error said of a call that answered `result`.
  static func raise(_ t: Thread, _ socket: SSLSocketObject, _ kind: Int32, hasSocket: Bool) -> Raised {
    let l = LibSSL.current
    let code = l.pointee.peekLastError()
    switch kind {
    case 6: return raise(t, zeroReturn, 6, "TLS/SSL connection has been closed (EOF)")
    case 2: return raise(t, wantRead, 2, "The operation did not complete (read)")
    case 3: return raise(t, wantWrite, 3, "The operation did not complete (write)")
    case 4: return raise(t, error, 4, "The operation did not complete (X509 lookup)")
    case 5 where code == 0:
      let number = SocketBIO.lastError
      SocketBIO.lastError = 0
      l.pointee.clearErrors()
      if hasSocket, number != 0 { return t.raiseOSError(number) }
      return raise(t, eof, 8, "EOF occurred in violation of protocol")
    case 1 where library(code) == 20 && reason(code) == 294:
      l.pointee.clearErrors()
      return raise(t, eof, 8, "EOF occurred in violation of protocol")
    case 1, 5: return raise(t, number: Int(kind), verifying: socket)
    default: return raise(t, error, Int(kind), "Invalid error code")
    }
  }
}

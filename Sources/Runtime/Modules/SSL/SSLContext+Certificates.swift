// What a context trusts, and what it shows.

import Glibc

extension SSLContext {
  private func path(_ t: Thread, _ v: Value, _ what: StaticString) throws(Raised) -> [UInt8] {
    do throws(Raised) { return try OSText.encode(bytes: t, try OSText.path(t, v, function: "_ssl")) + [0] } catch {
      if !t.isRaising(.typeError) { throw error }
      _ = t.takeRaised()
      throw t.raise(.typeError, "\(what) should be a valid filesystem path")
    }
  }
  /// OSError for a file that cannot be read, else what OpenSSL says.
  private func failure(_ t: Thread) -> Raised {
    let number = errno
    if number != 0 {
      l.pointee.clearErrors()
      return t.raiseOSError(number)
    }
    return SSLErrors.raise(t)
  }

  fileprivate static func loadVerifyLocations(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let o = SSLContext(a[0])
    let given = (1...3).map { a[$0].isEmpty ? Value.none : a[$0] }
    if given.allSatisfy(\.isNone) { throw t.raise(.typeError, "cafile, capath and cadata cannot be all omitted") }
    let file = given[0].isNone ? nil : try o.path(t, given[0], "cafile")
    let folder = given[1].isNone ? nil : try o.path(t, given[1], "capath")
    if !given[2].isNone {
      if given[2].isKind(.str) {
        guard Str(given[2]).isASCII else { throw t.raise(.typeError, "cadata should be an ASCII string or a bytes-like object") }
        try o.add(t, UnsafeBufferPointer(start: Str(given[2]).u8, count: Str(given[2]).length), isText: true)
      } else {
        guard BufferView.isSupported(by: given[2]) else { throw t.raise(.typeError, "cadata should be an ASCII string or a bytes-like object") }
        let view = try BufferView.contiguous(t, given[2])
        defer { view.close() }
        try o.add(t, view.bytes, isText: false)
      }
    }
    if file == nil, folder == nil { return .none }
    let f: @convention(c) (P, UnsafePointer<UInt8>?, UnsafePointer<UInt8>?) -> Int32 = try o.function(t, "SSL_CTX_load_verify_locations")
    errno = 0
    let context = o.context
    func call(_ a: UnsafePointer<UInt8>?, _ b: UnsafePointer<UInt8>?) -> Int32 { f(context, a, b) }
    let r: Int32
    switch (file, folder) {
    case (let file?, let folder?): r = call(file, folder)
    case (let file?, nil): r = call(file, nil)
    case (nil, let folder?): r = call(nil, folder)
    case (nil, nil): r = 1
    }
    if r != 1 { throw o.failure(t) }
    return .none
  }
  /// Certificates of text (PEM) or bytes (DER) that are trusted from now on.
  private func add(_ t: Thread, _ data: UnsafeBufferPointer<UInt8>, isText: Bool) throws(Raised) {
    if data.count == 0 { throw t.raise(.valueError, "Empty certificate data") }
    let store: @convention(c) (P) -> P? = try function(t, "SSL_CTX_get_cert_store")
    let addTo: @convention(c) (P?, P) -> Int32 = try cryptoFunction(t, "X509_STORE_add_cert")
    let free: @convention(c) (P?) -> Void = try cryptoFunction(t, "X509_free")
    let readText: @convention(c) (P, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?) -> P? = try cryptoFunction(t, "PEM_read_bio_X509")
    let readBytes: @convention(c) (P, UnsafeRawPointer?) -> P? = try cryptoFunction(t, "d2i_X509_bio")
    let bio = try l.pointee.reader(t, data)
    defer { _ = l.pointee.freeBIO(bio) }
    var count = 0
    l.pointee.clearErrors()
    while let certificate = isText ? readText(bio, nil, nil, nil) : readBytes(bio, nil) {
      defer { free(certificate) }
      // One that is there already is none the worse (X509_R_CERT_ALREADY_IN_HASH_TABLE).
      if addTo(store(context), certificate) == 0, l.pointee.peekLastError() & 0x7FFFFF != 101 { throw SSLErrors.raise(t) }
      l.pointee.clearErrors()
      count += 1
    }
    let code = l.pointee.peekLastError()
    let reason = code & 0x7FFFFF
    let library = code >> 23 & 0xFF
    let isAtEnd: Bool =
      isText
      ? library == 9 && reason == 108
      : library == 13 && reason == 142 && l.pointee.bioControl(bio, 2, 0, nil) != 0
    if count == 0 {
      l.pointee.clearErrors()
      throw SSLErrors.raise(
        t, SSLErrors.error, 0, (isText ? "no start line" : "not enough data") + ": cadata does not contain a certificate")
    }
    if !isAtEnd, code != 0 { throw SSLErrors.raise(t) }
    l.pointee.clearErrors()
  }

  private static func loadCertificateChain(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let o = SSLContext(a[0])
    let certificate = try o.path(t, a[1], "certfile")
    let key = a[2].isEmpty || a[2].isNone ? certificate : try o.path(t, a[2], "keyfile")
    let password = a[3].isEmpty ? Value.none : a[3]
    typealias Callback = @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32
    let setCallback: @convention(c) (P, Callback?) -> Void = try o.function(t, "SSL_CTX_set_default_passwd_cb")
    let setData: @convention(c) (P, UnsafeMutableRawPointer?) -> Void = try o.function(t, "SSL_CTX_set_default_passwd_cb_userdata")
    let useChain: @convention(c) (P, UnsafePointer<UInt8>) -> Int32 = try o.function(t, "SSL_CTX_use_certificate_chain_file")
    let useKey: @convention(c) (P, UnsafePointer<UInt8>, Int32) -> Int32 = try o.function(t, "SSL_CTX_use_PrivateKey_file")
    let check: @convention(c) (P) -> Int32 = try o.function(t, "SSL_CTX_check_private_key")
    if !password.isNone {
      if !password.isKind(.str), !password.isKind(.byteString), !password.isKind(.byteArray), !SSLContext.isCallable(password) {
        throw t.raise(.typeError, "password should be a string or callable")
      }
      SSLPassword.value.value = password
      SSLPassword.failure.value = .empty
      setCallback(o.context) { buffer, size, _, _ in SSLPassword.answer(buffer, size) }
    }
    defer {
      if !password.isNone {
        setCallback(o.context, nil)
        setData(o.context, nil)
        SSLPassword.value.value = .none
      }
    }
    func checked(_ r: Int32) throws(Raised) {
      if r == 1 { return }
      let e = SSLPassword.failure.value
      SSLPassword.failure.value = .empty
      if !e.isEmpty {
        o.l.pointee.clearErrors()
        throw t.reraise(e)
      }
      throw o.failure(t)
    }
    errno = 0
    o.l.pointee.clearErrors()
    try checked(useChain(o.context, certificate))
    errno = 0
    try checked(useKey(o.context, key, 1))
    if check(o.context) != 1 { throw SSLErrors.raise(t) }
    return .none
  }

  private func storeObjects(_ t: Thread) throws(Raised) -> [(kind: Int32, object: P)] {
    let store: @convention(c) (P) -> P? = try function(t, "SSL_CTX_get_cert_store")
    let objects: @convention(c) (P?) -> P? = try cryptoFunction(t, "X509_STORE_get0_objects")
    let kind: @convention(c) (P) -> Int32 = try cryptoFunction(t, "X509_OBJECT_get_type")
    return l.pointee.items(objects(store(context))).map { (kind($0), $0) }
  }
  /// Trusted certificates, and whether each may sign others.
  private func trusted(_ t: Thread) throws(Raised) -> [(certificate: P, isAuthority: Bool)] {
    let certificate: @convention(c) (P) -> P? = try cryptoFunction(t, "X509_OBJECT_get0_X509")
    let check: @convention(c) (P) -> Int32 = try cryptoFunction(t, "X509_check_ca")
    return try storeObjects(t).compactMap { $0.kind == 1 ? certificate($0.object) : nil }.map { ($0, check($0) > 0) }
  }

  // MARK: Methods

  static func defineCertificates(_ type: TypeBuilder) {
    type.method("load_verify_locations(cafile=None, capath=None, cadata=None)", "Trusts the certificates of a file, a folder, or data.") {
      native($0, $1, $2, $3, SSLContext.loadVerifyLocations)
    }
    type.method("load_cert_chain(certfile, keyfile=None, password=None)", "The certificate that this side shows, and its key.") {
      native($0, $1, $2, $3, SSLContext.loadCertificateChain)
    }
    type.method("set_default_verify_paths()", "Trusts what the system trusts.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let f: @convention(c) (P) -> Int32 = try SSLContext(a[0]).function(t, "SSL_CTX_set_default_verify_paths")
        if f(SSLContext(a[0]).context) == 0 { throw SSLErrors.raise(t) }
        return .none
      }
    }
    type.method("cert_store_stats()", "How many certificates and revocation lists there are.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLContext(a[0])
        let objects = try o.storeObjects(t)
        let d = Dict.make(t)
        d.set(t, Str.intern(t, "x509"), .int(objects.filter { $0.kind == 1 }.count))
        d.set(t, Str.intern(t, "crl"), .int(objects.filter { $0.kind == 2 }.count))
        d.set(t, Str.intern(t, "x509_ca"), .int(try o.trusted(t).filter(\.isAuthority).count))
        return d.value
      }
    }
    type.method("get_ca_certs(binary_form=False)", "The trusted authorities' certificates, as dicts or bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let isBinary = a[1].isEmpty ? false : try t.truth(a[1])
        let list = try List.make(t)
        for row in try SSLContext(a[0]).trusted(t) where row.isAuthority {
          try list.append(t, isBinary ? try SSLCertificate.der(t, row.certificate) : try SSLCertificate.dictionary(t, row.certificate))
        }
        return list.value
      }
    }
    type.method("load_dh_params(filepath, /)", "Parameters of the Diffie-Hellman exchange.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLContext(a[0])
        let name = try OSText.path(t, a[1], function: "load_dh_params")
        let bytes = try SourceLoader.read(t, try OSText.encode(t, name))
        let read: @convention(c) (P, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?) -> P? = try o.cryptoFunction(t, "PEM_read_bio_DHparams")
        let free: @convention(c) (P?) -> Void = try o.cryptoFunction(t, "DH_free")
        let parameters = try bytes.withUnsafeBufferPointerTyped { b throws(Raised) -> P? in
          let bio = try o.l.pointee.reader(t, b)
          defer { _ = o.l.pointee.freeBIO(bio) }
          return read(bio, nil, nil, nil)
        }
        guard let parameters else { throw SSLErrors.raise(t) }
        defer { free(parameters) }
        // SSL_CTRL_SET_TMP_DH
        if o.control(3, 0, UnsafeMutableRawPointer(parameters)) == 0 { throw SSLErrors.raise(t) }
        return .none
      }
    }
  }
}

/// The password of a key that is being loaded.
enum SSLPassword {
  static let value = Root()
  /// What the program's function raised, or that its answer is none.
  static let failure = Root()

  static func answer(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32) -> Int32 {
    let t = machine.pointee.current
    do throws(Raised) {
      var v = value.value
      let isCalled = !v.isKind(.str) && !v.isKind(.byteString) && !v.isKind(.byteArray)
      if isCalled { v = try t.call(v) }
      let bytes: [UInt8]
      if v.isKind(.str) {
        bytes = Str(v).utf8
      } else if v.isKind(.byteString) || v.isKind(.byteArray) {
        let view = try BufferView.contiguous(t, v)
        defer { view.close() }
        bytes = Array(view.bytes)
      } else {
        throw t.raise(.typeError, isCalled ? "password callback must return a string" : "password should be a string or callable")
      }
      if bytes.count > Int(size) { throw t.raise(.valueError, "password cannot be longer than \(size) bytes") }
      for (i, b) in bytes.enumerated() { buffer?[i] = CChar(bitPattern: b) }
      return Int32(bytes.count)
    } catch {
      failure.value = t.takeRaised()
      return -1
    }
  }
}

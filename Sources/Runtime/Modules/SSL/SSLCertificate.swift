// Certificates: as dicts (`getpeercert`, `get_ca_certs`), as bytes, and as objects of _ssl.Certificate.

import Glibc

struct SSLCertificate: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// See ForeignFields: an X509
    var address: Value
    var release: Value
  }
  typealias P = OpaquePointer
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  static let type = Root()
  var certificate: P { Foreign(raw).address.unsafelyUnwrapped }

  /// An object that shares the certificate.
  static func make(_ t: Thread, _ certificate: P) throws(Raised) -> Value {
    let c = try LibSSL.open(t).pointee.crypto
    let share: @convention(c) (P) -> Int32 = try c.function(t, "X509_up_ref")
    let release: @convention(c) (P?) -> Void = try c.function(t, "X509_free")
    let o = SSLCertificate(t.allocate(MemoryLayout<Fields>.size, .foreign, Type(type.value).fields.pointee.shape))
    o.fields.pointee.release = .none
    o.fields.pointee.address = .raw(nil)
    _ = share(certificate)
    Foreign(o.raw).set(certificate, release: release)
    return o.value
  }
  static func list(_ t: Thread, _ certificates: [P]) throws(Raised) -> Value {
    let list = try List.make(t)
    for c in certificates { try list.append(t, try make(t, c)) }
    return list.value
  }

  // MARK: Forms

  /// The bytes of ASN.1.
  static func der(_ t: Thread, _ certificate: P) throws(Raised) -> Value {
    let l = try LibSSL.open(t)
    let encode: @convention(c) (P, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> Int32 = try l.pointee.crypto.function(t, "i2d_X509")
    let free: @convention(c) (UnsafeMutableRawPointer?, SSLText, Int32) -> Void = try l.pointee.crypto.function(t, "CRYPTO_free")
    var bytes: UnsafeMutablePointer<UInt8>?
    let n = encode(certificate, &bytes)
    guard n >= 0, let bytes else { throw SSLErrors.raise(t) }
    defer { free(bytes, nil, 0) }
    return try Bytes.make(t, bytes, Int(n)).value
  }
  private static func pem(_ t: Thread, _ certificate: P) throws(Raised) -> Value {
    let l = try LibSSL.open(t)
    let write: @convention(c) (P, P) -> Int32 = try l.pointee.crypto.function(t, "PEM_write_bio_X509")
    let bytes = try l.pointee.written(t) { bio throws(Raised) in _ = write(bio, certificate) }
    return try text(t, bytes)
  }
  private static func text(_ t: Thread, _ bytes: [UInt8]) throws(Raised) -> Value {
    try bytes.withUnsafeBufferPointerTyped { b throws(Raised) in try Str.latin1(t, b.baseAddress ?? UnsafePointer(Bytes.empty.data), b.count).value }
  }
  private static func utf8(_ t: Thread, _ bytes: UnsafeBufferPointer<UInt8>) throws(Raised) -> Value {
    try Codecs.decodeObject(t, try Bytes.make(t, bytes).value, Str.intern(t, "utf-8"), Str.intern(t, "strict")).value
  }
  /// What `print` writes, without a line end.
  private static func printed(_ t: Thread, _ body: (P) throws(Raised) -> Void) throws(Raised) -> [UInt8] {
    var bytes = try LibSSL.open(t).pointee.written(t, body)
    while bytes.last == 0x0A { bytes.removeLast() }
    return bytes
  }

  /// The dict that `getpeercert` answers.
  static func dictionary(_ t: Thread, _ certificate: P) throws(Raised) -> Value {
    let c = try LibSSL.open(t).pointee.crypto
    let result = Dict.make(t)
    func set(_ name: StaticString, _ v: Value) { result.set(t, Str.intern(t, name), v) }
    let subject: @convention(c) (P) -> P? = try c.function(t, "X509_get_subject_name")
    let issuer: @convention(c) (P) -> P? = try c.function(t, "X509_get_issuer_name")
    set("subject", try self.name(t, subject(certificate)))
    set("issuer", try self.name(t, issuer(certificate)))
    let version: @convention(c) (P) -> Int = try c.function(t, "X509_get_version")
    set("version", .int(version(certificate) + 1))
    let serial: @convention(c) (P) -> P? = try c.function(t, "X509_get_serialNumber")
    let writeInteger: @convention(c) (P, P?) -> Int32 = try c.function(t, "i2a_ASN1_INTEGER")
    set("serialNumber", try text(t, try printed(t) { bio throws(Raised) in _ = writeInteger(bio, serial(certificate)) }))
    let writeTime: @convention(c) (P, P?) -> Int32 = try c.function(t, "ASN1_TIME_print")
    for (name, function) in [("notBefore", "X509_get0_notBefore"), ("notAfter", "X509_get0_notAfter")] as [(StaticString, StaticString)] {
      let time: @convention(c) (P) -> P? = try c.function(t, function)
      set(name, try text(t, try printed(t) { bio throws(Raised) in _ = writeTime(bio, time(certificate)) }))
    }
    let alternatives = try alternativeNames(t, certificate)
    if !alternatives.isNone { set("subjectAltName", alternatives) }
    for (name, purpose) in [("OCSP", 178), ("caIssuers", 179)] as [(StaticString, Int32)] {
      let places = try access(t, certificate, purpose)
      if !places.isNone { set(name, places) }
    }
    let revocations = try revocationPlaces(t, certificate)
    if !revocations.isNone { set("crlDistributionPoints", revocations) }
    return result.value
  }

  /// A distinguished name: a tuple of relative names, each a tuple of (attribute, value).
  private static func name(_ t: Thread, _ name: P?) throws(Raised) -> Value {
    guard let name else { return try Tuple.make(t, count: 0).value }
    let c = try LibSSL.open(t).pointee.crypto
    let count: @convention(c) (P) -> Int32 = try c.function(t, "X509_NAME_entry_count")
    let entry: @convention(c) (P, Int32) -> P? = try c.function(t, "X509_NAME_get_entry")
    let group: @convention(c) (P) -> Int32 = try c.function(t, "X509_NAME_ENTRY_set")
    let object: @convention(c) (P) -> P? = try c.function(t, "X509_NAME_ENTRY_get_object")
    let data: @convention(c) (P) -> P? = try c.function(t, "X509_NAME_ENTRY_get_data")
    let toUTF8: @convention(c) (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>, P?) -> Int32 = try c.function(t, "ASN1_STRING_to_UTF8")
    let free: @convention(c) (UnsafeMutableRawPointer?, SSLText, Int32) -> Void = try c.function(t, "CRYPTO_free")
    let all = try List.make(t)
    var relative = try List.make(t)
    var last: Int32 = -1
    for i in 0..<count(name) {
      guard let e = entry(name, i) else { continue }
      if last >= 0, group(e) != last {
        try all.append(t, try Tuple.make(t, UnsafePointer(relative.items), count: relative.count).value)
        relative = try List.make(t)
      }
      last = group(e)
      var bytes: UnsafeMutablePointer<UInt8>?
      let n = toUTF8(&bytes, data(e))
      guard n >= 0, let bytes else { throw SSLErrors.raise(t) }
      defer { free(bytes, nil, 0) }
      let key = Str.make(t, try SSLObjects.text(t, object(e), numbers: false)).value
      let value = try utf8(t, UnsafeBufferPointer(start: bytes, count: Int(n)))
      try relative.append(t, Tuple.pair(t, key, value))
    }
    if relative.count > 0 { try all.append(t, try Tuple.make(t, UnsafePointer(relative.items), count: relative.count).value) }
    return try Tuple.make(t, UnsafePointer(all.items), count: all.count).value
  }

  /// A GENERAL_NAME: its kind, and what it points to.
  private static func parts(_ general: P) -> (kind: Int32, value: P?) {
    let p = UnsafeRawPointer(general)
    return (p.load(as: Int32.self), p.load(fromByteOffset: 8, as: P?.self))
  }
  private static func string(_ t: Thread, _ asn1: P?) throws(Raised) -> UnsafeBufferPointer<UInt8> {
    let c = try LibSSL.open(t).pointee.crypto
    let data: @convention(c) (P?) -> UnsafePointer<UInt8>? = try c.function(t, "ASN1_STRING_get0_data")
    let length: @convention(c) (P?) -> Int32 = try c.function(t, "ASN1_STRING_length")
    return UnsafeBufferPointer(start: data(asn1), count: asn1 == nil ? 0 : Int(max(0, length(asn1))))
  }
  private static func extensionItems(_ t: Thread, _ certificate: P, _ id: Int32, _ body: ([P]) throws(Raised) -> Void) throws(Raised) {
    let l = try LibSSL.open(t)
    let decode: @convention(c) (P, Int32, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?) -> P? =
      try l.pointee.crypto.function(t, "X509_get_ext_d2i")
    guard let stack = decode(certificate, id, nil, nil) else { return }
    let freeNames: @convention(c) (P?) -> Void = try l.pointee.crypto.function(
      t, id == 85 ? "GENERAL_NAMES_free" : id == 103 ? "CRL_DIST_POINTS_free" : "AUTHORITY_INFO_ACCESS_free")
    defer { freeNames(stack) }
    try body(l.pointee.items(stack))
  }
  private static func tuple(_ t: Thread, _ list: List) throws(Raised) -> Value {
    list.count == 0 ? .none : try Tuple.make(t, UnsafePointer(list.items), count: list.count).value
  }

  private static func alternativeNames(_ t: Thread, _ certificate: P) throws(Raised) -> Value {
    let list = try List.make(t)
    let c = try LibSSL.open(t).pointee.crypto
    let write: @convention(c) (P, P) -> Int32 = try c.function(t, "GENERAL_NAME_print")
    try extensionItems(t, certificate, 85) { names throws(Raised) in
      for general in names {
        let (kind, value) = parts(general)
        let label: String
        let shown: Value
        switch kind {
        case 1, 2, 6:
          label = kind == 1 ? "email" : kind == 2 ? "DNS" : "URI"
          shown = try utf8(t, try string(t, value))
        case 4:
          label = "DirName"
          shown = try name(t, value)
        case 7:
          label = "IP Address"
          let bytes = try string(t, value)
          switch bytes.count {
          case 4: shown = Str.make(t, bytes.map { "\($0)" }.joined(separator: ".")).value
          case 16:
            shown = Str.make(
              t, stride(from: 0, to: 16, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16, uppercase: true) }.joined(separator: ":")).value
          default: shown = Str.make(t, "<invalid>").value
          }
        case 8:
          label = "Registered ID"
          shown = Str.make(t, try SSLObjects.text(t, value, numbers: true)).value
        default:
          let printed = String(decoding: try printed(t) { bio throws(Raised) in _ = write(bio, general) }, as: UTF8.self)
          let colon = printed.firstIndex(of: ":") ?? printed.endIndex
          label = String(printed[..<colon])
          shown = Str.make(t, String(printed[colon...].dropFirst())).value
        }
        try list.append(t, Tuple.pair(t, Str.make(t, label).value, shown))
      }
    }
    return try tuple(t, list)
  }
  /// The URIs of an authority's information of this kind: ACCESS_DESCRIPTION is (method, location).
  private static func access(_ t: Thread, _ certificate: P, _ purpose: Int32) throws(Raised) -> Value {
    let list = try List.make(t)
    let c = try LibSSL.open(t).pointee.crypto
    let number: @convention(c) (P?) -> Int32 = try c.function(t, "OBJ_obj2nid")
    try extensionItems(t, certificate, 177) { rows throws(Raised) in
      for row in rows {
        let p = UnsafeRawPointer(row)
        guard number(p.load(as: P?.self)) == purpose, let general = p.load(fromByteOffset: 8, as: P?.self) else { continue }
        let (kind, value) = parts(general)
        if kind == 6 { try list.append(t, try utf8(t, try string(t, value))) }
      }
    }
    return try tuple(t, list)
  }
  /// DIST_POINT begins with a DIST_POINT_NAME, which is (kind, names).
  private static func revocationPlaces(_ t: Thread, _ certificate: P) throws(Raised) -> Value {
    let list = try List.make(t)
    let l = try LibSSL.open(t)
    try extensionItems(t, certificate, 103) { points throws(Raised) in
      for point in points {
        guard let place = UnsafeRawPointer(point).load(as: UnsafeRawPointer?.self), place.load(as: Int32.self) == 0 else { continue }
        for general in l.pointee.items(place.load(fromByteOffset: 8, as: P?.self)) {
          let (kind, value) = parts(general)
          if kind == 6 { try list.append(t, try utf8(t, try string(t, value))) }
        }
      }
    }
    return try tuple(t, list)
  }

  // MARK: The class

  static func define(_ type: TypeBuilder) {
    type.doc("A certificate of a chain.")
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.flags(.noNew)
    type.method("public_bytes(format=1)", "The certificate as text (ENCODING_PEM) or bytes (ENCODING_DER).") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        switch a[1].isEmpty ? 1 : try t.int32(a[1]) {
        case 1: return try SSLCertificate.pem(t, SSLCertificate(a[0]).certificate)
        case 2: return try SSLCertificate.der(t, SSLCertificate(a[0]).certificate)
        default: throw t.raise(.valueError, "Unsupported format")
        }
      }
    }
    type.method("get_info()", "The fields as a dict.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SSLCertificate.dictionary(t, SSLCertificate(a[0]).certificate) }
    }
    type.slots.pointee.repr = {
      unary($0, $1) { t, v throws(Raised) in
        let c = try LibSSL.open(t).pointee.crypto
        let subject: @convention(c) (P) -> P? = try c.function(t, "X509_get_subject_name")
        let write: @convention(c) (P, P?, Int32, UInt) -> Int32 = try c.function(t, "X509_NAME_print_ex")
        let name = try SSLCertificate.printed(t) { bio throws(Raised) in _ = write(bio, subject(SSLCertificate(v).certificate), 0, 0x1110317 & ~4) }
        return Str.make(t, "<\(v.type.displayName) '\(String(decoding: name, as: UTF8.self))'>").value
      }
    }
    type.slots.pointee.hash = {
      unary($0, $1) { t, v throws(Raised) in .int(try t.hash(try SSLCertificate.der(t, SSLCertificate(v).certificate))) }
    }
    type.slots.pointee.richCompare = {
      compare($0, $1, $2, $3) { t, v, w, op throws(Raised) in
        guard w.type == v.type, op == .eq || op == .ne else { return .notImplemented }
        let isEqual = try t.equal(try SSLCertificate.der(t, SSLCertificate(v).certificate), try SSLCertificate.der(t, SSLCertificate(w).certificate))
        return .bool(isEqual == (op == .eq))
      }
    }
  }
}

/// Names of ASN.1's objects.
enum SSLObjects {
  typealias P = OpaquePointer

  /// An object's name, or its numbers.
  static func text(_ t: Thread, _ object: P?, numbers: Bool) throws(Raised) -> String {
    let f: @convention(c) (UnsafeMutablePointer<CChar>?, Int32, P?, Int32) -> Int32 = try LibSSL.open(t).pointee.crypto.function(t, "OBJ_obj2txt")
    var buffer = [CChar](repeating: 0, count: 256)
    let n = f(&buffer, 256, object, numbers ? 1 : 0)
    if n > 255 {
      buffer = [CChar](repeating: 0, count: Int(n) + 1)
      _ = f(&buffer, n + 1, object, numbers ? 1 : 0)
    }
    return String(cString: buffer)
  }
  /// (number, short name, long name, dotted numbers)
  static func row(_ t: Thread, _ object: P) throws(Raised) -> Value {
    let c = try LibSSL.open(t).pointee.crypto
    let number: @convention(c) (P) -> Int32 = try c.function(t, "OBJ_obj2nid")
    let short: @convention(c) (Int32) -> SSLText = try c.function(t, "OBJ_nid2sn")
    let long: @convention(c) (Int32) -> SSLText = try c.function(t, "OBJ_nid2ln")
    func value(_ text: SSLText) -> Value { text.map { Str.make(t, String(cString: $0)).value } ?? .none }
    let id = number(object)
    let dotted = id == 0 ? Value.none : Str.make(t, try text(t, object, numbers: true)).value
    return try Tuple.make(t, [.int(Int(id)), value(short(id)), value(long(id)), dotted]).value
  }
}

// What is used of OpenSSL's libcrypto: opened when a module that hashes is imported.

import Glibc

/// The functions, by their names in the library without `EVP_`.
struct LibCrypto {
  typealias Pointer = OpaquePointer
  let fetch: @convention(c) (Pointer?, UnsafePointer<CChar>, UnsafePointer<CChar>?) -> Pointer?
  let freeDigest: @convention(c) (Pointer?) -> Void
  let size: @convention(c) (Pointer) -> Int32
  let blockSize: @convention(c) (Pointer) -> Int32
  let flags: @convention(c) (Pointer) -> UInt
  let newContext: @convention(c) () -> Pointer?
  let freeContext: @convention(c) (Pointer?) -> Void
  let copyContext: @convention(c) (Pointer, Pointer) -> Int32
  let contextDigest: @convention(c) (Pointer) -> Pointer?
  let begin: @convention(c) (Pointer, Pointer, Pointer?) -> Int32
  let update: @convention(c) (Pointer, UnsafeRawPointer?, Int) -> Int32
  let finish: @convention(c) (Pointer, UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt32>?) -> Int32
  let finishXOF: @convention(c) (Pointer, UnsafeMutablePointer<UInt8>, Int) -> Int32
  let hmacNew: @convention(c) () -> Pointer?
  let hmacFree: @convention(c) (Pointer?) -> Void
  let hmacBegin: @convention(c) (Pointer, UnsafeRawPointer?, Int32, Pointer, Pointer?) -> Int32
  let hmacUpdate: @convention(c) (Pointer, UnsafePointer<UInt8>?, Int) -> Int32
  let hmacFinish: @convention(c) (Pointer, UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt32>?) -> Int32
  let hmacCopy: @convention(c) (Pointer, Pointer) -> Int32
  let hmacDigest: @convention(c) (Pointer) -> Pointer?
  let pbkdf2: @convention(c) (
    UnsafePointer<CChar>?, Int32, UnsafePointer<UInt8>?, Int32, Int32, Pointer, Int32, UnsafeMutablePointer<UInt8>
  ) -> Int32
  let scrypt: @convention(c) (
    UnsafePointer<CChar>?, Int, UnsafePointer<UInt8>?, Int, UInt64, UInt64, UInt64, UInt64, UnsafeMutablePointer<UInt8>?, Int
  ) -> Int32
  let takeError: @convention(c) () -> UInt
  let clearErrors: @convention(c) () -> Void
  let errorLibrary: @convention(c) (UInt) -> UnsafePointer<CChar>?
  let errorReason: @convention(c) (UInt) -> UnsafePointer<CChar>?

  nonisolated(unsafe) private static var opened: LibCrypto?

  /// ImportError if the system has no libcrypto.
  static func open(_ t: Thread) throws(Raised) -> LibCrypto {
    if let opened { return opened }
    let library = try SharedLibrary.open(t, "_hashlib", "libcrypto.so.3")
    let crypto = LibCrypto(
      fetch: try library.function(t, "EVP_MD_fetch"), freeDigest: try library.function(t, "EVP_MD_free"),
      size: try library.function(t, "EVP_MD_get_size"), blockSize: try library.function(t, "EVP_MD_get_block_size"),
      flags: try library.function(t, "EVP_MD_get_flags"), newContext: try library.function(t, "EVP_MD_CTX_new"),
      freeContext: try library.function(t, "EVP_MD_CTX_free"), copyContext: try library.function(t, "EVP_MD_CTX_copy_ex"),
      contextDigest: try library.function(t, "EVP_MD_CTX_get0_md"), begin: try library.function(t, "EVP_DigestInit_ex"),
      update: try library.function(t, "EVP_DigestUpdate"), finish: try library.function(t, "EVP_DigestFinal_ex"),
      finishXOF: try library.function(t, "EVP_DigestFinalXOF"), hmacNew: try library.function(t, "HMAC_CTX_new"),
      hmacFree: try library.function(t, "HMAC_CTX_free"), hmacBegin: try library.function(t, "HMAC_Init_ex"),
      hmacUpdate: try library.function(t, "HMAC_Update"), hmacFinish: try library.function(t, "HMAC_Final"),
      hmacCopy: try library.function(t, "HMAC_CTX_copy"), hmacDigest: try library.function(t, "HMAC_CTX_get_md"),
      pbkdf2: try library.function(t, "PKCS5_PBKDF2_HMAC"), scrypt: try library.function(t, "EVP_PBE_scrypt"),
      takeError: try library.function(t, "ERR_peek_last_error"), clearErrors: try library.function(t, "ERR_clear_error"),
      errorLibrary: try library.function(t, "ERR_lib_error_string"), errorReason: try library.function(t, "ERR_reason_error_string"))
    opened = crypto
    return crypto
  }

  /// ValueError with what the library says of its last error.
  func raise(_ t: Thread, _ type: TypeID = .valueError) -> Raised {
    let code = takeError()
    clearErrors()
    let place = errorLibrary(code).map { String(cString: $0) }
    guard let reason = errorReason(code).map({ String(cString: $0) }) else { return t.raise(type, place ?? "no reason supplied") }
    return t.raise(type, place.map { "[\($0)] \(reason)" } ?? reason)
  }

  /// Names in Python and in the library where they differ.
  private static let names: KeyValuePairs<String, String> = [
    "sha512_224": "sha512-224", "sha512_256": "sha512-256", "sha3_224": "sha3-224", "sha3_256": "sha3-256", "sha3_384": "sha3-384",
    "sha3_512": "sha3-512", "shake_128": "shake128", "shake_256": "shake256", "blake2b": "blake2b512", "blake2s": "blake2s256",
  ]
  /// The algorithm of a name in any case, with the name that Python gives it. It has to be freed.
  func digest(_ t: Thread, _ name: String) throws(Raised) -> (digest: Pointer, name: String) {
    var shown = name.lowercased()
    var asked = shown
    for (python, other) in LibCrypto.names where shown == python || shown == other { (shown, asked) = (python, other) }
    guard let found = fetch(nil, asked, nil) else { throw raise(t) }
    return (found, shown)
  }
  /// Whether the digest has any length (SHAKE).
  func isXOF(_ digest: Pointer) -> Bool { flags(digest) & 2 != 0 }
}

/// A record whose first field is an address that belongs to a library, and its second the function that gives it back when the object dies.
struct ForeignFields: BitwiseCopyable {
  var header: Header
  /// Value.raw; nil: there is nothing (any more)
  var address: Value
  /// Value.raw of a C function of the address
  var release: Value
}

struct Foreign: Handle {
  let fields: UnsafeMutablePointer<ForeignFields>
  @inline(__always) init(fields: UnsafeMutablePointer<ForeignFields>) { self.fields = fields }
  var address: OpaquePointer? { fields.pointee.address.asRaw.map { OpaquePointer($0) } }

  static var layout: Layout {
    Layout(values: -1, finalize: { object in Foreign(object).release() })
  }
  func set(_ address: OpaquePointer?, release: @escaping @convention(c) (OpaquePointer?) -> Void) {
    fields.pointee.release = .raw(unsafeBitCast(release, to: UnsafeRawPointer.self))
    fields.pointee.address = .raw(address.map { UnsafeRawPointer($0) })
  }
  /// Gives the address back, once.
  func release() {
    guard fields.pointee.address.isInt, let address, fields.pointee.release.isInt, let function = fields.pointee.release.asRaw else { return }
    fields.pointee.address = .raw(nil)
    unsafeBitCast(UnsafeRawPointer(function), to: (@convention(c) (OpaquePointer?) -> Void).self)(address)
  }
}

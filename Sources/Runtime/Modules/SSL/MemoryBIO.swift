// _ssl.MemoryBIO: bytes on their way between OpenSSL and a program that does its own input and output.

import Glibc

struct MemoryBIO: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// See ForeignFields: a BIO
    var address: Value
    var release: Value
    /// True or False
    var isEnded: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  static let type = Root()

  /// The BIO, which lives as long as this object.
  var bio: OpaquePointer { Foreign(raw).address.unsafelyUnwrapped }
  /// BIO_CTRL_PENDING
  private var pending: Int { LibSSL.current.pointee.bioControl(bio, 10, 0, nil) }

  static func define(_ type: TypeBuilder) {
    type.doc("A buffer between TLS and whoever carries its bytes.")
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.new("MemoryBIO()") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let l = try LibSSL.open(t)
        guard let bio = l.pointee.newBIO(try l.pointee.memory(t)) else { throw t.raiseMemoryError() }
        // BIO_C_SET_BUF_MEM_EOF_RETURN: an empty buffer means "later", not "never".
        _ = l.pointee.bioControl(bio, 130, -1, nil)
        let release: @convention(c) (OpaquePointer?) -> Void = try l.pointee.crypto.function(t, "BIO_vfree")
        let o = MemoryBIO(try Type(a[0]).allocateInstance(t))
        o.fields.pointee.isEnded = .no
        o.fields.pointee.release = .none
        o.fields.pointee.address = .raw(nil)
        Foreign(o.raw).set(bio, release: release)
        return o.value
      }
    }
    type.method("read(size=-1, /)", "At most so many bytes of the buffer; all by default.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = MemoryBIO(a[0])
        let wanted = a[1].isEmpty ? -1 : try t.int32(a[1])
        let n = wanted < 0 ? o.pending : min(wanted, o.pending)
        if n == 0 { return Bytes.empty.value }
        let bytes = try Bytes.uninitialized(t, count: n)
        if LibSSL.current.pointee.bioRead(o.bio, bytes.data, Int32(n)) != Int32(n) { throw SSLErrors.raise(t) }
        return bytes.value
      }
    }
    type.method("write(b, /)", "Puts bytes into the buffer; how many.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let view = try BufferView.contiguous(t, a[1])
        defer { view.close() }
        if view.length > Int(Int32.max) { throw t.raise(.overflowError, "string longer than \(Int32.max) bytes") }
        let o = MemoryBIO(a[0])
        if o.fields.pointee.isEnded.isTrue { throw t.raise(SSLErrors.error.value, "cannot write() after write_eof()") }
        if view.length == 0 { return .int(0) }
        let n = LibSSL.current.pointee.bioWrite(o.bio, view.data, Int32(view.length))
        if n < 0 { throw SSLErrors.raise(t) }
        return .int(Int(n))
      }
    }
    type.method("write_eof()", "Nothing more will be written.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        LibSSL.current.pointee.clearErrors()
        _ = LibSSL.current.pointee.bioControl(MemoryBIO(a[0]).bio, 130, 0, nil)
        MemoryBIO(a[0]).fields.pointee.isEnded = .yes
        return .none
      }
    }
    type.property("pending", "Bytes in the buffer.", { unary($0, $1) { t, v throws(Raised) in .int(MemoryBIO(v).pending) } })
    type.property("eof", "Whether the buffer is empty and stays so.", {
      unary($0, $1) { t, v throws(Raised) in .bool(MemoryBIO(v).fields.pointee.isEnded.isTrue && MemoryBIO(v).pending == 0) }
    })
  }
}

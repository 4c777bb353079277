// Between text and bytes. The usual encodings are done here directly; the others are asked from the registry (PEP 100),
// which the library's package `encodings` serves.

import Glibc

/// The encodings that need no registry.
enum StandardEncoding {
  case utf8, latin1, ascii, utf16, utf16le, utf16be, utf32, utf32le, utf32be

  /// By name, whatever its spelling; nil: another encoding.
  init?(_ name: Str) {
    guard name.isASCII, name.length < 16 else { return nil }
    // What nearly everybody writes needs no other spelling.
    switch name.length {
    case 4 where name.equals("utf8"), 5 where name.equals("utf-8"):
      self = .utf8
      return
    case 5 where name.equals("ascii"):
      self = .ascii
      return
    case 6 where name.equals("latin1"), 7 where name.equals("latin-1"):
      self = .latin1
      return
    default: break
    }
    var text = ""
    for i in 0..<name.length {
      let c = UInt8(truncatingIfNeeded: name[i])
      if ByteMethods.isLetter(c) || ByteMethods.isDigit(c) {
        text.unicodeScalars.append(Unicode.Scalar(ByteMethods.isUpper(c) ? c | 0x20 : c))
      } else if c == 0x2D || c == 0x5F {
        text += "_"
      } else {
        return nil
      }
    }
    switch text {
    case "utf_8", "utf8": self = .utf8
    case "latin_1", "latin1", "iso_8859_1", "iso8859_1": self = .latin1
    case "ascii", "us_ascii": self = .ascii
    case "utf_16", "utf16": self = .utf16
    case "utf_16_le", "utf_16le": self = .utf16le
    case "utf_16_be", "utf_16be": self = .utf16be
    case "utf_32", "utf32": self = .utf32
    case "utf_32_le", "utf_32le": self = .utf32le
    case "utf_32_be", "utf_32be": self = .utf32be
    default: return nil
    }
  }
}

enum Codecs {
  /// str.encode(encoding, errors); nil is "utf-8" and "strict".
  static func encode(_ thread: Thread, _ s: Str, _ encoding: Str?, _ errors: Str?) throws(Raised) -> Bytes {
    guard let encoding else { return try encodeUTF8(thread, s, errors) }
    switch StandardEncoding(encoding) {
    case .utf8: return try encodeUTF8(thread, s, errors)
    case .latin1: return try encodeNarrow(thread, s, errors, ascii: false)
    case .ascii: return try encodeNarrow(thread, s, errors, ascii: true)
    case .utf16: return try encodeWide(thread, s, errors, .utf16)
    case .utf16le: return try encodeWide(thread, s, errors, .utf16le)
    case .utf16be: return try encodeWide(thread, s, errors, .utf16be)
    case .utf32: return try encodeWide(thread, s, errors, .utf32)
    case .utf32le: return try encodeWide(thread, s, errors, .utf32le)
    case .utf32be: return try encodeWide(thread, s, errors, .utf32be)
    case nil: break
    }
    let result = try CodecRegistry.run(thread, s.value, encoding, errors, .encode, textOnly: true)
    if result.isKind(.byteString) { return Bytes(result) }
    if result.isKind(.byteArray) {
      try thread.warn(
        .runtimeWarning, "encoder \(encoding.string) returned bytearray instead of bytes; use codecs.encode() to encode to arbitrary types",
        stackLevel: 1)
      return try Bytes.make(thread, ByteArray(result).data, ByteArray(result).count)
    }
    throw thread.raise(
      .typeError,
      "'\(encoding.string)' encoder returned '\(result.type.displayName)' instead of 'bytes'; use codecs.encode() to encode to arbitrary types")
  }

  /// bytes.decode(encoding, errors) of any bytes-like object.
  static func decodeObject(_ thread: Thread, _ v: Value, _ encoding: Str?, _ errors: Str?) throws(Raised) -> Str {
    guard BufferView.isSupported(by: v) else {
      throw thread.raise(.typeError, "decoding to str: need a bytes-like object, \(v.type.displayName) found")
    }
    let kind = encoding == nil ? StandardEncoding.utf8 : encoding.flatMap { StandardEncoding($0) }
    if let kind {
      let view = try BufferView.contiguous(thread, v)
      defer { view.close() }
      return try decode(thread, view, kind, errors, final: true).text
    }
    guard let encoding else { return Str.empty }
    let result = try CodecRegistry.run(thread, v, encoding, errors, .decode, textOnly: true)
    if result.isKind(.str) { return Str(result) }
    throw thread.raise(
      .typeError,
      "'\(encoding.string)' decoder returned '\(result.type.displayName)' instead of 'str'; use codecs.decode() to decode to arbitrary types")
  }

  /// Decodes by one of the standard encodings. `final` false: an incomplete sequence at the end is left, and `consumed` tells so.
  static func decode(
    _ thread: Thread, _ view: BufferView, _ encoding: StandardEncoding, _ errors: Str?, final: Bool
  ) throws(Raised) -> (text: Str, consumed: Int) {
    switch encoding {
    case .utf8: return try decodeUTF8(thread, view, errors, final: final)
    case .latin1:
      let p = UnsafePointer(view.data.assumingMemoryBound(to: UInt8.self))
      return (try Str.latin1(thread, p, view.length), view.length)
    case .ascii: return (try decodeASCII(thread, view, errors), view.length)
    case .utf16: return try decodeUTF16(thread, view, errors, order: 0, final: final).result
    case .utf16le: return try decodeUTF16(thread, view, errors, order: -1, final: final).result
    case .utf16be: return try decodeUTF16(thread, view, errors, order: 1, final: final).result
    case .utf32: return try decodeUTF32(thread, view, errors, order: 0, final: final).result
    case .utf32le: return try decodeUTF32(thread, view, errors, order: -1, final: final).result
    case .utf32be: return try decodeUTF32(thread, view, errors, order: 1, final: final).result
    }
  }
}

extension Str {
  static func encode(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let encoding = try Arguments.codecName(thread, args[1], "encode", "encoding")
    let errors = try Arguments.codecName(thread, args[2], "encode", "errors")
    return try Codecs.encode(thread, Str(args[0]), encoding, errors).value
  }
}

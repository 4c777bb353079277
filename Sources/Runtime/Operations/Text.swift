// repr(), str(), ascii() and format() of any object.

extension Thread {
  public func repr(_ v: Value) throws(Raised) -> Str {
    try checkNativeStack()
    guard let f = v.type.slots.pointee.repr else { return Str.make(self, defaultRepr(v)) }
    let r = try f(raw, v.bits).orThrow()
    if _fastPath(r.isKind(.str)) { return Str(r) }
    throw raise(.typeError, "__repr__ returned non-string (type \(r.type.displayName))")
  }

  public func str(_ v: Value) throws(Raised) -> Str {
    if v.isExactly(.str) { return Str(v) }
    guard let f = v.type.slots.pointee.str else { return try repr(v) }
    try checkNativeStack()
    let r = try f(raw, v.bits).orThrow()
    if _fastPath(r.isKind(.str)) { return Str(r) }
    throw raise(.typeError, "__str__ returned non-string (type \(r.type.displayName))")
  }

  /// repr() with what is not ASCII escaped.
  public func ascii(_ v: Value) throws(Raised) -> Str {
    let text = try repr(v)
    if text.isASCII { return text }
    let digits: StaticString = "0123456789abcdef"
    var out: [UInt8] = []
    func hex(_ c: UInt32, _ count: UInt32) {
      var k = count
      while k > 0 {
        k &-= 1
        out.append(digits.utf8Start[Int(c >> (k &* 4) & 15)])
      }
    }
    for i in 0..<text.length {
      let c = text[i]
      if c < 0x80 {
        out.append(UInt8(c))
        continue
      }
      out.append(UInt8(ascii: "\\"))
      if c < 0x100 {
        out.append(UInt8(ascii: "x"))
        hex(c, 2)
      } else if c < 0x10000 {
        out.append(UInt8(ascii: "u"))
        hex(c, 4)
      } else {
        out.append(UInt8(ascii: "U"))
        hex(c, 8)
      }
    }
    return try out.withUnsafeBufferPointerTyped { b throws(Raised) in try Str.ascii(self, b) }
  }

  /// format(v, spec)
  public func format(_ v: Value, _ spec: Str) throws(Raised) -> Str {
    if v.isExactly(.str) { return spec.length == 0 ? Str(v) : try Str.formatted(self, Str(v), spec) }
    if v.isInt || v.isFloat {
      if spec.length == 0 { return try str(v) }
      let parsed = try FormatSpec.parse(self, spec, for: v)
      return v.isInt ? try Int.formatted(self, v, parsed) : try Float.formatted(self, v, parsed)
    }
    let r = try callSpecial(v, .__format__, spec.value)
    if r.isEmpty { throw raise(.typeError, "Type \(v.type.displayName) doesn't define __format__") }
    if r.isKind(.str) { return Str(r) }
    throw raise(.typeError, "__format__ must return a str, not \(r.type.displayName)")
  }

  /// object.__repr__
  func defaultRepr(_ v: Value) -> String {
    let type = v.type
    let qualname = type.fields.pointee.qualname.isKind(.str) ? Str(type.fields.pointee.qualname).string : type.displayName
    if let module = type.moduleName, module != "builtins" { return "<\(module).\(qualname) object at \(address(v))>" }
    return "<\(qualname) object at \(address(v))>"
  }
}

extension Array where Element == UInt8 {
  /// The bytes, to a body with typed throws.
  func withUnsafeBufferPointerTyped<R>(_ body: (UnsafeBufferPointer<UInt8>) throws(Raised) -> R) throws(Raised) -> R {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
    defer { copy.deallocate() }
    _ = copy.initialize(from: self)
    return try body(UnsafeBufferPointer(copy))
  }
}

// mappingproxy: a read-only view of a mapping (types.MappingProxyType).

public struct MappingProxyFields: BitwiseCopyable {
  var header: Header
  public var mapping: Value
}

/// Kind `.record`.
public struct MappingProxy: Handle {
  public let fields: UnsafeMutablePointer<MappingProxyFields>
  public init(fields: UnsafeMutablePointer<MappingProxyFields>) { self.fields = fields }

  public static func make(_ thread: Thread, _ mapping: Value) -> Value {
    let p = MappingProxy(thread.allocate(MemoryLayout<MappingProxyFields>.size, .record, .mappingProxy))
    p.fields.pointee.mapping = mapping
    return p.value
  }
  static func of(_ v: Value) -> Value { MappingProxy(v).fields.pointee.mapping }

  static func define(_ type: TypeBuilder) {
    type.record(1)
    type.doc("Read-only view of a mapping.")
    type.flags(.mapping)
    type.new("mappingproxy(mapping)") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let m = a[1]
      if m.type.slots.pointee.getItem == nil || m.isKind(.list) || m.isKind(.tuple) {
        throw t.raise(.typeError, "mappingproxy() argument must be a mapping, not \(m.type.displayName)")
      }
      return MappingProxy.make(t, m)
    } }
    type.method("get(key, default=None, /)", "Return the value for key if key is in the mapping, else default.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let dict = MappingProxy.of(a[0])
        if dict.isExactly(.dict) {
          let found = try Dict(dict).get(t, a[1])
          return found.isEmpty ? (a[2].isEmpty ? .none : a[2]) : found
        }
        return try t.callMethod(dict, .get, a[1], a[2].isEmpty ? .none : a[2])
      }
    }
    type.method("keys()", "a set-like object providing a view on D's keys") { native($0, $1, $2, $3) { t, a throws(Raised) in try t.callMethod(MappingProxy.of(a[0]), .keys) } }
    type.method("values()", "an object providing a view on D's values") { native($0, $1, $2, $3) { t, a throws(Raised) in try t.callMethod(MappingProxy.of(a[0]), .values) } }
    type.method("items()", "a set-like object providing a view on D's items") { native($0, $1, $2, $3) { t, a throws(Raised) in try t.callMethod(MappingProxy.of(a[0]), .items) } }
    type.method("copy()", "a shallow copy of D") { native($0, $1, $2, $3) { t, a throws(Raised) in
      try t.callMethod(MappingProxy.of(a[0]), Str.intern(t, "copy"), [])
    } }
    type.method("__reversed__()", "D.__reversed__() -> reverse iterator") { native($0, $1, $2, $3) { t, a throws(Raised) in try t.callMethod(MappingProxy.of(a[0]), .__reversed__) } }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3) { t, a throws(Raised) in try GenericAlias.make(t, a[0], a[1]) } }
    let slots = type.slots
    slots.pointee.getItem = { binary($0, $1, $2) { t, v, key throws(Raised) in try t.getItem(MappingProxy.of(v), key) } }
    slots.pointee.length = { unary($0, $1) { t, v throws(Raised) in .int(try t.length(MappingProxy.of(v))) } }
    slots.pointee.contains = { binary($0, $1, $2) { t, v, key throws(Raised) in .bool(try t.contains(MappingProxy.of(v), key)) } }
    slots.pointee.iter = { unary($0, $1) { t, v throws(Raised) in try t.iterator(MappingProxy.of(v)) } }
    slots.pointee.hash = { unary($0, $1) { t, v throws(Raised) in .int(try t.hash(MappingProxy.of(v))) } }
    slots.pointee.str = { unary($0, $1) { t, v throws(Raised) in try t.str(MappingProxy.of(v)).value } }
    slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in Str.make(t, "mappingproxy(\(try t.repr(MappingProxy.of(v)).string))").value } }
    slots.pointee.richCompare = { compare($0, $1, $2, $3) { t, a, b, op throws(Raised) in
      try t.compare(MappingProxy.of(a), b.isExactly(.mappingProxy) ? MappingProxy.of(b) : b, op)
    } }
    slots.pointee.or = { binary($0, $1, $2) { t, a, b throws(Raised) in
      try t.binary(a.isExactly(.mappingProxy) ? MappingProxy.of(a) : a, b.isExactly(.mappingProxy) ? MappingProxy.of(b) : b, .or)
    } }
    slots.pointee.inPlaceOr = { binary($0, $1, $2) { t, a, b throws(Raised) in
      throw t.raise(.typeError, "'|=' is not supported by mappingproxy; use '|' instead")
    } }
  }
}

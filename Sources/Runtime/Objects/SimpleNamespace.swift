// types.SimpleNamespace: an object whose attributes are what it is made with.

public struct SimpleNamespaceFields: BitwiseCopyable {
  var header: Header
  /// Dict
  public var dict: Value
}

/// Kind `.record`.
public struct SimpleNamespace: Handle {
  public let fields: UnsafeMutablePointer<SimpleNamespaceFields>
  public init(fields: UnsafeMutablePointer<SimpleNamespaceFields>) { self.fields = fields }

  /// A namespace with these attributes.
  public static func make(_ thread: Thread, _ dict: Dict) -> Value {
    let n = SimpleNamespace(thread.allocate(MemoryLayout<SimpleNamespaceFields>.size, .record, .simpleNamespace))
    n.fields.pointee.dict = dict.value
    return n.value
  }

  /// A namespace with these attributes, in this order.
  static func make(_ thread: Thread, _ items: [(String, Value)]) throws(Raised) -> Value {
    Heap.withoutCollection {
      let dict = Dict.make(thread)
      for (name, value) in items { dict.set(thread, Str.intern(thread, name), value) }
      return make(thread, dict)
    }
  }

  static func define(_ type: TypeBuilder) {
    type.record(1)
    type.type.fields.pointee.dictOffset = 8
    type.doc("A simple attribute-based namespace.")
    type.new("SimpleNamespace(*args, **kwargs)") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let dict = Dict.make(t)
      let n = SimpleNamespace(try Type(a[0]).allocateInstance(t))
      n.fields.pointee.dict = dict.value
      return n.value
    } }
    type.initialize("SimpleNamespace(*args, **kwargs)") { native($0, $1, $2, $3) { t, a throws(Raised) in
      if a.count > 1 { throw t.raise(.typeError, "no positional arguments expected") }
      let given = a.keyword(0)
      if given.isKind(.dict) {
        let dict = SimpleNamespace(a[0]).attributes(t)
        try dict.merge(t, Dict(given))
      }
      return .none
    } }
    type.property("__dict__", "", { unary($0, $1) { t, v throws(Raised) in SimpleNamespace(v).attributes(t).value } })
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3) { t, a throws(Raised) in
      try Tuple.make(t, [a[0].type.value, machine.pointee.emptyTuple, SimpleNamespace(a[0]).attributes(t).value]).value
    } }
    type.slots.pointee.repr = { unary($0, $1, SimpleNamespace.repr) }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3) { t, a, b, op throws(Raised) in
      let isMine = a.type.isSubclass(of: .simpleNamespace) && b.type.isSubclass(of: .simpleNamespace)
      if !isMine { return .notImplemented }
      return try t.compare(SimpleNamespace(a).attributes(t).value, SimpleNamespace(b).attributes(t).value, op)
    } }
  }
  func attributes(_ thread: Thread) -> Dict {
    if fields.pointee.dict.isKind(.dict) { return Dict(fields.pointee.dict) }
    let dict = Dict.make(thread)
    barrier()
    fields.pointee.dict = dict.value
    return dict
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let name = v.isExactly(.simpleNamespace) ? "namespace" : v.type.displayName
    if !(try thread.enterRepr(v)) { return Str.make(thread, name + "(...)").value }
    defer { thread.leaveRepr(v) }
    let dict = SimpleNamespace(v).attributes(thread)
    var text = name + "("
    var isFirst = true
    try dict.forEach { key, value throws(Raised) in
      if !key.isKind(.str) || Str(key).length == 0 { return }
      text += (isFirst ? "" : ", ") + Str(key).string + "=" + (try thread.repr(value).string)
      isFirst = false
    }
    return Str.make(thread, text + ")").value
  }
}

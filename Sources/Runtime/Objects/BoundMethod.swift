// method: a function and the object that it was found on.

public struct BoundMethodFields: BitwiseCopyable {
  var header: Header
  public var function: Value
  public var receiver: Value
}

/// Kind `.record`.
public struct BoundMethod: Handle {
  public let fields: UnsafeMutablePointer<BoundMethodFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<BoundMethodFields>) { self.fields = fields }
  @inline(__always) public var function: Value { fields.pointee.function }
  @inline(__always) public var receiver: Value { fields.pointee.receiver }

  @inline(__always) public static func make(_ thread: Thread, _ function: Value, _ receiver: Value) -> Value {
    let m = BoundMethod(thread.allocate(MemoryLayout<BoundMethodFields>.size, .record, .boundMethod))
    m.fields.pointee.function = function
    m.fields.pointee.receiver = receiver
    return m.value
  }

  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.doc("Create a bound instance method object.")
    type.flags(.weakReferenceable)
    type.new("method(function, instance, /)") { native($0, $1, $2, $3, BoundMethod.new) }
    type.member("__func__", "the function (or other callable) implementing a method", offset: 8)
    type.member("__self__", "the instance to which a method is bound", offset: 16)
    type.property("__doc__", "") { unary($0, $1) { t, v throws(Raised) in
      let doc = try t.getAttributeOrEmpty(BoundMethod(v).function, .__doc__)
      return doc.isEmpty ? .none : doc
    } }
    type.method("__reduce__()", "") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let m = BoundMethod(a[0])
      let name = try t.getAttribute(m.function, .__name__)
      return try Descriptor.reduceBound(t, m.receiver, name)
    } }
    type.slots.pointee.repr = { unary($0, $1, BoundMethod.repr) }
    type.slots.pointee.call = { callable($0, $1, $2, $3, BoundMethod.call) }
    type.slots.pointee.hash = { unary($0, $1) { t, v throws(Raised) in
      let m = BoundMethod(v)
      return .int(identityHash(m.receiver) ^ (try t.hash(m.function)))
    } }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3) { t, a, b, op throws(Raised) in
      guard b.isExactly(.boundMethod), op == .eq || op == .ne else { return .notImplemented }
      let same = BoundMethod(a).receiver == BoundMethod(b).receiver
      let equal = same ? try t.equal(BoundMethod(a).function, BoundMethod(b).function) : false
      return .bool(equal == (op == .eq))
    } }
    type.slots.pointee.getAttribute = { binary($0, $1, $2, BoundMethod.getAttribute) }
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args[1].type.slots.pointee.call == nil { throw thread.raise(.typeError, "first argument must be callable") }
    if args[2].isNone { throw thread.raise(.typeError, "instance must not be None") }
    return make(thread, args[1], args[2])
  }
  /// Attributes that a method does not have itself are the function's.
  static func getAttribute(_ thread: Thread, _ v: Value, _ name: Value) throws(Raised) -> Value {
    let name = try thread.interned(try thread.attributeName(name))
    let found = Type[.boundMethod].lookup(name)
    if !found.isEmpty { return try thread.bind(found, v, Type[.boundMethod]) }
    return try thread.getAttribute(BoundMethod(v).function, name)
  }
  static func call(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let m = BoundMethod(base[0])
    base[0] = m.receiver
    return try thread.call(m.function, base, count: count, names: names)
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let m = BoundMethod(v)
    var name = try thread.getAttributeOrEmpty(m.function, .__qualname__)
    if !name.isKind(.str) { name = try thread.getAttributeOrEmpty(m.function, .__name__) }
    let receiver = try thread.repr(m.receiver).string
    return Str.make(thread, "<bound method \(name.isKind(.str) ? Str(name).string : "?") of \(receiver)>").value
  }
}

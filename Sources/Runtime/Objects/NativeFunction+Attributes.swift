// builtin_function_or_method, method_descriptor and classmethod_descriptor as Python sees them.

extension NativeFunction {
  static func defineFunction(_ type: TypeBuilder) {
    type.layout(.native, size: MemoryLayout<NativeFunctionFields>.size)
    type.flags(.weakReferenceable)
    NativeFunction.shared(type)
    type.member("__module__", "", offset: 16)
    type.property("__self__", "") { unary($0, $1) { t, v throws(Raised) in NativeFunction.selfValue(v) } }
    type.method("__reduce__()", "") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let f = NativeFunction(a[0])
      let receiver = f.fields.pointee.receiver
      if receiver.isEmpty || receiver.isKind(.module) { return f.definition.pointee.name }
      return try Descriptor.reduceBound(t, receiver, f.definition.pointee.name)
    } }
    type.slots.pointee.call = { NativeFunction.callFunction($0, $1, $2, $3) }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in
      let f = NativeFunction(v)
      let name = Str(f.definition.pointee.name).string
      let receiver = NativeFunction.selfValue(v)
      if receiver.isNone || receiver.isKind(.module) { return Str.make(t, "<built-in function \(name)>").value }
      return Str.make(t, "<built-in method \(name) of \(receiver.type.displayName) object at \(address(receiver))>").value
    } }
    type.slots.pointee.hash = { unary($0, $1) { t, v throws(Raised) in
      let f = NativeFunction(v)
      let receiver = f.fields.pointee.receiver
      return .int((receiver.isEmpty ? 0 : identityHash(receiver)) ^ Int(bitPattern: f.definition) >> 4)
    } }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3) { t, a, b, op throws(Raised) in
      guard b.isExactly(.builtinFunction), op == .eq || op == .ne else { return .notImplemented }
      let f = NativeFunction(a)
      let g = NativeFunction(b)
      let same = f.definition == g.definition && f.fields.pointee.receiver == g.fields.pointee.receiver
      return .bool(same == (op == .eq))
    } }
  }
  /// `__self__`
  private static func selfValue(_ v: Value) -> Value {
    let f = NativeFunction(v)
    if f.definition.pointee.kind == .staticMethod {
      return Str(f.definition.pointee.name).equals("__new__") ? f.definition.pointee.owner : .none
    }
    let receiver = f.fields.pointee.receiver
    return receiver.isEmpty ? .none : receiver
  }

  static func defineMethod(_ type: TypeBuilder) {
    type.layout(.native, size: MemoryLayout<NativeFunctionFields>.size)
    type.flags(.methodDescriptor)
    NativeFunction.descriptor(type)
    type.slots.pointee.call = { NativeFunction.callMethod($0, $1, $2, $3) }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in Descriptor.describe(t, v, "method") } }
    type.slots.pointee.descriptorGet = { t, d, v, _ in
      let instance = Value(bits: v)
      if instance.isEmpty { return d }
      let f = NativeFunction(Value(bits: d))
      if !instance.isInstance(of: Type(f.definition.pointee.owner)) { return Descriptor.unsuitable(Thread(t), Value(bits: d), instance) }
      return NativeFunction.bind(Thread(t), f, instance).bits
    }
  }

  static func defineClassMethod(_ type: TypeBuilder) {
    type.layout(.native, size: MemoryLayout<NativeFunctionFields>.size)
    NativeFunction.descriptor(type)
    type.slots.pointee.call = { callable($0, $1, $2, $3, NativeFunction.callClassMethod) }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in Descriptor.describe(t, v, "method") } }
    type.slots.pointee.descriptorGet = { ternary($0, $1, $2, $3) { t, d, v, owner throws(Raised) in
      let f = NativeFunction(d)
      let name = Str(f.definition.pointee.name).string
      let defining = Type(f.definition.pointee.owner)
      var type = owner
      if type.isEmpty || type.isNone {
        if v.isEmpty {
          throw t.raise(.typeError, "descriptor '\(name)' for type '\(defining.displayName)' needs either an object or a type")
        }
        type = v.type.value
      }
      if !type.isKind(.type) {
        throw t.raise(
          .typeError, "descriptor '\(name)' for type '\(defining.displayName)' needs a type, not a '\(type.type.displayName)' as arg 2")
      }
      if !Type(type).isSubclass(of: defining) {
        throw t.raise(.typeError, "descriptor '\(name)' requires a subtype of '\(defining.displayName)' but received '\(Type(type).displayName)'")
      }
      return NativeFunction.bind(t, f, type)
    } }
  }

  private static func descriptor(_ type: TypeBuilder) {
    NativeFunction.shared(type)
    type.property("__objclass__", "") { _, v in NativeFunction(Value(bits: v)).definition.pointee.owner.bits }
    type.method("__reduce__()", "") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let f = NativeFunction(a[0])
      return try Descriptor.reduceBound(t, f.definition.pointee.owner, f.definition.pointee.name)
    } }
  }
  private static func shared(_ type: TypeBuilder) {
    type.property("__name__", "") { _, v in NativeFunction(Value(bits: v)).definition.pointee.name.bits }
    type.property("__qualname__", "") { unary($0, $1) { t, v throws(Raised) in
      let f = NativeFunction(v)
      let name = Str(f.definition.pointee.name).string
      if f.definition.pointee.kind == .function { return f.definition.pointee.name }
      let owner = f.isBound && f.fields.pointee.receiver.isKind(.type) ? f.fields.pointee.receiver : f.definition.pointee.owner
      return Str.make(t, Str(Type(owner).fields.pointee.qualname).string + "." + name).value
    } }
    type.property("__doc__", "") { unary($0, $1) { t, v throws(Raised) in
      let d = NativeFunction(v).definition
      if d.pointee.kind == .new { return Str.make(t, "Makes a new object.").value }
      let text = String(cString: d.pointee.doc)
      return text.isEmpty ? .none : Str.make(t, text).value
    } }
    type.property("__text_signature__", "") { unary($0, $1) { t, v throws(Raised) in
      let d = NativeFunction(v).definition
      if d.pointee.kind == .new { return Str.make(t, "($type, *args, **kwargs)").value }
      return Str.make(t, d.textSignature).value
    } }
  }
}

// Descriptors that built-in types are made of: getset_descriptor, member_descriptor, wrapper_descriptor, method-wrapper.

/// An attribute that Swift functions compute.
public struct GetSetDescriptorFields: BitwiseCopyable {
  var header: Header
  public var owner: Value
  public var name: Value
  /// str or none
  public var doc: Value
  /// Addresses of the functions; `set` may be nil.
  var get: Value
  var set: Value
}

public struct GetSetDescriptor: Handle {
  public let fields: UnsafeMutablePointer<GetSetDescriptorFields>
  public init(fields: UnsafeMutablePointer<GetSetDescriptorFields>) { self.fields = fields }

  static func make(
    _ thread: Thread, _ type: Type, _ name: StaticString, _ doc: StaticString, _ get: @escaping UnarySlot, _ set: BinarySlot?
  ) -> Value {
    let name = Str.intern(thread, name)
    let doc = doc.utf8CodeUnitCount == 0 ? Value.none : Str.make(thread, doc).value
    let d = GetSetDescriptor(thread.allocate(MemoryLayout<GetSetDescriptorFields>.size, .record, .getSetDescriptor))
    d.fields.pointee.owner = type.value
    d.fields.pointee.name = name.value
    d.fields.pointee.doc = doc
    d.fields.pointee.get = .raw(unsafeBitCast(get, to: UnsafeRawPointer.self))
    d.fields.pointee.set = .raw(set.map { unsafeBitCast($0, to: UnsafeRawPointer.self) })
    return d.value
  }

  static func define(_ type: TypeBuilder) {
    type.record(5)
    Descriptor.define(type, name: { _, v in Value(bits: v).asDescriptor.name.bits }, owner: { _, v in Value(bits: v).asDescriptor.owner.bits })
    type.member("__doc__", "", offset: 24)
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in Descriptor.describe(t, v, "attribute") } }
    type.slots.pointee.descriptorGet = { t, d, v, _ in
      let descriptor = GetSetDescriptor(Value(bits: d))
      let instance = Value(bits: v)
      if instance.isEmpty { return d }
      if _slowPath(!instance.isInstance(of: Type(descriptor.fields.pointee.owner))) { return Descriptor.unsuitable(Thread(t), Value(bits: d), instance) }
      guard let address = descriptor.fields.pointee.get.asRaw else { return d }
      return unsafeBitCast(address, to: UnarySlot.self)(t, v)
    }
    type.slots.pointee.descriptorSet = { t, d, v, value in
      let descriptor = GetSetDescriptor(Value(bits: d))
      let thread = Thread(t)
      let instance = Value(bits: v)
      if !instance.isInstance(of: Type(descriptor.fields.pointee.owner)) { return Descriptor.unsuitable(thread, Value(bits: d), instance) }
      guard let address = descriptor.fields.pointee.set.asRaw else {
        let owner = Type(descriptor.fields.pointee.owner).displayName
        _ = thread.raise(.attributeError, "attribute '\(Str(descriptor.fields.pointee.name).string)' of '\(owner)' objects is not writable")
        return Value.error.bits
      }
      return unsafeBitCast(address, to: BinarySlot.self)(t, v, value)
    }
  }
}

/// An attribute that is a Value in the object, at a fixed place: `__slots__`, and read-only fields of built-in types.
public struct MemberDescriptorFields: BitwiseCopyable {
  var header: Header
  public var owner: Value
  public var name: Value
  public var doc: Value
  /// int: byte offset in the object.
  var offset: Value
  /// int: a `MemberDescriptor.Access`.
  var access: Value
}

public struct MemberDescriptor: Handle {
  public let fields: UnsafeMutablePointer<MemberDescriptorFields>
  public init(fields: UnsafeMutablePointer<MemberDescriptorFields>) { self.fields = fields }

  enum Access: Int {
    case readOnly
    /// An empty field reads as None.
    case writable
    /// A slot of `__slots__`: raises AttributeError while it is empty.
    case slot
  }
  var access: Access { Access(rawValue: fields.pointee.access.asInt) ?? .readOnly }

  static func make(
    _ thread: Thread, _ type: Type, _ name: StaticString, _ doc: StaticString, offset: Int, writable: Bool = false
  ) -> Value {
    let doc = doc.utf8CodeUnitCount == 0 ? Value.none : Str.make(thread, doc).value
    return make(thread, type, Str.intern(thread, name), doc, offset: offset, writable ? .writable : .readOnly)
  }
  static func make(_ thread: Thread, _ type: Type, _ name: Str, _ doc: Value, offset: Int, _ access: Access) -> Value {
    let d = MemberDescriptor(thread.allocate(MemoryLayout<MemberDescriptorFields>.size, .record, .memberDescriptor))
    d.fields.pointee.owner = type.value
    d.fields.pointee.name = name.value
    d.fields.pointee.doc = doc
    d.fields.pointee.offset = .int(offset)
    d.fields.pointee.access = .int(access.rawValue)
    return d.value
  }

  static func define(_ type: TypeBuilder) {
    type.record(5)
    Descriptor.define(type, name: { _, v in Value(bits: v).asDescriptor.name.bits }, owner: { _, v in Value(bits: v).asDescriptor.owner.bits })
    type.member("__doc__", "", offset: 24)
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in Descriptor.describe(t, v, "member") } }
    type.slots.pointee.descriptorGet = { t, d, v, _ in
      let descriptor = MemberDescriptor(Value(bits: d))
      let instance = Value(bits: v)
      if instance.isEmpty { return d }
      if _slowPath(!instance.isInstance(of: Type(descriptor.fields.pointee.owner))) { return Descriptor.unsuitable(Thread(t), Value(bits: d), instance) }
      let field = instance.object.load(fromByteOffset: descriptor.fields.pointee.offset.asInt, as: Value.self)
      if _fastPath(!field.isEmpty) { return field.bits }
      if descriptor.access != .slot { return Value.none.bits }
      let thread = Thread(t)
      let name = Str(descriptor.fields.pointee.name)
      _ = thread.raiseAttributeError(instance, name, "'\(instance.type.displayName)' object has no attribute '\(name.string)'")
      return Value.error.bits
    }
    type.slots.pointee.descriptorSet = { t, d, v, value in
      let descriptor = MemberDescriptor(Value(bits: d))
      let thread = Thread(t)
      let instance = Value(bits: v)
      if !instance.isInstance(of: Type(descriptor.fields.pointee.owner)) { return Descriptor.unsuitable(thread, Value(bits: d), instance) }
      if descriptor.access == .readOnly {
        _ = thread.raise(.attributeError, "readonly attribute")
        return Value.error.bits
      }
      let field: UnsafeMutablePointer<Value> = instance.object.at(descriptor.fields.pointee.offset.asInt)
      if Value(bits: value).isEmpty, field.pointee.isEmpty, descriptor.access == .slot {
        let name = Str(descriptor.fields.pointee.name)
        _ = thread.raiseAttributeError(instance, name, name.string)
        return Value.error.bits
      }
      Heap.barrier(instance.object)
      field.pointee = Value(bits: value)
      return Value.none.bits
    }
  }
}

/// A slot of a built-in type as a method: `int.__add__`.
public struct WrapperDescriptorFields: BitwiseCopyable {
  var header: Header
  public var owner: Value
  public var name: Value
  /// Address of the row in SlotTable.
  var row: Value
}

public struct WrapperDescriptor: Handle {
  public let fields: UnsafeMutablePointer<WrapperDescriptorFields>
  public init(fields: UnsafeMutablePointer<WrapperDescriptorFields>) { self.fields = fields }
  var row: UnsafeMutablePointer<SlotRow> { fields.pointee.row.asRaw.unsafelyUnwrapped.assumingMemoryBound(to: SlotRow.self) }

  static func make(_ thread: Thread, _ type: Type, _ row: UnsafeMutablePointer<SlotRow>) -> WrapperDescriptor {
    let d = WrapperDescriptor(thread.allocate(MemoryLayout<WrapperDescriptorFields>.size, .record, .wrapperDescriptor))
    d.fields.pointee.owner = type.value
    d.fields.pointee.name = row.pointee.name.value
    d.fields.pointee.row = .raw(row)
    return d
  }

  static func define(_ type: TypeBuilder) {
    type.record(3)
    type.flags(.methodDescriptor)
    Descriptor.define(type, name: { _, v in Value(bits: v).asDescriptor.name.bits }, owner: { _, v in Value(bits: v).asDescriptor.owner.bits })
    type.property("__doc__", "") { unary($0, $1) { t, v throws(Raised) in Str.make(t, WrapperDescriptor(v).row.pointee.doc).value } }
    type.property("__text_signature__", "") { unary($0, $1) { t, v throws(Raised) in Str.make(t, WrapperDescriptor(v).row.pointee.kind.textSignature).value } }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in Descriptor.describe(t, v, "slot wrapper") } }
    type.slots.pointee.call = { callable($0, $1, $2, $3, WrapperDescriptor.call) }
    type.slots.pointee.descriptorGet = { t, d, v, _ in
      let instance = Value(bits: v)
      if instance.isEmpty { return d }
      let descriptor = WrapperDescriptor(Value(bits: d))
      if !instance.isInstance(of: Type(descriptor.fields.pointee.owner)) { return Descriptor.unsuitable(Thread(t), Value(bits: d), instance) }
      return MethodWrapper.make(Thread(t), descriptor, instance).value.bits
    }
  }

  static func call(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let d = WrapperDescriptor(base[0])
    let owner = Type(d.fields.pointee.owner)
    let name = d.row.pointee.name.str.string
    if count < 2 { throw thread.raise(.typeError, "descriptor '\(name)' of '\(owner.displayName)' object needs an argument") }
    if !base[1].isInstance(of: owner) {
      throw thread.raise(.typeError, "descriptor '\(name)' requires a '\(owner.displayName)' object but received a '\(base[1].type.displayName)'")
    }
    return try Wrapper.call(thread, d, base + 1, count &- 1, names)
  }
}

/// `(1).__add__`: a wrapper bound to an object.
public struct MethodWrapperFields: BitwiseCopyable {
  var header: Header
  public var descriptor: Value
  public var receiver: Value
}

public struct MethodWrapper: Handle {
  public let fields: UnsafeMutablePointer<MethodWrapperFields>
  public init(fields: UnsafeMutablePointer<MethodWrapperFields>) { self.fields = fields }

  static func make(_ thread: Thread, _ descriptor: WrapperDescriptor, _ receiver: Value) -> MethodWrapper {
    let w = MethodWrapper(thread.allocate(MemoryLayout<MethodWrapperFields>.size, .record, .methodWrapper))
    w.fields.pointee.descriptor = descriptor.value
    w.fields.pointee.receiver = receiver
    return w
  }

  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.member("__self__", "", offset: 16)
    type.property("__name__", "") { _, v in MethodWrapper(Value(bits: v)).descriptor.fields.pointee.name.bits }
    type.property("__qualname__", "") { unary($0, $1) { t, v throws(Raised) in try Descriptor.qualname(t, MethodWrapper(v).descriptor.value) } }
    type.property("__objclass__", "") { _, v in MethodWrapper(Value(bits: v)).descriptor.fields.pointee.owner.bits }
    type.property("__doc__", "") { unary($0, $1) { t, v throws(Raised) in Str.make(t, MethodWrapper(v).descriptor.row.pointee.doc).value } }
    type.property("__text_signature__", "") { unary($0, $1) { t, v throws(Raised) in Str.make(t, MethodWrapper(v).descriptor.row.pointee.kind.textSignature).value } }
    type.method("__reduce__()", "") { native($0, $1, $2, $3) { t, a throws(Raised) in
      try Descriptor.reduceBound(t, MethodWrapper(a[0]).fields.pointee.receiver, MethodWrapper(a[0]).descriptor.fields.pointee.name)
    } }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in
      let w = MethodWrapper(v)
      let name = Str(w.descriptor.fields.pointee.name).string
      let receiver = w.fields.pointee.receiver
      return Str.make(t, "<method-wrapper '\(name)' of \(receiver.type.displayName) object at \(address(receiver))>").value
    } }
    type.slots.pointee.call = { callable($0, $1, $2, $3) { t, base, count, names throws(Raised) in
      let w = MethodWrapper(base[0])
      base[0] = w.fields.pointee.receiver
      return try Wrapper.call(t, w.descriptor, base, count, names)
    } }
    type.slots.pointee.hash = { unary($0, $1) { t, v throws(Raised) in
      let w = MethodWrapper(v)
      return .int(identityHash(w.fields.pointee.receiver) ^ identityHash(w.fields.pointee.descriptor))
    } }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3) { t, a, b, op throws(Raised) in
      guard b.isExactly(.methodWrapper), op == .eq || op == .ne else { return .notImplemented }
      let same = MethodWrapper(a).fields.pointee.receiver == MethodWrapper(b).fields.pointee.receiver
        && MethodWrapper(a).fields.pointee.descriptor == MethodWrapper(b).fields.pointee.descriptor
      return .bool(same == (op == .eq))
    } }
  }
  var descriptor: WrapperDescriptor { WrapperDescriptor(fields.pointee.descriptor) }
}

/// What the descriptors share: the first two fields are the class and the name.
struct DescriptorHead: BitwiseCopyable {
  var header: Header
  var owner: Value
  var name: Value
}
extension Value {
  var asDescriptor: DescriptorHead { object.load(as: DescriptorHead.self) }
}

enum Descriptor {
  static func define(_ type: TypeBuilder, name: @escaping UnarySlot, owner: @escaping UnarySlot) {
    type.property("__name__", "", name)
    type.property("__objclass__", "", owner)
    type.property("__qualname__", "") { unary($0, $1, Descriptor.qualname) }
    type.method("__reduce__()", "") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let d = a[0].descriptorOwnerAndName
      return try Descriptor.reduceBound(t, d.owner, d.name)
    } }
  }
  /// (getattr, (object, name))
  static func reduceBound(_ thread: Thread, _ object: Value, _ name: Value) throws(Raised) -> Value {
    let getattr = Module(machine.pointee.builtins).dict.get(Str.intern(thread, "getattr"))
    return Tuple.pair(thread, getattr.isEmpty ? .none : getattr, Tuple.pair(thread, object, name))
  }
  static func qualname(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let d = v.descriptorOwnerAndName
    let owner = Str(Type(d.owner).fields.pointee.qualname).string
    return Str.make(thread, owner + "." + Str(d.name).string).value
  }
  static func describe(_ thread: Thread, _ v: Value, _ what: String) -> Value {
    let d = v.descriptorOwnerAndName
    return Str.make(thread, "<\(what) '\(Str(d.name).string)' of '\(Type(d.owner).displayName)' objects>").value
  }
  static func unsuitable(_ thread: Thread, _ v: Value, _ instance: Value) -> UInt64 {
    let d = v.descriptorOwnerAndName
    _ = thread.raise(
      .typeError,
      "descriptor '\(Str(d.name).string)' for '\(Type(d.owner).displayName)' objects doesn't apply to a '\(instance.type.displayName)' object")
    return Value.error.bits
  }
}

extension Value {
  /// Class and name of any descriptor of a built-in type.
  var descriptorOwnerAndName: (owner: Value, name: Value) {
    if isKind(.native) {
      let d = NativeFunction(self).definition
      return (d.pointee.owner, d.pointee.name)
    }
    let head = asDescriptor
    return (head.owner, head.name)
  }
}

/// "0x7f…": what repr shows as an object's address.
func address(_ v: Value) -> String { "0x" + String(v.identity, radix: 16) }

/// A hash from the object's identity.
func identityHash(_ v: Value) -> Int { Int(v.identity >> 4) & (1 << 60 &- 1) }

extension Value {
  /// What `id()` gives: the address of an object; for what has none, an odd number.
  var identity: UInt64 { isObject ? bits &- 1 : bits &<< 1 | 1 }
}

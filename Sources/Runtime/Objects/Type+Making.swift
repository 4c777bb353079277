// Making class objects and instances.

extension Type {
  static var inheritedFlags: TypeFlags {
    [.exception, .typeSubclass, .sequence, .mapping, .weakReferenceable, .hasFinalizer]
  }

  /// An empty class object; every field is defined.
  static func allocate(_ thread: Thread, metaclass: UInt32, size: Int = MemoryLayout<TypeFields>.size) -> Type {
    let type = Type(thread.allocate(size, .type, metaclass))
    var fields = TypeFields(header: type.header.pointee)
    fields.header.shape = metaclass
    type.fields.initialize(to: fields)
    Heap.state.pointee.youngTypes &+= 1
    return type
  }

  // MARK: Names

  /// The class's name as messages show it: with the module for built-in types outside of builtins.
  public var displayName: String {
    let name = fields.pointee.name.isKind(.str) ? Str(fields.pointee.name).string : "?"
    if has(.heap) || !fields.pointee.module.isKind(.str) || fields.pointee.module == Name.builtins.value { return name }
    return Str(fields.pointee.module).string + "." + name
  }
  /// `__module__` as text, where it is a str.
  var moduleName: String? {
    let own = has(.heap) ? Dict(fields.pointee.dict).get(Name.__module__.str) : fields.pointee.module
    return own.isKind(.str) ? Str(own).string : nil
  }

  // MARK: Instances

  /// A new instance: header with the class's shape and layout, dict word and slots empty; `extra` bytes follow the fixed part. For
  /// built-in layouts the caller writes the other fields before it allocates again.
  public func allocateInstance(_ thread: Thread, extra: Int = 0) throws(Raised) -> Raw {
    let f = fields
    if _fastPath(f.pointee.kind == .instance) {
      let shape = f.pointee.shape
      let capacity = Int(Shape.table[Int(shape)].inlineCapacity)
      let bytes = Instance.slotsOffset &+ capacity &* 8
      let object = bytes <= Heap.smallLimit ? thread.allocate(bytes, .instance, shape) : try thread.allocate(checked: bytes, .instance, shape)
      var p: UnsafeMutablePointer<Value> = object.at(8)
      let end = p + (capacity &+ 1)
      while p < end {
        p.pointee = .empty
        p += 1
      }
      if _slowPath(f.pointee.flags.rawValue & TypeFlags.hasFinalizer.rawValue != 0) { Finalizers.register(object) }
      return object
    }
    let size = Int(f.pointee.basicSize)
    let object = try thread.allocate(checked: size &+ extra, f.pointee.kind, f.pointee.shape)
    // What the class adds to its built-in base: dict word, weak reference, members of `__slots__`.
    var offset = Int(f.pointee.builtinSize)
    while offset < size {
      object.at(offset, as: Value.self).pointee = .empty
      offset &+= 8
    }
    if f.pointee.dictOffset < 0 { object.at(16 &+ extra, as: Value.self).pointee = .empty }
    if f.pointee.kind == .record {
      offset = 8
      while offset < size {
        object.at(offset, as: Value.self).pointee = .empty
        offset &+= 8
      }
    }
    if has(.heap), has(.hasFinalizer) { Finalizers.register(object) }
    return object
  }

  /// The class of the layout: the nearest one in the line of bases that is built in.
  var builtinBase: Type {
    var type = self
    while type.has(.heap), type.fields.pointee.base.isObject { type = Type(type.fields.pointee.base) }
    return type
  }
}

extension TypeFields {
  /// All fields in their first state.
  init(header: Header) {
    self.header = header
    name = .none
    qualname = .none
    module = .empty
    base = .empty
    bases = .empty
    mro = .empty
    dict = .empty
    doc = .empty
    subclasses = .empty
    slotNames = .empty
    native = .empty
    shape = 0
    kind = .instance
    reserved = 0
    flags = []
    version = 0
    basicSize = 16
    itemSize = 0
    builtinSize = 16
    dictOffset = 0
    inlineSlots = 0
    memberSlots = 0
    dictionaryShape = 0
    newDefinition = nil
    initializeDefinition = nil
    textSignature = nil
    slots = Slots()
  }
}

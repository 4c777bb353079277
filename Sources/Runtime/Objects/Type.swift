// A class: the object that `type(x)` gives. Data model: Language Reference 3.3.3.

public struct TypeFields: BitwiseCopyable {
  var header: Header
  /// str
  public var name: Value
  public var qualname: Value
  /// str or empty: what `__module__` says when the dict has no such key.
  public var module: Value
  /// The class that gives the layout, or empty for object.
  public var base: Value
  /// tuple
  public var bases: Value
  /// tuple of classes, this one first
  public var mro: Value
  /// The namespace: a Dict. Every change goes through `Type.modified`.
  public var dict: Value
  /// str or none
  public var doc: Value
  /// Direct subclasses, not kept alive by this: the address of a `SubclassTable`, or empty.
  public var subclasses: Value
  /// tuple of names of `__slots__`, or empty
  public var slotNames: Value
  /// What a native metaclass keeps about its class, or empty.
  public var native: Value
  // End of the Values.
  /// Root shape of the instances.
  public var shape: UInt32
  /// Layout of the instances.
  public var kind: Kind
  public var reserved: UInt8
  public var flags: TypeFlags
  /// Changes whenever what an attribute look-up through this class gives may have changed; unique over all classes.
  public var version: UInt64
  /// Size of an instance in bytes without attribute slots (fixed part).
  public var basicSize: UInt32
  /// Size of an item of a variable-size instance, or 0: what `__itemsize__` says.
  public var itemSize: UInt32
  /// The same without what classes written in Python add (dict word, members of `__slots__`).
  public var builtinSize: UInt32
  /// Byte offset of the instance's dict word (see Instance.swift); 0: instances have none; -1: after the last item (tuple).
  public var dictOffset: Int32
  /// How many attribute slots new instances get inline; grows as instances are seen to need more.
  public var inlineSlots: UInt32
  /// How many slots of an instance belong to `__slots__`, inherited ones included. They come first, before attributes.
  public var memberSlots: UInt32
  /// Shape of instances whose attributes are in a dict; 0 until one is needed.
  public var dictionaryShape: UInt32
  /// What `slots.new` and `slots.initialize` run when a signature describes them (`TypeBuilder.new`); inherited with the slot.
  public var newDefinition: UnsafeMutablePointer<NativeDefinition>?
  public var initializeDefinition: UnsafeMutablePointer<NativeDefinition>?
  /// Whose signature `__text_signature__` shows, or nil.
  public var textSignature: UnsafeMutablePointer<NativeDefinition>?
  public var slots: Slots
}

public struct TypeFlags: OptionSet, BitwiseCopyable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  /// Made by a class statement or type(): its attributes can be changed.
  public static var heap: TypeFlags { TypeFlags(rawValue: 1) }
  /// May be subclassed.
  public static var subclassable: TypeFlags { TypeFlags(rawValue: 2) }
  /// Has a `__del__` somewhere in its mro.
  public static var hasFinalizer: TypeFlags { TypeFlags(rawValue: 4) }
  /// isinstance(x, abstract): `__abstractmethods__` is not empty.
  public static var abstract: TypeFlags { TypeFlags(rawValue: 8) }
  /// Instances can be weakly referenced.
  public static var weakReferenceable: TypeFlags { TypeFlags(rawValue: 16) }
  /// `match` treats instances as sequences / mappings (PEP 634).
  public static var sequence: TypeFlags { TypeFlags(rawValue: 32) }
  public static var mapping: TypeFlags { TypeFlags(rawValue: 64) }
  /// A subclass of BaseException.
  public static var exception: TypeFlags { TypeFlags(rawValue: 128) }
  /// A subclass of type.
  public static var typeSubclass: TypeFlags { TypeFlags(rawValue: 256) }
  /// Attribute look-up on instances is the generic one (`__getattribute__`, `__getattr__` not overridden): caches may be used.
  public static var genericGetAttribute: TypeFlags { TypeFlags(rawValue: 512) }
  /// The same for `__setattr__` and `__delattr__`.
  public static var genericSetAttribute: TypeFlags { TypeFlags(rawValue: 1024) }
  /// Functions of this type become bound methods when found on a class (so that a method call needs no bound method).
  public static var methodDescriptor: TypeFlags { TypeFlags(rawValue: 2048) }
  /// Cannot be instantiated from Python ("cannot create 'x' instances").
  public static var noNew: TypeFlags { TypeFlags(rawValue: 4096) }
  /// `__new__` is object's: an instance is made by `allocateInstance` and nothing else.
  public static var plainNew: TypeFlags { TypeFlags(rawValue: 8192) }
  /// `__init__` is object's.
  public static var plainInitialize: TypeFlags { TypeFlags(rawValue: 16384) }
  /// Set while `__bases__` is being assigned or the class is being made: `mro` may be empty.
  public static var incomplete: TypeFlags { TypeFlags(rawValue: 32768) }
}

/// A class.
public struct Type: Handle {
  public let fields: UnsafeMutablePointer<TypeFields>
  public init(fields: UnsafeMutablePointer<TypeFields>) { self.fields = fields }

  /// The built-in type `id`.
  @inline(__always) public static subscript(_ id: TypeID) -> Type { Shape.table[Int(id.rawValue)].type }

  @inline(__always) public var slots: UnsafeMutablePointer<Slots> {
    (raw + MemoryLayout<TypeFields>.offset(of: \TypeFields.slots).unsafelyUnwrapped).assumingMemoryBound(to: Slots.self)
  }
  /// Whether this class is `other` or inherits from it (C3 mro, not `__subclasscheck__`).
  @inline(__always) public func isSubclass(of other: Type) -> Bool {
    if fields == other.fields { return true }
    if _slowPath(!fields.pointee.mro.isObject) { return inherits(from: other) }
    let mro = Tuple(fields.pointee.mro)
    var i = 1
    while i < mro.count {
      if mro.items[i] == other.value { return true }
      i &+= 1
    }
    return false
  }
  /// By the line of bases, for a class whose mro is being computed.
  @inline(never) func inherits(from other: Type) -> Bool {
    var base = fields.pointee.base
    while base.isObject {
      if base == other.value { return true }
      base = Type(base).fields.pointee.base
    }
    return false
  }
  @inline(__always) public func isSubclass(of id: TypeID) -> Bool { isSubclass(of: Type[id]) }
  @inline(__always) public func has(_ flag: TypeFlags) -> Bool { fields.pointee.flags.rawValue & flag.rawValue != 0 }
  @inline(__always) public static func == (a: Type, b: Type) -> Bool { a.fields == b.fields }
  @inline(__always) public static func != (a: Type, b: Type) -> Bool { a.fields != b.fields }

  static var layout: Layout {
    Layout(values: 11, trace: { object, visitor in
      Shape.visitNames(of: Type(object), Visitor(visitor))
    }, finalize: { object in
      Shape.release(of: Type(object))
    })
  }
}

extension Value {
  /// isinstance(self, id) by the mro.
  @inline(__always) public func isInstance(of id: TypeID) -> Bool { isExactly(id) || type.isSubclass(of: id) }
  @inline(__always) public func isInstance(of other: Type) -> Bool { type.isSubclass(of: other) }
}

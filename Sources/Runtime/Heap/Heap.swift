// Memory for objects.

import Glibc

public enum Heap {
  /// Objects up to this size come from blocks of their size class, and allocating one cannot fail visibly: when memory runs
  /// out, a reserve serves it and MemoryError is raised at the next guard. Larger ones raise at once.
  @inline(__always) public static var smallLimit: Int { 8192 }

  /// The write barrier: an old object is about to refer to something that may be young.
  @inline(__always) public static func barrier(_ object: Raw) {
    if _slowPath(object.load(fromByteOffset: 5, as: UInt8.self) & 1 != 0) { remember(object) }
  }
  @inline(never) static func remember(_ object: Raw) {}

  /// Called by `Visitor`.
  static func mark(_ object: Raw, _ context: Raw) {}
}

extension Thread {
  /// A new object of `size` bytes (at most `Heap.smallLimit`), its header written. The other bytes are undefined: store every field
  /// before anything else is allocated.
  @inline(__always) public func allocate(_ size: Int, _ kind: Kind, _ shape: UInt32) -> Raw {
    let p = malloc(size).unsafelyUnwrapped
    p.storeBytes(of: Header(shape: shape, kind: kind, gc: 0, flags: 0), as: Header.self)
    return p
  }
  /// The same for any size; MemoryError when there is none.
  public func allocate(checked size: Int, _ kind: Kind, _ shape: UInt32) throws(Raised) -> Raw {
    if size <= Heap.smallLimit { return allocate(size, kind, shape) }
    if size > 1 << 46 { throw raiseMemoryError() }
    guard let p = malloc(size) else { throw raiseMemoryError() }
    p.storeBytes(of: Header(shape: shape, kind: kind, gc: 0, flags: 0), as: Header.self)
    return p
  }
  @inline(__always) public func allocate(_ size: Int, _ kind: Kind, _ id: TypeID) -> Raw { allocate(size, kind, id.rawValue) }

  /// A storage cell for `count` Values, all empty: they begin 8 bytes after its address.
  public func allocateValues(_ count: Int) throws(Raised) -> UnsafeMutablePointer<Value> {
    if count < 0 || count > 1 << 42 { throw raiseMemoryError() }
    let p = try allocate(checked: 8 &+ count &* 8, .values, TypeID.storage.rawValue)
    let values: UnsafeMutablePointer<Value> = p.at(8)
    values.initialize(repeating: .empty, count: count)
    return values
  }
  /// A storage cell for `count` bytes, undefined: they begin 8 bytes after its address.
  public func allocateBytes(_ count: Int) throws(Raised) -> UnsafeMutablePointer<UInt8> {
    if count < 0 || count > 1 << 45 { throw raiseMemoryError() }
    return try allocate(checked: 8 &+ count, .bytes, TypeID.storage.rawValue).at(8)
  }
  /// Gives a storage cell back before the collector finds it dead: only when nothing else can refer to it. `payload` is what
  /// `allocateValues` or `allocateBytes` handed out.
  public func free(storage payload: Raw?) {}

  public func raiseMemoryError() -> Raised { raise(.memoryError) }
}

// The tree of shapes: making rows, finding an attribute's slot, growing by an attribute, giving rows back.
//
// A class may have several roots, linked by `nextSibling` from `TypeFields.shape`: the newest one has the inline capacity that
// instances were seen to need. The shape for instances in dictionary mode stands apart (`TypeFields.dictionaryShape`).

import CRuntime
import Glibc

extension Shape {
  /// Attributes beyond this number go into a dict.
  static var maximumCount: UInt32 { 96 }
  /// A shape with this many children does not branch further: such objects are used as dicts.
  static var maximumChildren: Int { 48 }
  static var maximumInline: UInt32 { 30 }

  /// Reserves the table; to be called once, before the first type is made. Rows of built-in types are in use from the start.
  static func reserveTable() {
    let size = MemoryLayout<Shape>.stride
    let range = AddressSpace.reserve(
      AddressSpace.sized(size << 22, share: 12, least: size << 12), least: size << 12, PROT_READ | PROT_WRITE)
    machine.pointee.shapes = range.base.assumingMemoryBound(to: Shape.self)
    let rows = range.size / size
    machine.pointee.shapeLimit = UInt32(rows)
    machine.pointee.shapeCount = UInt32(TypeID.allCases.count)
    machine.pointee.freeShapes = 0
  }

  /// A new row, or 0 when the table is full.
  static func allocateRow(_ type: Type) -> UInt32 {
    let m = machine
    var row = m.pointee.freeShapes
    if row != 0 {
      m.pointee.freeShapes = table[Int(row)].nextSibling
    } else {
      row = m.pointee.shapeCount
      if row >= m.pointee.shapeLimit { return 0 }
      m.pointee.shapeCount = row &+ 1
    }
    (table + Int(row)).initialize(to: Shape(type: type))
    return row
  }

  init(type: Type) {
    self.type = type
    parent = 0
    count = 0
    inlineCapacity = 0
    flags = 0
    name = .empty
    firstChild = 0
    nextSibling = 0
    index = nil
    indexMask = 0
    reserved = 0
  }

  // MARK: Finding

  /// The slot of attribute `name` (interned) in objects of shape `row`, or -1. Slots of `__slots__` have no names here.
  @inline(__always) public static func slot(_ row: UInt32, _ name: Str) -> Int {
    let shape = table + Int(row)
    if shape.pointee.index != nil { return indexed(shape, name) }
    var walker = shape
    var steps = 0
    while walker.pointee.name.isObject {
      if walker.pointee.name == name.value { return Int(walker.pointee.count) &- 1 }
      walker = table + Int(walker.pointee.parent)
      steps &+= 1
      if steps == 6 { return makeIndex(shape, name) }
    }
    return -1
  }
  @inline(__always) private static func indexed(_ shape: UnsafeMutablePointer<Shape>, _ name: Str) -> Int {
    let mask = Int(shape.pointee.indexMask)
    let rows = shape.pointee.index.unsafelyUnwrapped
    var i = name.hash & mask
    while true {
      let key = rows[i &* 2]
      if key == name.value.bits { return Int(rows[i &* 2 &+ 1]) }
      if key == 0 { return -1 }
      i = (i &+ 1) & mask
    }
  }
  @inline(never) private static func makeIndex(_ shape: UnsafeMutablePointer<Shape>, _ name: Str) -> Int {
    var rows = 16
    while rows < Int(shape.pointee.count) &* 2 { rows &*= 2 }
    let index = UnsafeMutablePointer<UInt64>.allocate(capacity: rows &* 2)
    index.initialize(repeating: 0, count: rows &* 2)
    var walker = shape
    while walker.pointee.name.isObject {
      var i = Str(walker.pointee.name).hash & (rows &- 1)
      while index[i &* 2] != 0 { i = (i &+ 1) & (rows &- 1) }
      index[i &* 2] = walker.pointee.name.bits
      index[i &* 2 &+ 1] = UInt64(walker.pointee.count &- 1)
      walker = table + Int(walker.pointee.parent)
    }
    shape.pointee.indexMask = UInt32(rows &- 1)
    shape.pointee.index = index
    return indexed(shape, name)
  }

  /// The attributes' names in the order of their slots.
  static func names(_ row: UInt32) -> [Value] {
    var names: [Value] = []
    var walker = table + Int(row)
    while walker.pointee.name.isObject {
      names.append(walker.pointee.name)
      walker = table + Int(walker.pointee.parent)
    }
    names.reverse()
    return names
  }

  // MARK: Growing

  /// The shape that has one attribute more than `row`, or 0 when such objects have to keep their attributes in a dict.
  public static func child(_ row: UInt32, _ name: Str) -> UInt32 {
    let shape = table + Int(row)
    var walker = shape.pointee.firstChild
    var children = 0
    while walker != 0 {
      if table[Int(walker)].name == name.value { return walker }
      walker = table[Int(walker)].nextSibling
      children &+= 1
    }
    if shape.pointee.flags != 0 || shape.pointee.count >= maximumCount || children >= maximumChildren { return 0 }
    let fresh = allocateRow(shape.pointee.type)
    if fresh == 0 { return 0 }
    let child = table + Int(fresh)
    child.pointee.parent = row
    child.pointee.count = shape.pointee.count &+ 1
    child.pointee.inlineCapacity = shape.pointee.inlineCapacity
    child.pointee.name = name.value
    child.pointee.nextSibling = shape.pointee.firstChild
    shape.pointee.firstChild = fresh
    Heap.barrier(shape.pointee.type.raw)
    return fresh
  }

  /// A new root for a class's instances with this inline capacity; 0 when the table is full.
  static func makeRoot(_ type: Type, inlineCapacity: UInt32, flags: UInt32) -> UInt32 {
    let row = allocateRow(type)
    if row == 0 { return 0 }
    let shape = table + Int(row)
    shape.pointee.count = type.fields.pointee.memberSlots
    shape.pointee.inlineCapacity = inlineCapacity
    shape.pointee.flags = flags
    return row
  }

  /// The shape of instances of `type` that keep their attributes in a dict.
  static func dictionaryRow(_ type: Type) -> UInt32 {
    if type.fields.pointee.kind != .instance { return type.fields.pointee.shape }
    if type.fields.pointee.dictionaryShape == 0 {
      let capacity = table[Int(type.fields.pointee.shape)].inlineCapacity
      type.fields.pointee.dictionaryShape = makeRoot(type, inlineCapacity: capacity, flags: dictionaryMode)
    }
    return type.fields.pointee.dictionaryShape
  }

  /// Instances were seen to need `count` slots: later ones get more of them inline.
  static func learn(_ type: Type, _ count: UInt32) {
    var capacity = type.fields.pointee.inlineSlots
    while capacity < count { capacity = capacity &* 2 &+ 2 }
    capacity = min(capacity, max(maximumInline, type.fields.pointee.memberSlots))
    if capacity <= type.fields.pointee.inlineSlots { return }
    let fresh = makeRoot(type, inlineCapacity: capacity, flags: 0)
    if fresh == 0 { return }
    table[Int(fresh)].nextSibling = type.fields.pointee.shape
    type.fields.pointee.shape = fresh
    type.fields.pointee.inlineSlots = capacity
  }

  // MARK: Collector

  /// Shows the names of all shapes of a class.
  static func visitNames(of type: Type, _ visitor: Visitor) {
    if type.fields.pointee.shape < UInt32(TypeID.allCases.count) { return }
    var root = type.fields.pointee.shape
    while root != 0 {
      visitChildren(root, visitor)
      root = table[Int(root)].nextSibling
    }
  }
  private static func visitChildren(_ row: UInt32, _ visitor: Visitor) {
    var child = table[Int(row)].firstChild
    while child != 0 {
      visitor.visit(table[Int(child)].name)
      if table[Int(child)].firstChild != 0 { visitChildren(child, visitor) }
      child = table[Int(child)].nextSibling
    }
  }

  /// Gives back the rows of a dead class, and what else it owns outside of the heap.
  static func release(of type: Type) {
    SubclassTable.free(type)
    AttributeCache.invalidateShapes()
    if type.fields.pointee.shape < UInt32(TypeID.allCases.count) { return }
    var root = type.fields.pointee.shape
    while root != 0 {
      let next = table[Int(root)].nextSibling
      releaseTree(root)
      root = next
    }
    if type.fields.pointee.dictionaryShape != 0, type.fields.pointee.kind == .instance {
      releaseTree(type.fields.pointee.dictionaryShape)
    }
  }
  private static func releaseTree(_ row: UInt32) {
    let shape = table + Int(row)
    var child = shape.pointee.firstChild
    while child != 0 {
      let next = table[Int(child)].nextSibling
      releaseTree(child)
      child = next
    }
    shape.pointee.index?.deallocate()
    shape.pointee.index = nil
    shape.pointee.name = .empty
    shape.pointee.firstChild = 0
    shape.pointee.nextSibling = machine.pointee.freeShapes
    machine.pointee.freeShapes = row
  }
}

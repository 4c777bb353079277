// The one list that ties special method names and slots.
//
// Read one way, it makes the wrappers of a built-in type (`int.__add__` calls the slot `add`); read the other way, it says which
// function goes into a slot of a class whose dict has the name (it looks the method up and calls it).

/// The slots in the order of the fields of `Slots`.
public enum SlotID: Int, CaseIterable, BitwiseCopyable {
  case repr, str, hash, call, new, initialize, getAttribute, getAttr, setAttribute, richCompare, iter, next, bool
  case descriptorGet, descriptorSet, finalize
  case length, getItem, setItem, contains, concat, repeat_, inPlaceConcat, inPlaceRepeat
  case add, subtract, multiply, matrixMultiply, trueDivide, floorDivide, remainder, divmod, lshift, rshift, and, xor, or, power
  case inPlaceAdd, inPlaceSubtract, inPlaceMultiply, inPlaceMatrixMultiply, inPlaceTrueDivide, inPlaceFloorDivide, inPlaceRemainder
  case inPlaceLshift, inPlaceRshift, inPlaceAnd, inPlaceXor, inPlaceOr, inPlacePower
  case negative, positive, absolute, invert, int, float, index
  case await, aiter, anext, buffer
}

/// How a wrapper calls the slot: the shape of its arguments.
enum WrapperKind: UInt8 {
  case unary, length, boolean, next, finalize
  case binary, reflected, number, reflectedNumber, contains, repeated, delete
  case power, reflectedPower
  case lt, le, eq, ne, gt, ge
  case call, initialize
  case getAttribute, setAttribute, deleteAttribute
  case get, set, deleteDescriptor
  case setItem
  /// No wrapper: `__new__` is a function of its own, `__getattr__` and `__del__` exist in Python only.
  case none
}

struct SlotRow {
  var slot: SlotID
  var name: Name
  var kind: WrapperKind
  /// What goes into the slot of a class that has the method; nil: nothing (the row serves the wrappers of sequences only).
  var python: UnsafeRawPointer?
  var doc: StaticString
}

enum SlotTable {
  static var rows: UnsafeMutablePointer<SlotRow> { machine.pointee.slotRows }
  static var count: Int { machine.pointee.slotRowCount }

  /// Slots as words.
  @inline(__always) static func words(_ type: Type) -> UnsafeMutablePointer<UInt> {
    Raw(type.slots).assumingMemoryBound(to: UInt.self)
  }
  static var slotCount: Int { MemoryLayout<Slots>.size / 8 }

  /// Builds the table; once, at start.
  static func make() {
    assert(SlotID.allCases.count == slotCount && MemoryLayout<Slots>.offset(of: \Slots.buffer) == SlotID.buffer.rawValue * 8)
    let all = objectRows + containerRows + numberRows + reflectedRows + inPlaceRows + otherRows
    let rows = UnsafeMutablePointer<SlotRow>.allocate(capacity: all.count)
    for (i, row) in all.enumerated() { (rows + i).initialize(to: row) }
    machine.pointee.slotRows = rows
    machine.pointee.slotRowCount = all.count
    let first = UnsafeMutablePointer<Int16>.allocate(capacity: Name.allCases.count)
    first.initialize(repeating: -1, count: Name.allCases.count)
    for (i, row) in all.enumerated().reversed() { first[row.name.rawValue] = Int16(i) }
    machine.pointee.slotRowOfName = first
  }

  private static func u(_ slot: SlotID, _ name: Name, _ doc: StaticString, _ kind: WrapperKind = .unary, _ f: @escaping UnarySlot) -> SlotRow {
    SlotRow(slot: slot, name: name, kind: kind, python: unsafeBitCast(f, to: UnsafeRawPointer.self), doc: doc)
  }
  private static func b(_ slot: SlotID, _ name: Name, _ doc: StaticString, _ kind: WrapperKind = .number, _ f: @escaping BinarySlot) -> SlotRow {
    SlotRow(slot: slot, name: name, kind: kind, python: unsafeBitCast(f, to: UnsafeRawPointer.self), doc: doc)
  }
  private static func t(_ slot: SlotID, _ name: Name, _ doc: StaticString, _ kind: WrapperKind, _ f: @escaping TernarySlot) -> SlotRow {
    SlotRow(slot: slot, name: name, kind: kind, python: unsafeBitCast(f, to: UnsafeRawPointer.self), doc: doc)
  }
  private static func c(_ slot: SlotID, _ name: Name, _ doc: StaticString, _ kind: WrapperKind, _ f: @escaping CallSlot) -> SlotRow {
    SlotRow(slot: slot, name: name, kind: kind, python: unsafeBitCast(f, to: UnsafeRawPointer.self), doc: doc)
  }
  private static func r(_ name: Name, _ doc: StaticString, _ kind: WrapperKind) -> SlotRow {
    let f: CompareSlot = { PythonSlot.compare($0, $1, $2, $3) }
    return SlotRow(slot: .richCompare, name: name, kind: kind, python: unsafeBitCast(f, to: UnsafeRawPointer.self), doc: doc)
  }
  private static func w(_ slot: SlotID, _ name: Name, _ doc: StaticString, _ kind: WrapperKind) -> SlotRow {
    SlotRow(slot: slot, name: name, kind: kind, python: nil, doc: doc)
  }

  private static var objectRows: [SlotRow] {
    [
      u(.repr, .__repr__, "repr(self)") { PythonSlot.unary($0, $1, .__repr__) },
      u(.str, .__str__, "str(self)") { PythonSlot.unary($0, $1, .__str__) },
      u(.hash, .__hash__, "hash(self)") { Runtime.unary($0, $1, PythonSlot.hash) },
      c(.call, .__call__, "Call self as a function.", .call) { Runtime.callable($0, $1, $2, $3, PythonSlot.call) },
      c(.new, .__new__, "", .none) { Runtime.callable($0, $1, $2, $3, PythonSlot.new) },
      c(.initialize, .__init__, "Sets the object up.", .initialize) {
        Runtime.callable($0, $1, $2, $3, PythonSlot.initialize)
      },
      b(.getAttribute, .__getattribute__, "getattr(self, name)", .getAttribute) { PythonSlot.binary($0, $1, $2, .__getattribute__) },
      b(.getAttr, .__getattr__, "", .none) { PythonSlot.binary($0, $1, $2, .__getattr__) },
      t(.setAttribute, .__setattr__, "setattr(self, name, value)", .setAttribute) { Runtime.ternary($0, $1, $2, $3, PythonSlot.setAttribute) },
      t(.setAttribute, .__delattr__, "delattr(self, name)", .deleteAttribute) { Runtime.ternary($0, $1, $2, $3, PythonSlot.setAttribute) },
      r(.__lt__, "self<value", .lt),
      r(.__le__, "self<=value", .le),
      r(.__eq__, "self==value", .eq),
      r(.__ne__, "self!=value", .ne),
      r(.__gt__, "self>value", .gt),
      r(.__ge__, "self>=value", .ge),
      u(.iter, .__iter__, "iter(self)") { Runtime.unary($0, $1, PythonSlot.iter) },
      u(.next, .__next__, "next(self)", .next) { Runtime.unary($0, $1, PythonSlot.next) },
      t(.descriptorGet, .__get__, "The value for an instance of the class `owner`.", .get) { Runtime.ternary($0, $1, $2, $3, PythonSlot.get) },
      t(.descriptorSet, .__set__, "Sets the instance's attribute.", .set) { Runtime.ternary($0, $1, $2, $3, PythonSlot.set) },
      t(.descriptorSet, .__delete__, "Deletes the instance's attribute.", .deleteDescriptor) { Runtime.ternary($0, $1, $2, $3, PythonSlot.set) },
      u(.finalize, .__del__, "Called when the instance is about to be destroyed.", .finalize) { PythonSlot.unary($0, $1, .__del__) },
    ]
  }
  private static var containerRows: [SlotRow] {
    [
      u(.length, .__len__, "len(self)", .length) { Runtime.unary($0, $1, PythonSlot.length) },
      b(.getItem, .__getitem__, "self[key]", .binary) { PythonSlot.binary($0, $1, $2, .__getitem__) },
      t(.setItem, .__setitem__, "Set self[key] to value.", .setItem) { Runtime.ternary($0, $1, $2, $3, PythonSlot.setItem) },
      t(.setItem, .__delitem__, "Delete self[key].", .delete) { Runtime.ternary($0, $1, $2, $3, PythonSlot.setItem) },
      b(.contains, .__contains__, "key in self", .contains) { Runtime.binary($0, $1, $2, PythonSlot.contains) },
    ]
  }
  private static var numberRows: [SlotRow] {
    [
      b(.add, .__add__, "self+value") { PythonSlot.operation($0, $1, $2, .add) },
      b(.subtract, .__sub__, "self-value") { PythonSlot.operation($0, $1, $2, .subtract) },
      b(.multiply, .__mul__, "self*value") { PythonSlot.operation($0, $1, $2, .multiply) },
      b(.matrixMultiply, .__matmul__, "self@value") { PythonSlot.operation($0, $1, $2, .matrixMultiply) },
      b(.trueDivide, .__truediv__, "self/value") { PythonSlot.operation($0, $1, $2, .trueDivide) },
      b(.floorDivide, .__floordiv__, "self//value") { PythonSlot.operation($0, $1, $2, .floorDivide) },
      b(.remainder, .__mod__, "self%value") { PythonSlot.operation($0, $1, $2, .remainder) },
      b(.divmod, .__divmod__, "divmod(self, value)") { PythonSlot.operation($0, $1, $2, .divmod) },
      b(.lshift, .__lshift__, "self<<value") { PythonSlot.operation($0, $1, $2, .lshift) },
      b(.rshift, .__rshift__, "self>>value") { PythonSlot.operation($0, $1, $2, .rshift) },
      b(.and, .__and__, "self&value") { PythonSlot.operation($0, $1, $2, .and) },
      b(.xor, .__xor__, "self^value") { PythonSlot.operation($0, $1, $2, .xor) },
      b(.or, .__or__, "self|value") { PythonSlot.operation($0, $1, $2, .or) },
      t(.power, .__pow__, "pow(self, value, mod)", .power) { Runtime.ternary($0, $1, $2, $3, PythonSlot.power) },
      u(.negative, .__neg__, "-self") { PythonSlot.unary($0, $1, .__neg__) },
      u(.positive, .__pos__, "+self") { PythonSlot.unary($0, $1, .__pos__) },
      u(.absolute, .__abs__, "abs(self)") { PythonSlot.unary($0, $1, .__abs__) },
      u(.bool, .__bool__, "True if self else False", .boolean) { Runtime.unary($0, $1, PythonSlot.bool) },
      u(.invert, .__invert__, "~self") { PythonSlot.unary($0, $1, .__invert__) },
      u(.int, .__int__, "int(self)") { PythonSlot.unary($0, $1, .__int__) },
      u(.float, .__float__, "float(self)") { PythonSlot.unary($0, $1, .__float__) },
      u(.index, .__index__, "The int that self stands for as an index.") { PythonSlot.unary($0, $1, .__index__) },
    ]
  }
  private static var reflectedRows: [SlotRow] {
    [
      b(.add, .__radd__, "value+self", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .add) },
      b(.subtract, .__rsub__, "value-self", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .subtract) },
      b(.multiply, .__rmul__, "value*self", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .multiply) },
      b(.matrixMultiply, .__rmatmul__, "value@self", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .matrixMultiply) },
      b(.trueDivide, .__rtruediv__, "value/self", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .trueDivide) },
      b(.floorDivide, .__rfloordiv__, "value//self", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .floorDivide) },
      b(.remainder, .__rmod__, "value%self", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .remainder) },
      b(.divmod, .__rdivmod__, "divmod(value, self)", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .divmod) },
      b(.lshift, .__rlshift__, "value<<self", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .lshift) },
      b(.rshift, .__rrshift__, "value>>self", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .rshift) },
      b(.and, .__rand__, "value&self", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .and) },
      b(.xor, .__rxor__, "value^self", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .xor) },
      b(.or, .__ror__, "value|self", .reflectedNumber) { PythonSlot.operation($0, $1, $2, .or) },
      t(.power, .__rpow__, "pow(value, self, mod)", .reflectedPower) { Runtime.ternary($0, $1, $2, $3, PythonSlot.power) },
    ]
  }
  private static var inPlaceRows: [SlotRow] {
    [
      b(.inPlaceAdd, .__iadd__, "self+=value") { PythonSlot.binary($0, $1, $2, .__iadd__) },
      b(.inPlaceSubtract, .__isub__, "self-=value") { PythonSlot.binary($0, $1, $2, .__isub__) },
      b(.inPlaceMultiply, .__imul__, "self*=value") { PythonSlot.binary($0, $1, $2, .__imul__) },
      b(.inPlaceMatrixMultiply, .__imatmul__, "self@=value") { PythonSlot.binary($0, $1, $2, .__imatmul__) },
      b(.inPlaceTrueDivide, .__itruediv__, "self/=value") { PythonSlot.binary($0, $1, $2, .__itruediv__) },
      b(.inPlaceFloorDivide, .__ifloordiv__, "self//=value") { PythonSlot.binary($0, $1, $2, .__ifloordiv__) },
      b(.inPlaceRemainder, .__imod__, "self%=value") { PythonSlot.binary($0, $1, $2, .__imod__) },
      b(.inPlaceLshift, .__ilshift__, "self<<=value") { PythonSlot.binary($0, $1, $2, .__ilshift__) },
      b(.inPlaceRshift, .__irshift__, "self>>=value") { PythonSlot.binary($0, $1, $2, .__irshift__) },
      b(.inPlaceAnd, .__iand__, "self&=value") { PythonSlot.binary($0, $1, $2, .__iand__) },
      b(.inPlaceXor, .__ixor__, "self^=value") { PythonSlot.binary($0, $1, $2, .__ixor__) },
      b(.inPlaceOr, .__ior__, "self|=value") { PythonSlot.binary($0, $1, $2, .__ior__) },
      t(.inPlacePower, .__ipow__, "self**=value", .number) { Runtime.ternary($0, $1, $2, $3, PythonSlot.inPlacePower) },
    ]
  }
  private static var otherRows: [SlotRow] {
    [
      u(.await, .__await__, "The iterator that await runs.") { PythonSlot.unary($0, $1, .__await__) },
      u(.aiter, .__aiter__, "aiter(self)") { PythonSlot.unary($0, $1, .__aiter__) },
      u(.anext, .__anext__, "anext(self)") { PythonSlot.unary($0, $1, .__anext__) },
      w(.concat, .__add__, "self+value", .binary),
      w(.repeat_, .__mul__, "self*value", .repeated),
      w(.repeat_, .__rmul__, "value*self", .repeated),
      w(.inPlaceConcat, .__iadd__, "self+=value", .binary),
      w(.inPlaceRepeat, .__imul__, "self*=value", .repeated),
    ]
  }

  // MARK: Filling the slots of a class

  /// Gives a class the slots that the names in `changed` decide, looking through its mro.
  static func update(_ type: Type, _ name: Name) {
    let first = Int(machine.pointee.slotRowOfName[name.rawValue])
    if first < 0 { return }
    var i = first
    while i < count {
      if rows[i].name == name { update(type, rows[i].slot) }
      i &+= 1
    }
    type.updateFlags()
  }
  /// The same for the class and all that inherit from it.
  static func updateTree(_ type: Type, _ name: Name) {
    update(type, name)
    type.forEachSubclass { updateTree($0, name) }
  }
  /// All slots.
  static func updateAll(_ type: Type) {
    for slot in SlotID.allCases where slot != .buffer { update(type, slot) }
    type.updateFlags()
  }

  static func update(_ type: Type, _ slot: SlotID) {
    var specific: UInt = 0
    var generic: UInt = 0
    var shared: UInt = 0
    var isMixed = false
    var hasRow = false
    var newDefinition: UnsafeMutablePointer<NativeDefinition>?
    var i = 0
    while i < count {
      let row = rows + i
      i &+= 1
      if row.pointee.slot != slot { continue }
      hasRow = true
      // All rows of a slot have equivalent functions; the first one's address stands for them (`PythonSlot.pythonWord`).
      if shared == 0, let python = row.pointee.python { shared = UInt(bitPattern: python) }
      let found = type.lookup(row.pointee.name)
      if found.isEmpty { continue }
      var exact: UInt = 0
      if found.isExactly(.wrapperDescriptor) {
        let wrapper = WrapperDescriptor(found)
        let inherited = type.isSubclass(of: Type(wrapper.fields.pointee.owner))
        if wrapper.row.pointee.slot == slot, wrapper.row.pointee.name == row.pointee.name, inherited {
          exact = words(Type(wrapper.fields.pointee.owner))[slot.rawValue]
          if slot == .initialize { newDefinition = Type(wrapper.fields.pointee.owner).fields.pointee.initializeDefinition }
        } else if inherited && wrapper.row.pointee.name == row.pointee.name || row.pointee.python == nil {
          // `list.__add__` is the wrapper of `concat`: nothing for `add`.
          continue
        }
      } else if slot == .new, found.isExactly(.builtinFunction), NativeFunction(found).definition.pointee.kind == .new {
        let owner = Type(NativeFunction(found).fields.pointee.receiver)
        exact = words(owner)[slot.rawValue]
        newDefinition = owner.fields.pointee.newDefinition
      } else if slot == .hash, found.isNone {
        exact = UInt(bitPattern: unsafeBitCast(Unhashable.hash, to: UnsafeRawPointer.self))
      }
      if exact != 0 {
        if specific == 0 || specific == exact { specific = exact } else { isMixed = true }
      } else {
        isMixed = true
      }
      if row.pointee.python != nil { generic = shared }
    }
    if !hasRow { return }
    words(type)[slot.rawValue] = specific != 0 && !isMixed ? specific : generic
    if slot == .new { type.fields.pointee.newDefinition = newDefinition }
    if slot == .initialize { type.fields.pointee.initializeDefinition = newDefinition }
  }

  /// Wrappers for the slots that a built-in type fills itself.
  static func addWrappers(_ thread: Thread, _ type: Type) {
    let dict = Dict(type.fields.pointee.dict)
    var i = 0
    while i < count {
      let row = rows + i
      i &+= 1
      if words(type)[row.pointee.slot.rawValue] == 0 || row.pointee.kind == .none || row.pointee.kind == .finalize { continue }
      if dict.find(row.pointee.name.str) != nil { continue }
      if row.pointee.slot == .hash, words(type)[SlotID.hash.rawValue] == UInt(bitPattern: unsafeBitCast(Unhashable.hash, to: UnsafeRawPointer.self)) {
        dict.set(thread, row.pointee.name.str, .none)
        continue
      }
      dict.set(thread, row.pointee.name.str, WrapperDescriptor.make(thread, type, row).value)
    }
  }
}

/// The hash of what must not be hashed.
enum Unhashable {
  static let hash: UnarySlot = { t, v in
    let thread = Thread(t)
    _ = thread.raise(.typeError, "unhashable type: '\(Value(bits: v).type.displayName)'")
    return Value.error.bits
  }
}

extension Type {
  /// Recomputes the flags that follow from the slots.
  func updateFlags() {
    var flags = fields.pointee.flags
    func put(_ flag: TypeFlags, _ on: Bool) { if on { flags.insert(flag) } else { flags.remove(flag) } }
    let words = SlotTable.words(self)
    let object = SlotTable.words(Type[.object])
    put(.genericGetAttribute, words[SlotID.getAttribute.rawValue] == object[SlotID.getAttribute.rawValue] && words[SlotID.getAttr.rawValue] == 0)
    put(.genericSetAttribute, words[SlotID.setAttribute.rawValue] == object[SlotID.setAttribute.rawValue])
    put(.plainNew, words[SlotID.new.rawValue] == object[SlotID.new.rawValue] && fields.pointee.newDefinition == nil)
    put(.plainInitialize, words[SlotID.initialize.rawValue] == object[SlotID.initialize.rawValue] && fields.pointee.initializeDefinition == nil)
    put(.hasFinalizer, words[SlotID.finalize.rawValue] != 0)
    fields.pointee.flags = flags
  }
}

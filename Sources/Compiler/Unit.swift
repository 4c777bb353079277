import Bytecode
import Syntax

/// Which local variables surely have a value: one bit a register.
struct BoundSet: Equatable {
  private var low: UInt64 = 0
  private var high: [UInt64] = []

  func contains(_ register: Int) -> Bool {
    if register < 64 { return low >> UInt64(register) & 1 != 0 }
    let index = register / 64 - 1
    return index < high.count && high[index] >> UInt64(register % 64) & 1 != 0
  }

  mutating func insert(_ register: Int) {
    if register < 64 {
      low |= 1 << UInt64(register)
    } else {
      let index = register / 64 - 1
      while high.count <= index { high.append(0) }
      high[index] |= 1 << UInt64(register % 64)
    }
  }

  mutating func remove(_ register: Int) {
    if register < 64 {
      low &= ~(1 << UInt64(register))
    } else if register / 64 - 1 < high.count {
      high[register / 64 - 1] &= ~(1 << UInt64(register % 64))
    }
  }

  private func combined(_ other: BoundSet, _ operation: (UInt64, UInt64) -> UInt64) -> BoundSet {
    var result = BoundSet()
    result.low = operation(low, other.low)
    let count = max(high.count, other.high.count)
    if count > 0 {
      for index in 0..<count {
        let mine: UInt64 = index < high.count ? high[index] : 0
        let theirs: UInt64 = index < other.high.count ? other.high[index] : 0
        result.high.append(operation(mine, theirs))
      }
    }
    return result
  }

  func intersection(_ other: BoundSet) -> BoundSet { combined(other) { $0 & $1 } }
  func union(_ other: BoundSet) -> BoundSet { combined(other) { $0 | $1 } }
  func subtracting(_ other: BoundSet) -> BoundSet { combined(other) { $0 & ~$1 } }
  func difference(_ other: BoundSet) -> BoundSet { combined(other) { $0 ^ $1 } }
}

/// An instruction before assembly: registers and indices are numbers, jumps go to labels.
struct DraftInstruction {
  var opcode: Opcode
  var a: Int32
  var b: Int32
  var c: Int32
  /// Values of the inline words that are no caches, in their order.
  var word0: Int32
  var word1: Int32
  /// Jump target, or -1.
  var label: Int32
  /// Index of the exception handler in force, or -1.
  var handler: Int32
  var position: LineTable.Position
}

/// A jump target.
struct DraftLabel {
  /// Index of the instruction it stands before; -1 while it is not placed.
  var instruction: Int32 = -1
  /// Variables bound on every path that jumps here; nil while there is none.
  var bound: BoundSet? = nil
}

/// Where exceptions go: the handler's label, and the register that receives the exception.
struct DraftHandler {
  var label: Int
  var register: Int
}

/// What encloses the current statement and must be left in order by `return`, `break` and `continue`.
enum Block {
  case whileLoop(exit: Int, next: Int)
  case forLoop(exit: Int, next: Int)
  /// Body of a `try` with `except` clauses: nothing to do when leaving, but the handler is not in force any more.
  case tryBody(outerHandler: Int)
  /// Body of a `try` with `finally`.
  case finallyBody([Stmt], outerHandler: Int)
  /// The exceptional copy of a `finally` body, or a handler: `save` holds the outer handled exception.
  case handled(save: Int, name: String?, outerHandler: Int, isStar: Bool, Span)
  /// Body of a `with`: register of the exit method.
  case with(exit: Int, isAsync: Bool, outerHandler: Int, Span)
}

/// A constant's identity: equal keys share a slot. Floats are told apart by their bits.
enum ConstantKey: Hashable {
  case none, `true`, `false`, ellipsis
  case int(Int)
  case bigInt(String, Int, Bool)
  case float(UInt64)
  case complex(UInt64, UInt64)
  case string([UInt8])
  case bytes([UInt8])
  case tuple([ConstantKey])
  case frozenset([ConstantKey])

  init?(_ constant: Constant) {
    switch constant {
    case .none: self = .none
    case .true: self = .true
    case .false: self = .false
    case .ellipsis: self = .ellipsis
    case .int(let value): self = .int(value)
    case .bigInt(let digits, let radix, let negative): self = .bigInt(digits, radix, negative)
    case .float(let value): self = .float(value.bitPattern)
    case .complex(let real, let imaginary): self = .complex(real.bitPattern, imaginary.bitPattern)
    case .string(let text): self = .string(text)
    case .bytes(let text): self = .bytes(text)
    case .tuple(let items): self = .tuple(items.compactMap { ConstantKey($0) })
    case .frozenset(let items): self = .frozenset(items.compactMap { ConstantKey($0) })
    case .code: return nil
    }
  }

  /// Bytes go into the hash as a whole: one by one they took a tenth of a compilation.
  func hash(into hasher: inout Hasher) {
    switch self {
    case .none: hasher.combine(0)
    case .true: hasher.combine(1)
    case .false: hasher.combine(2)
    case .ellipsis: hasher.combine(3)
    case .int(let value): hasher.combine(value)
    case .bigInt(let digits, let radix, let negative):
      hasher.combine(digits)
      hasher.combine(radix)
      hasher.combine(negative)
    case .float(let bits): hasher.combine(bits)
    case .complex(let real, let imaginary):
      hasher.combine(real)
      hasher.combine(imaginary)
    case .string(let text): text.withUnsafeBytes { hasher.combine(bytes: $0) }
    case .bytes(let text):
      hasher.combine(4)
      text.withUnsafeBytes { hasher.combine(bytes: $0) }
    case .tuple(let items): hasher.combine(items)
    case .frozenset(let items):
      hasher.combine(5)
      hasher.combine(items)
    }
  }
}

/// One code object under construction.
final class Unit {
  enum Kind {
    case module, classBody, function, asyncFunction, lambda, comprehension
  }

  /// Where a variable is found.
  enum Storage {
    case register(Int)
    case cell(Int)
    case free(Int)
    /// A free variable that the class body's own namespace may shadow.
    case classFree(Int)
    case global
    /// A key of the namespace R[0].
    case namespace
  }

  let scope: Scope
  let kind: Kind
  let name: String
  let qualname: String
  let firstLine: Int
  let outer: Unit?
  /// Class whose private names are mangled.
  let privateName: String?

  var instructions: [DraftInstruction] = []
  var labels: [DraftLabel] = []
  var handlers: [DraftHandler] = []
  /// Handler in force, or -1.
  var handler = -1
  var blocks: [Block] = []

  private var nameTable = NameTable()
  var names: [String] { nameTable.names }
  private(set) var constants: [Constant] = []
  private var constantIndices: [ConstantKey: Int] = [:]
  private var codeIndices: [ObjectIdentifier: Int] = [:]
  var hasDocstring = false
  /// Code of nested scopes that has been made already, by their node.
  var compiled: [ObjectIdentifier: Code] = [:]
  private(set) var positionalCount = 0
  private(set) var posOnlyCount = 0
  private(set) var kwOnlyCount = 0

  /// Register of each symbol of the scope, or -1.
  private var registers: [Int32]
  private(set) var varNames: [String] = []
  let cellVars: [String]
  private(set) var cellRegisters: [UInt16] = []
  let freeVars: [String]
  private let freeTable: NameTable
  /// First register of the temporaries, which are used as a stack.
  let tempBase: Int
  var nextTemp: Int
  private(set) var registerCount: Int

  /// Variables that surely have a value here; nil where no path leads.
  var bound: BoundSet? = BoundSet()
  /// Variables that have been assigned anywhere so far.
  var assigned = BoundSet()
  /// Variables that have a value on some paths only at some place, or are looked at while they may have none: the prologue unbinds them.
  var unsure = BoundSet()
  /// Variables that may lose their value again.
  var deletable = BoundSet()

  init(scope: Scope, kind: Kind, name: String, qualname: String, firstLine: Int, outer: Unit?) {
    self.scope = scope
    self.kind = kind
    self.name = name
    self.qualname = qualname
    self.firstLine = firstLine
    self.outer = outer
    self.privateName = scope.privateName
    registers = [Int32](repeating: -1, count: scope.symbols.count)
    cellVars = Unit.cellOrder(scope)
    freeVars = scope.freeNames
    var free = NameTable()
    for name in freeVars { _ = free.add(name) }
    freeTable = free
    var localCount = 0
    if scope.kind == .function {
      for symbol in scope.symbols where symbol.place == .local && !symbol.uses.contains(.parameter) { localCount += 1 }
      localCount += scope.parameters.count
    } else {
      localCount = 1
    }
    var next = localCount
    for name in cellVars {
      if let index = scope.parameters.firstIndex(of: name) {
        cellRegisters.append(UInt16(truncatingIfNeeded: index))
      } else {
        cellRegisters.append(UInt16(truncatingIfNeeded: next))
        next += 1
      }
    }
    tempBase = next
    nextTemp = next
    registerCount = next
    if scope.kind == .function {
      for (register, parameter) in scope.parameters.enumerated() {
        if let index = scope.index(of: parameter) { registers[index] = Int32(register) }
        varNames.append(parameter)
        if scope.place(parameter) == .local {
          bound?.insert(register)
          assigned.insert(register)
          if let symbol = scope.symbol(parameter), symbol.uses.contains(.deleted) { deletable.insert(register) }
        }
      }
    }
  }

  /// Captured parameters in their order, then the other cells by name.
  private static func cellOrder(_ scope: Scope) -> [String] {
    let cells = scope.kind == .classBody && scope.needsClassCell ? ["__class__"] : scope.cellNames
    if scope.kind != .function { return cells }
    let parameters: [String] = scope.parameters.filter { scope.place($0) == .cell }
    return parameters + cells.filter { !scope.parameters.contains($0) }
  }

  /// - Parameter arguments: nil for a comprehension, whose only parameter is the iterator.
  func setPositionalCount(_ arguments: Arguments?) {
    posOnlyCount = arguments?.posonlyargs.count ?? 0
    positionalCount = posOnlyCount + (arguments?.args.count ?? 1)
    kwOnlyCount = arguments?.kwonlyargs.count ?? 0
  }

  var usesNamespace: Bool { scope.kind != .function }

  var isResumable: Bool { scope.kind == .function && (scope.isGenerator || scope.isCoroutine) }

  // MARK: Pools

  func nameIndex(_ name: String) -> Int { nameTable.add(name) }

  func constantIndex(_ constant: Constant) -> Int {
    guard let key = ConstantKey(constant) else {
      constants.append(constant)
      return constants.count - 1
    }
    if let index = constantIndices[key] { return index }
    constantIndices[key] = constants.count
    constants.append(constant)
    return constants.count - 1
  }

  func constantIndex(_ code: Code) -> Int {
    let key = ObjectIdentifier(code)
    if let index = codeIndices[key] { return index }
    codeIndices[key] = constants.count
    constants.append(.code(code))
    return constants.count - 1
  }

  // MARK: Variables

  /// Where the (mangled) name lives.
  func storage(_ name: String) -> Storage {
    guard let index = scope.index(of: name) else { return scope.kind == .function ? .global : .namespace }
    let symbol = scope.symbols[index]
    switch symbol.place {
    case .local:
      return scope.kind == .function ? .register(register(ofSymbol: index, symbol)) : .namespace
    case .cell:
      return .cell(cellRegister(name))
    case .free:
      if let free = freeTable.number(of: name) { return scope.kind == .classBody ? .classFree(free) : .free(free) }
      return .global
    case .globalExplicit: return .global
    case .globalImplicit, .unresolved: return scope.kind == .function ? .global : .namespace
    }
  }

  private func register(ofSymbol index: Int, _ symbol: Symbol) -> Int {
    while registers.count <= index { registers.append(-1) }
    if registers[index] >= 0 { return Int(registers[index]) }
    let register = varNames.count
    varNames.append(symbol.name)
    registers[index] = Int32(register)
    if symbol.uses.contains(.deleted) { deletable.insert(register) }
    if scope.looksAtLocals { unsure.insert(register) }
    return register
  }

  func cellRegister(_ name: String) -> Int {
    guard let index = cellVars.firstIndex(of: name) else { return 0 }
    return Int(cellRegisters[index])
  }

  func freeIndex(_ name: String) -> Int? { freeTable.number(of: name) }

  func isTemporary(_ register: Int) -> Bool { register >= tempBase }

  // MARK: Temporaries

  func temp() -> Int { temps(1) }

  /// The first of `count` adjacent new registers.
  func temps(_ count: Int) -> Int {
    let first = nextTemp
    nextTemp += count
    if nextTemp > registerCount { registerCount = nextTemp }
    return first
  }
}

import Syntax

/// A name in a scope.
struct Symbol {
  /// How the scope mentions the name.
  struct Uses: OptionSet {
    let rawValue: UInt16
    static let global = Uses(rawValue: 1)
    static let local = Uses(rawValue: 2)
    static let parameter = Uses(rawValue: 4)
    static let nonlocal = Uses(rawValue: 8)
    static let use = Uses(rawValue: 16)
    /// Bound in a class body and free in a function of it: the class must hand the outer variable's cell down.
    static let freeThroughClass = Uses(rawValue: 64)
    static let imported = Uses(rawValue: 128)
    static let annotated = Uses(rawValue: 256)
    /// Target of a comprehension's `for`.
    static let iterationTarget = Uses(rawValue: 512)
    /// Assigned inside an expression, so an operand cannot be used where it lies.
    static let assignedInExpression = Uses(rawValue: 1024)
    /// Target of `del` or name of an `except` clause: may become unbound again.
    static let deleted = Uses(rawValue: 2048)
    static let bound: Uses = [.local, .parameter, .imported]
  }

  /// Where the name lives (langref 4.2.2).
  enum Place: UInt8 {
    case unresolved
    /// A register, or the namespace of a class or module.
    case local
    /// A local that a nested scope captures.
    case cell
    /// A variable of an enclosing function.
    case free
    /// Declared `global`.
    case globalExplicit
    /// Global, or builtin, because nothing binds it.
    case globalImplicit
  }

  let name: String
  var uses: Uses
  var place: Place = .unresolved
  /// For `global` and `nonlocal`: where the declaration stands, for errors.
  var declaration: Span? = nil
}

/// A block of names: module, class body, function, lambda or comprehension.
final class Scope {
  enum Kind {
    case module, classBody, function
  }

  enum ComprehensionKind: String {
    case list = "list comprehension"
    case dict = "dict comprehension"
    case set = "set comprehension"
    case generator = "generator expression"
  }

  let kind: Kind
  let name: String
  unowned let parent: Scope?
  /// Position of the node, for errors without a better one.
  let span: Span
  /// The class whose private names are mangled here.
  let privateName: String?
  /// Inside a function, at any depth.
  let isNested: Bool
  var comprehension: ComprehensionKind?
  /// Not a real scope: an annotation that is kept as text.
  var isAnnotation = false
  var isGenerator = false
  var isCoroutine = false
  var returnsValue = false
  var hasVarArgs = false
  var hasVarKeywords = false
  /// A class body whose methods refer to `__class__`.
  var needsClassCell = false
  /// Some name in it is assigned within expressions.
  var hasNamedExpressions = false
  /// Mentions `locals`, `eval` or the like: all locals must be in order at any time.
  var looksAtLocals = false

  /// In the order of first mention.
  private(set) var symbols: [Symbol] = []
  /// Numbers as in `symbols`.
  private var table = NameTable()
  /// Mangled parameter names in the order of `co_varnames`.
  var parameters: [String] = []
  var children: [Scope] = []

  init(kind: Kind, name: String, parent: Scope?, span: Span, privateName: String?) {
    self.kind = kind
    self.name = name
    self.parent = parent
    self.span = span
    self.privateName = privateName
    self.isNested = parent.map { $0.isNested || $0.kind == .function } ?? false
  }

  func index(of name: String) -> Int? { table.number(of: name) }

  func symbol(_ name: String) -> Symbol? { table.number(of: name).map { symbols[$0] } }

  func place(_ name: String) -> Symbol.Place { table.number(of: name).map { symbols[$0].place } ?? .globalImplicit }

  /// The first parameter is assigned or deleted somewhere.
  var isFirstParameterRebound: Bool {
    guard let first = parameters.first, let symbol = symbol(first) else { return false }
    return symbol.place != .local || !symbol.uses.isDisjoint(with: [.local, .deleted, .imported])
  }

  /// Index of the symbol, which is made if there is none.
  func define(_ name: String, _ uses: Symbol.Uses) -> Int {
    let index = table.add(name)
    if index < symbols.count {
      symbols[index].uses.formUnion(uses)
    } else {
      symbols.append(Symbol(name: name, uses: uses))
    }
    return index
  }

  func update(_ index: Int, _ change: (inout Symbol) -> Void) { change(&symbols[index]) }

  /// Names captured from this scope, sorted as CPython sorts them.
  var cellNames: [String] { names { $0.place == .cell } }

  /// Names of enclosing functions' variables that this scope uses or hands down, sorted.
  var freeNames: [String] {
    names { $0.place == .free || $0.uses.contains(.freeThroughClass) }
  }

  private func names(where condition: (Symbol) -> Bool) -> [String] {
    var result: [String] = []
    for symbol in symbols where condition(symbol) { result.append(symbol.name) }
    if result.count > 1 { result.sort { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) } }
    return result
  }
}

/// Private name mangling (langref 6.2.1): `__x` in class `C` is `_C__x`.
func mangle(_ name: String, in className: String?) -> String {
  guard let className = className else { return name }
  let text = name.utf8
  guard text.first == UInt8(ascii: "_"), text.starts(with: "__".utf8), !(text.count >= 2 && text.suffix(2).elementsEqual("__".utf8)) else { return name }
  if text.contains(UInt8(ascii: ".")) { return name }
  let stripped = className.drop { $0 == "_" }
  return stripped.isEmpty ? name : "_" + stripped + name
}

import Bytecode
import Syntax

/// What the compiler knows of a block's names: for the module `symtable`.
public struct SymbolTable: Sendable {
  public enum Kind: Int, Sendable { case function, classBody, module }
  public struct Entry: Sendable {
    public var name: String
    /// The bits that Python's `_symtable` has for the ways a name is mentioned, and from bit 11 on for the place where it lives.
    public var flags: Int
  }
  public var kind: Kind
  public var name: String
  public var line: Int
  public var isNested: Bool
  /// In the order of first mention.
  public var entries: [Entry]
  public var parameters: [String]
  public var children: [SymbolTable]

  init(_ scope: Scope) {
    switch scope.kind {
    case .module: kind = .module
    case .classBody: kind = .classBody
    case .function: kind = .function
    }
    name = scope.name.hasPrefix("<") && scope.name.hasSuffix(">") ? String(scope.name.dropFirst().dropLast()) : scope.name
    line = Int(scope.span.line)
    isNested = scope.isNested
    entries = scope.symbols.map { symbol in
      let place: Int
      switch symbol.place {
      case .unresolved: place = 0
      case .local: place = 1
      case .globalExplicit: place = 2
      case .globalImplicit: place = 3
      case .free: place = 4
      case .cell: place = 5
      }
      return Entry(name: symbol.name, flags: Int(symbol.uses.rawValue) & 0x3FF | place << 11)
    }
    parameters = scope.parameters
    children = scope.children.filter { !$0.isAnnotation }.map { SymbolTable($0) }
  }
}

/// The tables of a tree's blocks; throws as `compile` does for declarations that contradict each other.
public func symbolTable(_ module: Module) throws(SyntaxFailure) -> SymbolTable {
  var futures: Code.Flags = []
  if case .module(let body) = module.root { try collectFutures(body, into: &futures) }
  if case .interactive(let body) = module.root { try collectFutures(body, into: &futures) }
  let builder = ScopeBuilder(futureAnnotations: futures.contains(.futureAnnotations))
  try builder.build(module.root)
  return SymbolTable(builder.module)
}

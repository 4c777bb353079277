// The module _symtable (Library Reference, "symtable"): what the compiler finds out about names.

import Compiler
import Syntax

enum SymbolTableModule {
  private static let entryType = Root()

  private struct Fields: BitwiseCopyable {
    var header: Header
    var id: Value
    var name: Value
    var symbols: Value
    var varnames: Value
    var children: Value
    var nested: Value
    var type: Value
    var line: Value
  }

  private static func make(_ t: Thread, _ table: SymbolTable) throws(Raised) -> Value {
    try t.checkNativeStack()
    let symbols = Dict.make(t)
    for entry in table.entries { symbols.set(t, Str.intern(t, entry.name), .int(entry.flags)) }
    let names = try List.make(t)
    for name in table.parameters { try names.append(t, Str.intern(t, name).value) }
    let children = try List.make(t)
    for child in table.children { try children.append(t, try make(t, child)) }
    let name = Str.intern(t, table.name).value
    let p = t.allocate(MemoryLayout<Fields>.size, .record, Type(entryType.value).fields.pointee.shape)
    let f = p.assumingMemoryBound(to: Fields.self)
    let h = f.pointee.header
    f.pointee = Fields(
      header: h, id: .int(Int(bitPattern: p) & 0x7FFF_FFFF), name: name, symbols: symbols.value, varnames: names.value, children: children.value,
      nested: .int(table.isNested ? 1 : 0), type: .int(table.kind.rawValue), line: .int(table.line))
    return Value(p)
  }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    if !entryType.value.isObject {
      entryType.value = try BuiltinTypes.makeUnnumbered(m.thread, name: "symtable entry", base: Type[.object]) { type in
        type.record(8)
        type.flags(.noNew)
        let names: [StaticString] = ["id", "name", "symbols", "varnames", "children", "nested", "type", "lineno"]
        for (i, name) in names.enumerated() { type.member(name, "", offset: 8 + 8 * i) }
        type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in
          let f = v.object.assumingMemoryBound(to: Fields.self).pointee
          return Str.make(t, "<symtable entry \(Str(f.name).string)(\(f.id.asInt)), line \(f.line.asInt)>").value
        } }
      }.value
    }
    for (name, n) in [
      ("USE", 16), ("DEF_GLOBAL", 1), ("DEF_NONLOCAL", 8), ("DEF_LOCAL", 2), ("DEF_PARAM", 4), ("DEF_FREE", 32), ("DEF_FREE_CLASS", 64),
      ("DEF_IMPORT", 128), ("DEF_BOUND", 134), ("DEF_ANNOT", 256), ("TYPE_FUNCTION", 0), ("TYPE_CLASS", 1), ("TYPE_MODULE", 2), ("LOCAL", 1),
      ("GLOBAL_EXPLICIT", 2), ("GLOBAL_IMPLICIT", 3), ("FREE", 4), ("CELL", 5), ("SCOPE_OFF", 11), ("SCOPE_MASK", 15),
    ] as [(StaticString, Int)] { m.set(name, .int(n)) }
    m.function("symtable(source, filename, startstr, /)", "The compiler's table of scopes for a text.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let filename = try OSText.path(t, a[1], function: "symtable")
        guard a[2].isKind(.str) else { throw t.raise(.typeError, "symtable() argument 3 must be str, not \(a[2].type.displayName)") }
        let mode = Str(a[2]).string
        guard ["exec", "eval", "single"].contains(mode) else {
          throw t.raise(.valueError, "symtable() arg 3 must be 'exec' or 'eval' or 'single'")
        }
        let source = try SourceText.take(t, a[0], function: "symtable", what: "string or bytes")
        return try SymbolTableModule.make(t, try SourceText.symbols(t, source, filename: filename, mode: mode))
      }
    }
  }
}

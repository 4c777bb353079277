// Cell: a variable that a nested function shares with the function that owns it.

public struct CellFields: BitwiseCopyable {
  var header: Header
  /// The variable's value; empty: unbound.
  public var content: Value
}

/// Kind `.record`.
public struct Cell: Handle {
  public let fields: UnsafeMutablePointer<CellFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<CellFields>) { self.fields = fields }
  @inline(__always) public var content: Value { fields.pointee.content }

  @inline(__always) public static func make(_ thread: Thread, _ content: Value) -> Cell {
    let cell = Cell(thread.allocate(MemoryLayout<CellFields>.size, .record, TypeID.cell))
    cell.fields.pointee.content = content
    return cell
  }

  static func define(_ type: TypeBuilder) {
    type.record(1)
    type.doc("A variable shared by nested functions.")
    type.new("cell(contents=<empty>, /)") { native($0, $1, $2, $3, Cell.new) }
    type.slots.pointee.repr = { unary($0, $1, Cell.repr) }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, Cell.richCompare) }
    type.property(
      "cell_contents", "The variable's value.", { unary($0, $1, Cell.getContents) }, set: { binary($0, $1, $2, Cell.setContents) })
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value { make(thread, args[1]).value }

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let content = Cell(v).content
    let at: String = hexAddress(v)
    if content.isEmpty { return Str.make(thread, "<cell at \(at): empty>").value }
    return Str.make(thread, "<cell at \(at): \(content.type.displayName) object at \(hexAddress(content))>").value
  }

  static func richCompare(_ thread: Thread, _ v: Value, _ w: Value, _ op: CompareOp) throws(Raised) -> Value {
    if !w.isExactly(.cell) { return .notImplemented }
    let a = Cell(v).content
    let b = Cell(w).content
    if a.isEmpty || b.isEmpty {
      let x: Int = a.isEmpty ? 0 : 1
      let y: Int = b.isEmpty ? 0 : 1
      return try thread.compare(.int(x), .int(y), op)
    }
    return try thread.compare(a, b, op)
  }

  static func getContents(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    if Cell(v).content.isEmpty { throw thread.raise(.valueError, "Cell is empty") }
    return Cell(v).content
  }

  /// `w` empty: the variable becomes unbound.
  static func setContents(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    Cell(v).barrier()
    Cell(v).fields.pointee.content = w
    return .none
  }
}

/// An object's address as Python's reprs show it: "0x7f…".
func hexAddress(_ v: Value) -> String { "0x" + String(v.isObject ? v.bits &- 1 : v.bits, radix: 16) }

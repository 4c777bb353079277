// bool: two constants that are ints, 0 and 1, in arithmetic.

extension Bool {
  static func define(_ type: TypeBuilder) {
    type.doc("""
      bool(x) -> bool

      True when x is true, False otherwise. True and False are the only instances; bool cannot be subclassed.
      """)
    type.new("bool(x=False, /)") { native($0, $1, $2, $3, Bool.new) }
    type.slots.pointee.repr = { unary($0, $1) { thread, v throws(Raised) in Bool.name(thread, v) } }
    type.slots.pointee.and = { binary($0, $1, $2) { t, a, b throws(Raised) in
      a.isBool && b.isBool ? .bool(a.isTrue && b.isTrue) : try Int.and(t, a, b)
    } }
    type.slots.pointee.or = { binary($0, $1, $2) { t, a, b throws(Raised) in
      a.isBool && b.isBool ? .bool(a.isTrue || b.isTrue) : try Int.or(t, a, b)
    } }
    type.slots.pointee.xor = { binary($0, $1, $2) { t, a, b throws(Raised) in
      a.isBool && b.isBool ? .bool(a.isTrue != b.isTrue) : try Int.xor(t, a, b)
    } }
  }
  private static func name(_ thread: Thread, _ v: Value) -> Value {
    Str.intern(thread, v.isTrue ? "True" as StaticString : "False").value
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    args[1].isEmpty ? .no : .bool(try thread.truth(args[1]))
  }
}

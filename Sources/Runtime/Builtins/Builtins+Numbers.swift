// Functions over numbers and characters.

extension Builtins {
  static func defineNumberFunctions(_ m: ModuleBuilder) {
    m.function("abs(x, /)", "The absolute value.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        guard let slot = args[0].type.slots.pointee.absolute else {
          throw thread.raise(.typeError, "bad operand type for abs(): '\(args[0].type.displayName)'")
        }
        return try slot(thread.raw, args[0].bits).orThrow()
      }
    }
    m.quick(1) { a, _ in Quick.absolute(Value(bits: a)).bits }
    m.function("divmod(x, y, /)", "(x // y, x % y).") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try thread.divmod(args[0], args[1]) }
    }
    m.function("pow(base, exp, mod=None)", "base ** exp, or with mod base ** exp % mod.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        try thread.power(args[0], args[1], args[2].isEmpty ? .none : args[2])
      }
    }
    m.function("round(number, ndigits=None)", "Rounds to a number of decimals; halves go to the even neighbour.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let method = try thread.lookupSpecial(args[0], .__round__)
        if method.isEmpty {
          throw thread.raise(.typeError, "type \(args[0].type.displayName) doesn't define __round__ method")
        }
        return args[1].isEmpty || args[1].isNone ? try thread.call(method) : try thread.call(method, args[1])
      }
    }
    m.function("bin(number, /)", "Binary text of an int.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try Builtins.based(thread, args[0], "#b") }
    }
    m.function("oct(number, /)", "Octal text of an int.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try Builtins.based(thread, args[0], "#o") }
    }
    m.function("hex(number, /)", "Hexadecimal text of an int.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try Builtins.based(thread, args[0], "#x") }
    }
    m.function("chr(i, /)", "The character of a code point.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let i = try thread.int32(args[0])
        if i < 0 || i > 0x10FFFF { throw thread.raise(.valueError, "chr() arg not in range(0x110000)") }
        return Str.character(thread, UInt32(i)).value
      }
    }
    m.function("ord(c, /)", "The code point of a character.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let c = args[0]
        let size: Int
        if c.isKind(.str) {
          size = Str(c).length
          if size == 1 { return .int(Int(Str(c)[0])) }
        } else if c.isKind(.byteString) {
          size = Bytes(c).count
          if size == 1 { return .int(Int(Bytes(c).data[0])) }
        } else if c.isKind(.byteArray) {
          size = try thread.length(c)
          if size == 1 { return try thread.getItem(c, .int(0)) }
        } else {
          throw thread.raise(.typeError, "ord() expected string of length 1, but \(c.type.displayName) found")
        }
        throw thread.raise(.typeError, "ord() expected a character, but string of length \(size) found")
      }
    }
    m.quick(1) { a, _ in Quick.codePoint(Value(bits: a)).bits }
  }
  private static func based(_ thread: Thread, _ v: Value, _ spec: StaticString) throws(Raised) -> Value {
    try thread.format(try thread.index(v), Str.make(thread, spec)).value
  }
}

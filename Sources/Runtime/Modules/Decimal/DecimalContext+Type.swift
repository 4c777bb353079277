// The type Context.

extension DecimalContext {
  static func define(_ type: TypeBuilder) {
    type.doc("The context affects almost all operations and controls rounding,\nOver/Underflow, raising of exceptions and much more.  A new context\ncan be constructed as follows:\n\n    >>> c = Context(prec=28, Emin=-425000000, Emax=425000000,\n    ...             rounding=ROUND_HALF_EVEN, capitals=1, clamp=1,\n    ...             traps=[InvalidOperation, DivisionByZero, Overflow],\n    ...             flags=[])\n    >>>\n\n\n")
    type.layout(.record, size: MemoryLayout<Fields>.size)
    type.new("Context(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = DecimalContext(try Type(a[0]).allocateInstance(t))
        let standard = DecimalModule.defaultContext.value
        c.fill(precision: 28, rounding: .halfEven, traps: DecimalContext.standardTraps)
        if standard.isObject {
          let f = DecimalContext(standard).fields.pointee
          c.fields.pointee.precision = f.precision
          c.fields.pointee.rounding = f.rounding
          c.fields.pointee.emin = f.emin
          c.fields.pointee.emax = f.emax
          c.fields.pointee.capitals = f.capitals
          c.fields.pointee.clamp = f.clamp
          c.fields.pointee.traps = f.traps
        }
        return c.value
      }
    }
    type.initialize("Context(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)") {
      native($0, $1, $2, $3, DecimalContext.initialize)
    }
    type.slots.pointee.repr = { unary($0, $1, DecimalContext.repr) }
    defineAttributes(type)
    defineUnary(type)
    defineBinary(type)
    defineTests(type)
    defineOthers(type)
  }

  private static func defineAttributes(_ type: TypeBuilder) {
    type.property("prec", "", { _, v in DecimalContext(Value(bits: v)).fields.pointee.precision.bits }, set: {
      binary($0, $1, $2) { (t, v, x) throws(Raised) in
        try DecimalContext(v).set(t, .precision, x)
        return .none
      }
    })
    type.property("Emin", "", { _, v in DecimalContext(Value(bits: v)).fields.pointee.emin.bits }, set: {
      binary($0, $1, $2) { (t, v, x) throws(Raised) in
        try DecimalContext(v).set(t, .emin, x)
        return .none
      }
    })
    type.property("Emax", "", { _, v in DecimalContext(Value(bits: v)).fields.pointee.emax.bits }, set: {
      binary($0, $1, $2) { (t, v, x) throws(Raised) in
        try DecimalContext(v).set(t, .emax, x)
        return .none
      }
    })
    type.property("capitals", "", { _, v in DecimalContext(Value(bits: v)).fields.pointee.capitals.bits }, set: {
      binary($0, $1, $2) { (t, v, x) throws(Raised) in
        try DecimalContext(v).set(t, .capitals, x)
        return .none
      }
    })
    type.property("clamp", "", { _, v in DecimalContext(Value(bits: v)).fields.pointee.clamp.bits }, set: {
      binary($0, $1, $2) { (t, v, x) throws(Raised) in
        try DecimalContext(v).set(t, .clamp, x)
        return .none
      }
    })
    type.property("rounding", "", { unary($0, $1) { (t, v) throws(Raised) in
      Str.intern(t, (DecimalRounding(rawValue: DecimalContext(v).fields.pointee.rounding.asInt) ?? .halfEven).name).value
    } }, set: {
      binary($0, $1, $2) { (t, v, x) throws(Raised) in
        try DecimalContext(v).set(t, .rounding, x)
        return .none
      }
    })
    type.property("flags", "", { unary($0, $1) { (t, v) throws(Raised) in try DecimalContext(v).view(t, traps: false) } }, set: {
      binary($0, $1, $2) { (t, v, x) throws(Raised) in
        try DecimalContext(v).set(t, .flags, x)
        return .none
      }
    })
    type.property("traps", "", { unary($0, $1) { (t, v) throws(Raised) in try DecimalContext(v).view(t, traps: true) } }, set: {
      binary($0, $1, $2) { (t, v, x) throws(Raised) in
        try DecimalContext(v).set(t, .traps, x)
        return .none
      }
    })
  }

  private static func defineUnary(_ type: TypeBuilder) {
    type.method("abs(x, /)", "Return the absolute value of x.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.absolute(x) }
      }
    }
    type.method("copy_abs(x, /)", "Return a copy of x with the sign set to 0.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in x.with(negative: false) }
      }
    }
    type.method("copy_decimal(x, /)", "Return a copy of Decimal x.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in x }
      }
    }
    type.method("copy_negate(x, /)", "Return a copy of x with the sign inverted.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in x.negated }
      }
    }
    type.method("exp(x, /)", "Return e ** x.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.exponential(x) }
      }
    }
    type.method("ln(x, /)", "Return the natural (base e) logarithm of x.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.logarithm(x, base10: false) }
      }
    }
    type.method("log10(x, /)", "Return the base 10 logarithm of x.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.logarithm(x, base10: true) }
      }
    }
    type.method("logb(x, /)", "Return the exponent of the magnitude of the operand's MSD.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.logb(x) }
      }
    }
    type.method("logical_invert(x, /)", "Invert all digits of x.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.logicalInvert(x) }
      }
    }
    type.method("minus(x, /)", "Minus corresponds to the unary prefix minus operator in Python, but applies\nthe context to the result.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.minus(x) }
      }
    }
    type.method("next_minus(x, /)", "Return the largest representable number smaller than x.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.nextMinus(x) }
      }
    }
    type.method("next_plus(x, /)", "Return the smallest representable number larger than x.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.nextPlus(x) }
      }
    }
    type.method("normalize(x, /)", "Reduce x to its simplest form. Alias for reduce(x).\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.normalize(x) }
      }
    }
    type.method("plus(x, /)", "Plus corresponds to the unary prefix plus operator in Python, but applies\nthe context to the result.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.plus(x) }
      }
    }
    type.method("sqrt(x, /)", "Square root of a non-negative number to context precision.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.squareRoot(x) }
      }
    }
    type.method("to_integral(x, /)", "Identical to to_integral_value(x).\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.toIntegral(x, exact: false) }
      }
    }
    type.method("to_integral_exact(x, /)", "Round to an integer. Signal if the result is rounded or inexact.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.toIntegral(x, exact: true) }
      }
    }
    type.method("to_integral_value(x, /)", "Round to an integer.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.toIntegral(x, exact: false) }
      }
    }
  }

  private static func defineBinary(_ type: TypeBuilder) {
    type.method("add(x, y, /)", "Return the sum of x and y.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.add(x, y) }
      }
    }
    type.method("compare(x, y, /)", "Compare x and y numerically.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.compare(x, y) }
      }
    }
    type.method("compare_signal(x, y, /)", "Compare x and y numerically.  All NaNs signal.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.compare(x, y, signals: true) }
      }
    }
    type.method("compare_total(x, y, /)", "Compare x and y using their abstract representation.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in .small(try m.totalOrder(x, y)) }
      }
    }
    type.method("compare_total_mag(x, y, /)", "Compare x and y using their abstract representation, ignoring sign.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in .small(try m.totalOrder(x.with(negative: false), y.with(negative: false))) }
      }
    }
    type.method("copy_sign(x, y, /)", "Copy the sign from y to x.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in x.with(negative: y.isNegative) }
      }
    }
    type.method("divide(x, y, /)", "Return x divided by y.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.divide(x, y) }
      }
    }
    type.method("divide_int(x, y, /)", "Return x divided by y, truncated to an integer.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.divideInteger(x, y) }
      }
    }
    type.method("logical_and(x, y, /)", "Digit-wise and of x and y.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.logical(x, y) { $0 & $1 } }
      }
    }
    type.method("logical_or(x, y, /)", "Digit-wise or of x and y.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.logical(x, y) { $0 | $1 } }
      }
    }
    type.method("logical_xor(x, y, /)", "Digit-wise xor of x and y.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.logical(x, y) { $0 ^ $1 } }
      }
    }
    type.method("max(x, y, /)", "Compare the values numerically and return the maximum.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.extreme(x, y, largest: true, magnitude: false) }
      }
    }
    type.method("max_mag(x, y, /)", "Compare the values numerically with their sign ignored.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.extreme(x, y, largest: true, magnitude: true) }
      }
    }
    type.method("min(x, y, /)", "Compare the values numerically and return the minimum.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.extreme(x, y, largest: false, magnitude: false) }
      }
    }
    type.method("min_mag(x, y, /)", "Compare the values numerically with their sign ignored.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.extreme(x, y, largest: false, magnitude: true) }
      }
    }
    type.method("multiply(x, y, /)", "Return the product of x and y.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.multiply(x, y) }
      }
    }
    type.method("next_toward(x, y, /)", "Return the number closest to x, in the direction towards y.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.nextToward(x, y) }
      }
    }
    type.method("quantize(x, y, /)", "Return a value equal to x (rounded), having the exponent of y.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.quantize(x, y) }
      }
    }
    type.method("remainder(x, y, /)", "Return the remainder from integer division.  The sign of the result,\nif non-zero, is the same as that of the original dividend.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.remainder(x, y) }
      }
    }
    type.method("remainder_near(x, y, /)", "Return x - y * n, where n is the integer nearest the exact value of x / y\n(if the result is 0 then its sign will be the sign of x).\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.remainderNear(x, y) }
      }
    }
    type.method("rotate(x, y, /)", "Return a copy of x, rotated by y places.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.rotate(x, y) }
      }
    }
    type.method("scaleb(x, y, /)", "Return the first operand after adding the second value to its exp.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.scaleb(x, y) }
      }
    }
    type.method("shift(x, y, /)", "Return a copy of x, shifted by y places.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.shift(x, y) }
      }
    }
    type.method("subtract(x, y, /)", "Return the difference between x and y.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x, y) throws(Raised) in try m.add(x, y.isNaN ? y : y.negated) }
      }
    }
  }

  private static func defineTests(_ type: TypeBuilder) {
    type.method("is_finite(x, /)", "Return True if x is finite, False otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = try DecimalObject.argument(t, a[1])
        return .bool(!x.isSpecial)
      }
    }
    type.method("is_infinite(x, /)", "Return True if x is infinite, False otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = try DecimalObject.argument(t, a[1])
        return .bool(x.isInfinite)
      }
    }
    type.method("is_nan(x, /)", "Return True if x is a qNaN or sNaN, False otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = try DecimalObject.argument(t, a[1])
        return .bool(x.isNaN)
      }
    }
    type.method("is_qnan(x, /)", "Return True if x is a quiet NaN, False otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = try DecimalObject.argument(t, a[1])
        return .bool(x.isQuiet)
      }
    }
    type.method("is_signed(x, /)", "Return True if x is negative, False otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = try DecimalObject.argument(t, a[1])
        return .bool(x.isNegative)
      }
    }
    type.method("is_snan(x, /)", "Return True if x is a signaling NaN, False otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = try DecimalObject.argument(t, a[1])
        return .bool(x.isSignaling)
      }
    }
    type.method("is_zero(x, /)", "Return True if x is a zero, False otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = try DecimalObject.argument(t, a[1])
        return .bool(x.isZero)
      }
    }
    type.method("is_canonical(x, /)", "Return True if x is canonical, False otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard a[1].isInstance(of: .decimal) else { throw t.raise(.typeError, "argument must be a Decimal") }
        return .yes
      }
    }
    type.method("is_normal(x, /)", "Return True if x is a normal number, False otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        .bool(try DecimalContext(a[0]).math(t).isNormal(try DecimalObject.argument(t, a[1])))
      }
    }
    type.method("is_subnormal(x, /)", "Return True if x is subnormal, False otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        .bool(try DecimalContext(a[0]).math(t).isSubnormal(try DecimalObject.argument(t, a[1])))
      }
    }
  }

  private static func defineOthers(_ type: TypeBuilder) {
    type.method("Etiny()", "Return a value equal to Emin - prec + 1, which is the minimum exponent value\nfor subnormal results.  When underflow occurs, the exponent is set to Etiny.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        t.int(DecimalContext(a[0]).math(t).tiny)
      }
    }
    type.method("Etop()", "Return a value equal to Emax - prec + 1.  This is the maximum exponent\nif the _clamp field of the context is set to 1 (IEEE clamp mode).  Etop()\nmust not be negative.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        t.int(DecimalContext(a[0]).math(t).top)
      }
    }
    type.method("radix()", "Return 10.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        DecimalObject.make(t, .small(10))
      }
    }
    type.method("canonical(x, /)", "Return a new instance of x.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard a[1].isInstance(of: .decimal) else { throw t.raise(.typeError, "argument must be a Decimal") }
        return a[1]
      }
    }
    type.method("clear_flags()", "Reset all flags to False.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        DecimalContext(a[0]).fields.pointee.flags = .int(0)
        return .none
      }
    }
    type.method("clear_traps()", "Set all traps to False.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        DecimalContext(a[0]).fields.pointee.traps = .int(0)
        return .none
      }
    }
    type.method("copy()", "Return a duplicate of the context with all flags cleared.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalContext.copy(t, DecimalContext(a[0])).value
      }
    }
    type.method("__copy__()", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalContext.copy(t, DecimalContext(a[0])).value
      }
    }
    type.method("__reduce__()", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalContext.reduce(t, a)
      }
    }
    type.method("_apply(x, /)", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.contextMethod(t, a) { (m, x) throws(Raised) in try m.finalize(x) }
      }
    }
    type.method("create_decimal(num=\"0\", /)", "Create a new Decimal instance from num, using self as the context. Unlike the\nDecimal constructor, this function observes the context limits.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = DecimalContext(a[0])
        if a[1].isEmpty { return DecimalObject.make(t, .small(0)) }
        return DecimalObject.make(t, try DecimalObject.convert(t, a[1], c, limited: true))
      }
    }
    type.method("create_decimal_from_float(f, /)", "Create a new Decimal instance from float f.  Unlike the Decimal.from_float()\nclass method, this function observes the context limits.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = DecimalContext(a[0])
        var m = c.math(t)
        let r = try m.finalize(try DecimalObject.fromFloat(t, a[1]))
        return try DecimalObject.result(t, c, m, r)
      }
    }
    type.method("divmod(x, y, /)", "Return quotient and remainder of the division x / y.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = try DecimalObject.argument(t, a[1])
        return try DecimalObject.divmod(t, DecimalContext(a[0]), x, try DecimalObject.argument(t, a[2]))
      }
    }
    type.method("fma(x, y, z, /)", "Return x multiplied by y, plus z.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = DecimalContext(a[0])
        let x = try DecimalObject.argument(t, a[1])
        let y = try DecimalObject.argument(t, a[2])
        let z = try DecimalObject.argument(t, a[3])
        var m = c.math(t)
        let r = try m.fma(x, y, z)
        return try DecimalObject.result(t, c, m, r)
      }
    }
    type.method("power(a, b, modulo=None)", "Compute a**b. If 'a' is negative, then 'b' must be integral. The result\nwill be inexact unless 'a' is integral and the result is finite and can\nbe expressed exactly in 'precision' digits.  In the Python version the\nresult is always correctly rounded, in the C version the result is almost\nalways correctly rounded.\n\nIf modulo is given, compute (a**b) % modulo. The following restrictions\nhold:\n\n    * all three arguments must be integral\n    * 'b' must be nonnegative\n    * at least one of 'a' or 'b' must be nonzero\n    * modulo must be nonzero and less than 10**prec in absolute value\n\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = DecimalContext(a[0])
        let x = try DecimalObject.argument(t, a[1])
        let y = try DecimalObject.argument(t, a[2])
        var m = c.math(t)
        if a[3].isEmpty || a[3].isNone {
          let r = try m.power(x, y)
          return try DecimalObject.result(t, c, m, r)
        }
        let r = try m.power(x, y, modulo: try DecimalObject.argument(t, a[3]))
        return try DecimalObject.result(t, c, m, r)
      }
    }
    type.method("number_class(x, /)", "Return an indication of the class of x.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        Str.make(t, try DecimalContext(a[0]).math(t).numberClass(try DecimalObject.argument(t, a[1]))).value
      }
    }
    type.method("same_quantum(x, y, /)", "Return True if the two operands have the same exponent.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = try DecimalObject.argument(t, a[1])
        return .bool(DecimalObject.sameQuantum(x, try DecimalObject.argument(t, a[2])))
      }
    }
    type.method("to_sci_string(x, /)", "Convert a number to a string using scientific notation.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let capitals = DecimalContext(a[0]).fields.pointee.capitals.asInt != 0
        return try DecimalText.str(t, try DecimalObject.argument(t, a[1]), capitals: capitals).value
      }
    }
    type.method("to_eng_string(x, /)", "Convert a number to a string, using engineering notation.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let capitals = DecimalContext(a[0]).fields.pointee.capitals.asInt != 0
        return try NumberText.str(t, try DecimalText.text(t, try DecimalObject.argument(t, a[1]), capitals: capitals, engineering: true)).value
      }
    }
  }
}

// The type Decimal.

extension DecimalObject {
  static func define(_ type: TypeBuilder) {
    type.doc("Construct a new Decimal object. 'value' can be an integer, string, tuple,\nor another Decimal object. If no value is given, return Decimal('0'). The\ncontext does not affect the conversion and is only passed to determine if\nthe InvalidOperation trap is active.\n\n")
    type.layout(.record, size: MemoryLayout<Fields>.size)
    type.new("Decimal(value=\"0\", context=None)") { native($0, $1, $2, $3, DecimalObject.new) }
    defineSlots(type.slots)
    defineOperations(type)
    defineComparisons(type)
    defineTests(type)
    defineOthers(type)
    defineConversions(type)
  }

  private static func defineOperations(_ type: TypeBuilder) {
    type.method("exp(context=None)", "Return the value of the (natural) exponential function e**x at the given\nnumber.  The function always uses the ROUND_HALF_EVEN mode and the result\nis correctly rounded.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x) throws(Raised) in try m.exponential(x) }
      }
    }
    type.method("ln(context=None)", "Return the natural (base e) logarithm of the operand. The function always\nuses the ROUND_HALF_EVEN mode and the result is correctly rounded.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x) throws(Raised) in try m.logarithm(x, base10: false) }
      }
    }
    type.method("log10(context=None)", "Return the base ten logarithm of the operand. The function always uses the\nROUND_HALF_EVEN mode and the result is correctly rounded.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x) throws(Raised) in try m.logarithm(x, base10: true) }
      }
    }
    type.method("logb(context=None)", "For a non-zero number, return the adjusted exponent of the operand as a\nDecimal instance.  If the operand is a zero, then Decimal('-Infinity') is\nreturned and the DivisionByZero condition is raised. If the operand is\nan infinity then Decimal('Infinity') is returned.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x) throws(Raised) in try m.logb(x) }
      }
    }
    type.method("logical_invert(context=None)", "Return the digit-wise inversion of the (logical) operand.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x) throws(Raised) in try m.logicalInvert(x) }
      }
    }
    type.method("next_minus(context=None)", "Return the largest number representable in the given context (or in the\ncurrent default context if no context is given) that is smaller than the\ngiven operand.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x) throws(Raised) in try m.nextMinus(x) }
      }
    }
    type.method("next_plus(context=None)", "Return the smallest number representable in the given context (or in the\ncurrent default context if no context is given) that is larger than the\ngiven operand.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x) throws(Raised) in try m.nextPlus(x) }
      }
    }
    type.method("normalize(context=None)", "Normalize the number by stripping the rightmost trailing zeros and\nconverting any result equal to Decimal('0') to Decimal('0e0').  Used\nfor producing canonical values for members of an equivalence class.\nFor example, Decimal('32.100') and Decimal('0.321000e+2') both normalize\nto the equivalent value Decimal('32.1').\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x) throws(Raised) in try m.normalize(x) }
      }
    }
    type.method("sqrt(context=None)", "Return the square root of the argument to full precision. The result is\ncorrectly rounded using the ROUND_HALF_EVEN rounding mode.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x) throws(Raised) in try m.squareRoot(x) }
      }
    }
  }

  private static func defineComparisons(_ type: TypeBuilder) {
    type.method("compare(other, context=None)", "Compare self to other.  Return a decimal value:\n\n    a or b is a NaN ==> Decimal('NaN')\n    a < b           ==> Decimal('-1')\n    a == b          ==> Decimal('0')\n    a > b           ==> Decimal('1')\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.compare(x, y) }
      }
    }
    type.method("compare_signal(other, context=None)", "Identical to compare, except that all NaNs signal.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.compare(x, y, signals: true) }
      }
    }
    type.method("compare_total(other, context=None)", "Compare two operands using their abstract representation rather than\ntheir numerical value.  Similar to the compare() method, but the result\ngives a total ordering on Decimal instances.  Two Decimal instances with\nthe same numeric value but different representations compare unequal\nin this ordering:\n\n    >>> Decimal('12.0').compare_total(Decimal('12'))\n    Decimal('-1')\n\nQuiet and signaling NaNs are also included in the total ordering. The result\nof this function is Decimal('0') if both operands have the same representation,\nDecimal('-1') if the first operand is lower in the total order than the second,\nand Decimal('1') if the first operand is higher in the total order than the\nsecond operand. See the specification for details of the total order.\n\nThis operation is unaffected by context and is quiet: no flags are changed\nand no rounding is performed. As an exception, the C version may raise\nInvalidOperation if the second operand cannot be converted exactly.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in .small(try m.totalOrder(x, y)) }
      }
    }
    type.method("compare_total_mag(other, context=None)", "Compare two operands using their abstract representation rather than their\nvalue as in compare_total(), but ignoring the sign of each operand.\n\nx.compare_total_mag(y) is equivalent to x.copy_abs().compare_total(y.copy_abs()).\n\nThis operation is unaffected by context and is quiet: no flags are changed\nand no rounding is performed. As an exception, the C version may raise\nInvalidOperation if the second operand cannot be converted exactly.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in .small(try m.totalOrder(x.with(negative: false), y.with(negative: false))) }
      }
    }
    type.method("copy_sign(other, context=None)", "Return a copy of the first operand with the sign set to be the same as the\nsign of the second operand. For example:\n\n    >>> Decimal('2.3').copy_sign(Decimal('-1.5'))\n    Decimal('-2.3')\n\nThis operation is unaffected by context and is quiet: no flags are changed\nand no rounding is performed. As an exception, the C version may raise\nInvalidOperation if the second operand cannot be converted exactly.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in x.with(negative: y.isNegative) }
      }
    }
    type.method("logical_and(other, context=None)", "Return the digit-wise 'and' of the two (logical) operands.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.logical(x, y) { $0 & $1 } }
      }
    }
    type.method("logical_or(other, context=None)", "Return the digit-wise 'or' of the two (logical) operands.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.logical(x, y) { $0 | $1 } }
      }
    }
    type.method("logical_xor(other, context=None)", "Return the digit-wise 'exclusive or' of the two (logical) operands.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.logical(x, y) { $0 ^ $1 } }
      }
    }
    type.method("max(other, context=None)", "Maximum of self and other.  If one operand is a quiet NaN and the other is\nnumeric, the numeric operand is returned.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.extreme(x, y, largest: true, magnitude: false) }
      }
    }
    type.method("max_mag(other, context=None)", "Similar to the max() method, but the comparison is done using the absolute\nvalues of the operands.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.extreme(x, y, largest: true, magnitude: true) }
      }
    }
    type.method("min(other, context=None)", "Minimum of self and other. If one operand is a quiet NaN and the other is\nnumeric, the numeric operand is returned.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.extreme(x, y, largest: false, magnitude: false) }
      }
    }
    type.method("min_mag(other, context=None)", "Similar to the min() method, but the comparison is done using the absolute\nvalues of the operands.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.extreme(x, y, largest: false, magnitude: true) }
      }
    }
    type.method("next_toward(other, context=None)", "If the two operands are unequal, return the number closest to the first\noperand in the direction of the second operand.  If both operands are\nnumerically equal, return a copy of the first operand with the sign set\nto be the same as the sign of the second operand.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.nextToward(x, y) }
      }
    }
    type.method("remainder_near(other, context=None)", "Return the remainder from dividing self by other.  This differs from\nself % other in that the sign of the remainder is chosen so as to minimize\nits absolute value. More precisely, the return value is self - n * other\nwhere n is the integer nearest to the exact value of self / other, and\nif two integers are equally near then the even one is chosen.\n\nIf the result is zero then its sign will be the sign of self.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.remainderNear(x, y) }
      }
    }
    type.method("rotate(other, context=None)", "Return the result of rotating the digits of the first operand by an amount\nspecified by the second operand.  The second operand must be an integer in\nthe range -precision through precision. The absolute value of the second\noperand gives the number of places to rotate. If the second operand is\npositive then rotation is to the left; otherwise rotation is to the right.\nThe coefficient of the first operand is padded on the left with zeros to\nlength precision if necessary. The sign and exponent of the first operand are\nunchanged.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.rotate(x, y) }
      }
    }
    type.method("scaleb(other, context=None)", "Return the first operand with the exponent adjusted the second.  Equivalently,\nreturn the first operand multiplied by 10**other. The second operand must be\nan integer.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.scaleb(x, y) }
      }
    }
    type.method("shift(other, context=None)", "Return the result of shifting the digits of the first operand by an amount\nspecified by the second operand.  The second operand must be an integer in\nthe range -precision through precision. The absolute value of the second\noperand gives the number of places to shift. If the second operand is\npositive, then the shift is to the left; otherwise the shift is to the\nright. Digits shifted into the coefficient are zeros. The sign and exponent\nof the first operand are unchanged.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.method(t, a) { (m, x, y) throws(Raised) in try m.shift(x, y) }
      }
    }
  }

  private static func defineTests(_ type: TypeBuilder) {
    type.method("is_finite()", "Return True if the argument is a finite number, and False if the argument\nis infinite or a NaN.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = DecimalObject(a[0]).number
        return .bool(!x.isSpecial)
      }
    }
    type.method("is_infinite()", "Return True if the argument is either positive or negative infinity and\nFalse otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = DecimalObject(a[0]).number
        return .bool(x.isInfinite)
      }
    }
    type.method("is_nan()", "Return True if the argument is a (quiet or signaling) NaN and False\notherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = DecimalObject(a[0]).number
        return .bool(x.isNaN)
      }
    }
    type.method("is_qnan()", "Return True if the argument is a quiet NaN, and False otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = DecimalObject(a[0]).number
        return .bool(x.isQuiet)
      }
    }
    type.method("is_signed()", "Return True if the argument has a negative sign and False otherwise.\nNote that both zeros and NaNs can carry signs.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = DecimalObject(a[0]).number
        return .bool(x.isNegative)
      }
    }
    type.method("is_snan()", "Return True if the argument is a signaling NaN and False otherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = DecimalObject(a[0]).number
        return .bool(x.isSignaling)
      }
    }
    type.method("is_zero()", "Return True if the argument is a (positive or negative) zero and False\notherwise.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = DecimalObject(a[0]).number
        return .bool(x.isZero)
      }
    }
    type.method("is_canonical()", "Return True if the argument is canonical and False otherwise.  Currently,\na Decimal instance is always canonical, so this operation always returns\nTrue.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = DecimalObject(a[0]).number
        return .bool(x.bits >= 0)
      }
    }
    type.method("is_normal(context=None)", "Return True if the argument is a normal finite non-zero number with an\nadjusted exponent greater than or equal to Emin. Return False if the\nargument is zero, subnormal, infinite or a NaN.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        .bool(try DecimalContext.argument(t, a[1]).math(t).isNormal(DecimalObject(a[0]).number))
      }
    }
    type.method("is_subnormal(context=None)", "Return True if the argument is subnormal, and False otherwise. A number is\nsubnormal if it is non-zero, finite, and has an adjusted exponent less\nthan Emin.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        .bool(try DecimalContext.argument(t, a[1]).math(t).isSubnormal(DecimalObject(a[0]).number))
      }
    }
  }

  private static func defineOthers(_ type: TypeBuilder) {
    type.method("adjusted()", "Return the adjusted exponent of the number.  Defined as exp + digits - 1.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = DecimalObject(a[0]).number
        return x.isSpecial ? .int(0) : t.int(try x.adjusted(t))
      }
    }
    type.method("canonical()", "Return the canonical encoding of the argument.  Currently, the encoding\nof a Decimal instance is always canonical, so this operation returns its\nargument unchanged.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        a[0]
      }
    }
    type.method("conjugate()", "Return self.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        a[0]
      }
    }
    type.method("radix()", "Return Decimal(10), the radix (base) in which the Decimal class does\nall its arithmetic. Included for compatibility with the specification.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        DecimalObject.make(t, .small(10))
      }
    }
    type.method("copy_abs()", "Return the absolute value of the argument.  This operation is unaffected by\ncontext and is quiet: no flags are changed and no rounding is performed.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        DecimalObject.make(t, DecimalObject(a[0]).number.with(negative: false))
      }
    }
    type.method("copy_negate()", "Return the negation of the argument.  This operation is unaffected by context\nand is quiet: no flags are changed and no rounding is performed.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        DecimalObject.make(t, DecimalObject(a[0]).number.negated)
      }
    }
    type.method("fma(other, third, context=None)", "Fused multiply-add.  Return self*other+third with no rounding of the\nintermediate product self*other.\n\n    >>> Decimal(2).fma(3, 5)\n    Decimal('11')\n\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = try DecimalContext.argument(t, a[3])
        let y = try DecimalObject.argument(t, a[1])
        let z = try DecimalObject.argument(t, a[2])
        var m = c.math(t)
        let r = try m.fma(DecimalObject(a[0]).number, y, z)
        return try DecimalObject.result(t, c, m, r)
      }
    }
    type.method("quantize(exp, rounding=None, context=None)", "Return a value equal to the first operand after rounding and having the\nexponent of the second operand.\n\n    >>> Decimal('1.41421356').quantize(Decimal('1.000'))\n    Decimal('1.414')\n\nUnlike other operations, if the length of the coefficient after the quantize\noperation would be greater than precision, then an InvalidOperation is signaled.\nThis guarantees that, unless there is an error condition, the quantized exponent\nis always equal to that of the right-hand operand.\n\nAlso unlike other operations, quantize never signals Underflow, even if the\nresult is subnormal and inexact.\n\nIf the exponent of the second operand is larger than that of the first, then\nrounding may be necessary. In this case, the rounding mode is determined by the\nrounding argument if given, else by the given context argument; if neither\nargument is given, the rounding mode of the current thread's context is used.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = try DecimalContext.argument(t, a[3])
        var m = c.math(t)
        if !a[2].isEmpty, !a[2].isNone { m.rounding = try DecimalContext.rounding(t, a[2]) }
        let r = try m.quantize(DecimalObject(a[0]).number, try DecimalObject.argument(t, a[1]))
        return try DecimalObject.result(t, c, m, r)
      }
    }
    type.method("to_integral(rounding=None, context=None)", "Identical to the to_integral_value() method.  The to_integral() name has been\nkept for compatibility with older versions.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = try DecimalContext.argument(t, a[2])
        var m = c.math(t)
        if !a[1].isEmpty, !a[1].isNone { m.rounding = try DecimalContext.rounding(t, a[1]) }
        let r = try m.toIntegral(DecimalObject(a[0]).number, exact: false)
        return try DecimalObject.result(t, c, m, r)
      }
    }
    type.method("to_integral_value(rounding=None, context=None)", "Round to the nearest integer without signaling Inexact or Rounded.  The\nrounding mode is determined by the rounding parameter if given, else by\nthe given context. If neither parameter is given, then the rounding mode\nof the current default context is used.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = try DecimalContext.argument(t, a[2])
        var m = c.math(t)
        if !a[1].isEmpty, !a[1].isNone { m.rounding = try DecimalContext.rounding(t, a[1]) }
        let r = try m.toIntegral(DecimalObject(a[0]).number, exact: false)
        return try DecimalObject.result(t, c, m, r)
      }
    }
    type.method("to_integral_exact(rounding=None, context=None)", "Round to the nearest integer, signaling Inexact or Rounded as appropriate if\nrounding occurs.  The rounding mode is determined by the rounding parameter\nif given, else by the given context. If neither parameter is given, then the\nrounding mode of the current default context is used.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = try DecimalContext.argument(t, a[2])
        var m = c.math(t)
        if !a[1].isEmpty, !a[1].isNone { m.rounding = try DecimalContext.rounding(t, a[1]) }
        let r = try m.toIntegral(DecimalObject(a[0]).number, exact: true)
        return try DecimalObject.result(t, c, m, r)
      }
    }
    type.method("same_quantum(other, context=None)", "Test whether self and other have the same exponent or whether both are NaN.\n\nThis operation is unaffected by context and is quiet: no flags are changed\nand no rounding is performed. As an exception, the C version may raise\nInvalidOperation if the second operand cannot be converted exactly.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        _ = try DecimalContext.argument(t, a[2])
        return .bool(DecimalObject.sameQuantum(DecimalObject(a[0]).number, try DecimalObject.argument(t, a[1])))
      }
    }
    type.method("number_class(context=None)", "Return a string describing the class of the operand.  The returned value\nis one of the following ten strings:\n\n    * '-Infinity', indicating that the operand is negative infinity.\n    * '-Normal', indicating that the operand is a negative normal number.\n    * '-Subnormal', indicating that the operand is negative and subnormal.\n    * '-Zero', indicating that the operand is a negative zero.\n    * '+Zero', indicating that the operand is a positive zero.\n    * '+Subnormal', indicating that the operand is positive and subnormal.\n    * '+Normal', indicating that the operand is a positive normal number.\n    * '+Infinity', indicating that the operand is positive infinity.\n    * 'NaN', indicating that the operand is a quiet NaN (Not a Number).\n    * 'sNaN', indicating that the operand is a signaling NaN.\n\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        Str.make(t, try DecimalContext.argument(t, a[1]).math(t).numberClass(DecimalObject(a[0]).number)).value
      }
    }
    type.method("to_eng_string(context=None)", "Convert to an engineering-type string.  Engineering notation has an exponent\nwhich is a multiple of 3, so there are up to 3 digits left of the decimal\nplace. For example, Decimal('123E+1') is converted to Decimal('1.23E+3').\n\nThe value of context.capitals determines whether the exponent sign is lower\nor upper case. Otherwise, the context does not affect the operation.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let capitals = try DecimalContext.argument(t, a[1]).fields.pointee.capitals.asInt != 0
        return try NumberText.str(t, try DecimalText.text(t, DecimalObject(a[0]).number, capitals: capitals, engineering: true)).value
      }
    }
    type.classMethod("from_float(f, /)", "Class method that converts a float to a decimal number, exactly.\nSince 0.1 is not exactly representable in binary floating point,\nDecimal.from_float(0.1) is not the same as Decimal('0.1').\n\n    >>> Decimal.from_float(0.1)\n    Decimal('0.1000000000000000055511151231257827021181583404541015625')\n    >>> Decimal.from_float(float('nan'))\n    Decimal('NaN')\n    >>> Decimal.from_float(float('inf'))\n    Decimal('Infinity')\n    >>> Decimal.from_float(float('-inf'))\n    Decimal('-Infinity')\n\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = try DecimalObject.fromFloat(t, a[1])
        let plain = DecimalObject.make(t, x)
        return Type(a[0]) == Type[.decimal] ? plain : try t.call(a[0], plain)
      }
    }
  }

  private static func defineConversions(_ type: TypeBuilder) {
    type.method("as_tuple()", "Return a tuple representation of the number.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.asTuple(t, DecimalObject(a[0]).number)
      }
    }
    type.method("as_integer_ratio()", "Decimal.as_integer_ratio() -> (int, int)\n\nReturn a pair of integers, whose ratio is exactly equal to the original\nDecimal and with a positive denominator. The ratio is in lowest terms.\nRaise OverflowError on infinities and a ValueError on NaNs.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.ratio(t, DecimalObject(a[0]).number)
      }
    }
    type.method("__copy__()", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        a[0]
      }
    }
    type.method("__deepcopy__(memo, /)", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        a[0]
      }
    }
    type.method("__format__(format_spec, override={}, /)", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalFormat.format(t, a)
      }
    }
    type.method("__reduce__()", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        Tuple.pair(t, a[0].type.value, try Tuple.make(t, [try t.str(a[0]).value]).value)
      }
    }
    type.method("__round__(ndigits=None, /)", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let x = DecimalObject(a[0]).number
        if a[1].isEmpty { return try DecimalObject.toInt(t, x, .halfEven) }
        guard Int.isAny(a[1]) else { throw t.raise(.typeError, "optional arg must be an integer") }
        guard let n = Int.word(a[1]) else { throw t.raise(.overflowError, "Python int too large to convert to C ssize_t") }
        let c = try DecimalContext.current(t)
        var m = c.math(t)
        let r = try m.quantize(x, DecimalNumber(.int(1), 0 &- max(n, -Int.max), negative: false))
        return try DecimalObject.result(t, c, m, r)
      }
    }
    type.method("__ceil__()", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.toInt(t, DecimalObject(a[0]).number, .ceiling)
      }
    }
    type.method("__floor__()", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.toInt(t, DecimalObject(a[0]).number, .floor)
      }
    }
    type.method("__trunc__()", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalObject.toInt(t, DecimalObject(a[0]).number, .down)
      }
    }
    type.method("__complex__()", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        Complex.make(t, ComplexNumber(try DecimalObject.toDouble(t, DecimalObject(a[0]).number)))
      }
    }
    type.method("__sizeof__()", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = DecimalObject(a[0]).fields.pointee.coefficient
        return .int(MemoryLayout<Fields>.size &+ (c.isInt ? 0 : 16 &+ BigInt(c).count &* 8))
      }
    }
    type.property("real", "") { _, v in v }
    type.property("imag", "") { unary($0, $1) { (t, v) throws(Raised) in DecimalObject.make(t, .small(0)) } }
  }

  static func sameQuantum(_ x: DecimalNumber, _ y: DecimalNumber) -> Bool {
    if x.isSpecial || y.isSpecial { return x.isNaN && y.isNaN || x.isInfinite && y.isInfinite }
    return x.exponent == y.exponent
  }

  private static func defineSlots(_ slots: UnsafeMutablePointer<Slots>) {
    slots.pointee.repr = { unary($0, $1) { (t, v) throws(Raised) in
      let capitals = try DecimalContext.current(t).fields.pointee.capitals.asInt != 0
      var out = try StrBuilder(t, capacity: 40)
      try out.append("Decimal('")
      try out.append(try DecimalText.str(t, DecimalObject(v).number, capitals: capitals))
      try out.append("')")
      return try out.finish().value
    } }
    slots.pointee.str = { unary($0, $1) { (t, v) throws(Raised) in
      try DecimalText.str(t, DecimalObject(v).number, capitals: try DecimalContext.current(t).fields.pointee.capitals.asInt != 0).value
    } }
    slots.pointee.hash = { unary($0, $1, DecimalObject.hash) }
    slots.pointee.richCompare = { compare($0, $1, $2, $3, DecimalObject.richCompare) }
    slots.pointee.bool = { unary($0, $1) { (t, v) throws(Raised) in .bool(!DecimalObject(v).number.isZero) } }
    slots.pointee.negative = { unary($0, $1) { (t, v) throws(Raised) in try DecimalObject.slot(t, v) { (m, x) throws(Raised) in try m.minus(x) } } }
    slots.pointee.positive = { unary($0, $1) { (t, v) throws(Raised) in try DecimalObject.slot(t, v) { (m, x) throws(Raised) in try m.plus(x) } } }
    slots.pointee.absolute = { unary($0, $1) { (t, v) throws(Raised) in try DecimalObject.slot(t, v) { (m, x) throws(Raised) in try m.absolute(x) } } }
    slots.pointee.int = { unary($0, $1) { (t, v) throws(Raised) in try DecimalObject.toInt(t, DecimalObject(v).number, .down) } }
    slots.pointee.float = { unary($0, $1) { (t, v) throws(Raised) in t.float(try DecimalObject.toDouble(t, DecimalObject(v).number)) } }
    slots.pointee.add = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      try DecimalObject.slot(t, a, b) { (m, x, y) throws(Raised) in try m.add(x, y) }
    } }
    slots.pointee.subtract = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      try DecimalObject.slot(t, a, b) { (m, x, y) throws(Raised) in try m.add(x, y.isNaN ? y : y.negated) }
    } }
    slots.pointee.multiply = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      try DecimalObject.slot(t, a, b) { (m, x, y) throws(Raised) in try m.multiply(x, y) }
    } }
    slots.pointee.trueDivide = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      try DecimalObject.slot(t, a, b) { (m, x, y) throws(Raised) in try m.divide(x, y) }
    } }
    slots.pointee.floorDivide = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      try DecimalObject.slot(t, a, b) { (m, x, y) throws(Raised) in try m.divideInteger(x, y) }
    } }
    slots.pointee.remainder = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      try DecimalObject.slot(t, a, b) { (m, x, y) throws(Raised) in try m.remainder(x, y) }
    } }
    slots.pointee.divmod = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      guard let x = try DecimalObject.operand(t, a), let y = try DecimalObject.operand(t, b) else { return .notImplemented }
      return try DecimalObject.divmod(t, try DecimalContext.current(t), x, y)
    } }
    slots.pointee.power = { ternary($0, $1, $2, $3) { (t, a, b, modulo) throws(Raised) in
      guard let x = try DecimalObject.operand(t, a), let y = try DecimalObject.operand(t, b) else { return .notImplemented }
      let c = try DecimalContext.current(t)
      var m = c.math(t)
      if modulo.isNone || modulo.isEmpty {
        let r = try m.power(x, y)
        return try DecimalObject.result(t, c, m, r)
      }
      guard let z = try DecimalObject.operand(t, modulo) else { return .notImplemented }
      let r = try m.power(x, y, modulo: z)
      return try DecimalObject.result(t, c, m, r)
    } }
  }
  static func divmod(_ t: Thread, _ c: DecimalContext, _ x: DecimalNumber, _ y: DecimalNumber) throws(Raised) -> Value {
    var m = c.math(t)
    let (q, r) = try m.divmod(x, y)
    if m.status != 0 { try c.signal(t, m.status) }
    let quotient = make(t, q)
    return Tuple.pair(t, quotient, make(t, r))
  }
}

// The module _decimal: decimal arithmetic (the General Decimal Arithmetic Specification; Library Reference, "decimal").
//
//   DecimalNumber    a number, as the arithmetic sees it; Digits: powers of ten and numbers of digits
//   DecimalMath      the operations, under the limits of a context; coefficients are ints of the heap
//   DecimalText      from and to text
//   DecimalObject    the class Decimal
//   DecimalContext   the class Context, its mappings and its manager

enum DecimalModule {
  /// A tuple: the classes of the signals, in the order of their bits.
  static let signals = Root()
  static let conversionSyntax = Root()
  static let divisionImpossible = Root()
  static let divisionUndefined = Root()
  /// Classes
  static let tuple = Root()
  static let signalDict = Root()
  static let rational = Root()
  /// The context variable that holds the current context.
  static let variable = Root()
  static let defaultContext = Root()
  static let basicContext = Root()
  static let extendedContext = Root()
  /// The dict of the module that was made first.
  private static let first = Root()

  static func signal(_ i: Int) -> Value { Tuple(signals.value)[i] }

  static func isRational(_ t: Thread, _ v: Value) throws(Raised) -> Bool {
    if !v.isObject || v.isKind(.str) { return false }
    return try t.isInstance(v, rational.value)
  }

  private static func makeClass(_ t: Thread, _ m: ModuleBuilder, _ name: StaticString, _ bases: [Value]) throws(Raised) -> Value {
    let namespace = Dict.make(t)
    namespace.set(t, Name.__module__.str, Str.intern(t, "decimal").value)
    let c = try t.call(Type[.type].value, Str.intern(t, name).value, try Tuple.make(t, bases).value, namespace.value)
    m.set(name, c)
    return c
  }
  private static func makeSignals(_ t: Thread, _ m: ModuleBuilder) throws(Raised) {
    let base = try makeClass(t, m, "DecimalException", [Type[.arithmeticError].value])
    let clamped = try makeClass(t, m, "Clamped", [base])
    let invalid = try makeClass(t, m, "InvalidOperation", [base])
    let zero = try makeClass(t, m, "DivisionByZero", [base, Type[.zeroDivisionError].value])
    let inexact = try makeClass(t, m, "Inexact", [base])
    let rounded = try makeClass(t, m, "Rounded", [base])
    let subnormal = try makeClass(t, m, "Subnormal", [base])
    let overflow = try makeClass(t, m, "Overflow", [inexact, rounded])
    let underflow = try makeClass(t, m, "Underflow", [inexact, rounded, subnormal])
    let float = try makeClass(t, m, "FloatOperation", [base, Type[.typeError].value])
    signals.value = try Tuple.make(t, [invalid, float, zero, overflow, underflow, subnormal, inexact, rounded, clamped]).value
    conversionSyntax.value = try makeClass(t, m, "ConversionSyntax", [invalid])
    divisionImpossible.value = try makeClass(t, m, "DivisionImpossible", [invalid])
    divisionUndefined.value = try makeClass(t, m, "DivisionUndefined", [invalid, Type[.zeroDivisionError].value])
    _ = try makeClass(t, m, "InvalidContext", [invalid])
  }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.doc("C decimal arithmetic module")
    if first.value.isObject {
      // Imported anew: the same classes and templates.
      try Dict(first.value).forEach { (key, value) throws(Raised) in
        if try m.module.dict.get(t, key).isEmpty { try m.module.dict.set(t, key, value) }
      }
      return
    }
    try m.type(.decimal)
    try m.type(.decimalContext)
    _ = try BuiltinTypes.make(t, .decimalContextManager)
    let mixin = try BuiltinTypes.make(t, .decimalSignals)
    try makeSignals(t, m)

    let numbers = try Importer.module(t, Str.intern(t, "numbers"))
    rational.value = try t.getAttribute(numbers, Str.intern(t, "Rational"))
    _ = try t.callMethod(try t.getAttribute(numbers, Str.intern(t, "Number")), Str.intern(t, "register"), [Type[.decimal].value])
    let collections = try Importer.module(t, Str.intern(t, "collections"))
    let fields = Str.make(t, "sign digits exponent")
    tuple.value = try t.call(
      try t.getAttribute(collections, Str.intern(t, "namedtuple")), Str.intern(t, "DecimalTuple").value, fields.value)
    try t.setAttribute(tuple.value, Name.__module__.str, Str.intern(t, "decimal").value)
    m.set("DecimalTuple", tuple.value)
    let abc = try Importer.module(t, Str.intern(t, "_collections_abc"))
    let mapping = try t.getAttribute(abc, Str.intern(t, "MutableMapping"))
    let namespace = Dict.make(t)
    namespace.set(t, Name.__module__.str, Str.intern(t, "abc").value)
    signalDict.value = try t.call(
      mapping.type.value, Str.intern(t, "SignalDict").value, Tuple.pair(t, mixin.value, mapping), namespace.value)

    let contextVars = try Importer.module(t, Str.intern(t, "_contextvars"))
    variable.value = try t.call(try t.getAttribute(contextVars, Str.intern(t, "ContextVar")), Str.intern(t, "decimal_context").value)

    let standard = DecimalContext.standardTraps
    let basic = standard | Int(DecimalStatus.clamped | DecimalStatus.underflow)
    defaultContext.value = DecimalContext.template(t, precision: 28, rounding: .halfEven, traps: standard).value
    basicContext.value = DecimalContext.template(t, precision: 9, rounding: .halfUp, traps: basic).value
    extendedContext.value = DecimalContext.template(t, precision: 9, rounding: .halfEven, traps: 0).value
    m.set("DefaultContext", defaultContext.value)
    m.set("BasicContext", basicContext.value)
    m.set("ExtendedContext", extendedContext.value)

    m.set("MAX_PREC", .int(DecimalMath.maximum))
    m.set("MAX_EMAX", .int(DecimalMath.maximum))
    m.set("MIN_EMIN", .int(0 &- DecimalMath.maximum))
    m.set("MIN_ETINY", .int(DecimalMath.minimumTiny))
    m.set("HAVE_THREADS", .yes)
    m.set("HAVE_CONTEXTVAR", .yes)
    m.set("__version__", Str.make(t, "1.70").value)
    m.set("__libmpdec_version__", Str.make(t, "2.5.1").value)
    m.set("ROUND_UP", Str.intern(t, "ROUND_UP").value)
    m.set("ROUND_DOWN", Str.intern(t, "ROUND_DOWN").value)
    m.set("ROUND_CEILING", Str.intern(t, "ROUND_CEILING").value)
    m.set("ROUND_FLOOR", Str.intern(t, "ROUND_FLOOR").value)
    m.set("ROUND_HALF_UP", Str.intern(t, "ROUND_HALF_UP").value)
    m.set("ROUND_HALF_DOWN", Str.intern(t, "ROUND_HALF_DOWN").value)
    m.set("ROUND_HALF_EVEN", Str.intern(t, "ROUND_HALF_EVEN").value)
    m.set("ROUND_05UP", Str.intern(t, "ROUND_05UP").value)
    defineFunctions(m)
    first.value = m.module.dict.value
  }

  /// A function that says that it belongs to the module `decimal`.
  private static func function(_ m: ModuleBuilder, _ signature: StaticString, _ doc: StaticString, _ body: @escaping NativeBody) {
    let t = m.thread
    let definition = NativeDefinition.make(
      t, signature, doc, .function, owner: m.module.value, module: Str.intern(t, "decimal").value, body)
    m.module.dict.set(t, Str(definition.pointee.name), NativeFunction.function(t, definition))
  }
  private static func defineFunctions(_ m: ModuleBuilder) {
    function(m, "getcontext()", "Get the current default context.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try DecimalContext.current(t).value }
    }
    function(m, "setcontext(context, /)", "Set a new default context.\n\n") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard a[0].isInstance(of: .decimalContext) else { throw t.raise(.typeError, "argument must be a context") }
        let isTemplate = a[0] == DecimalModule.defaultContext.value || a[0] == DecimalModule.basicContext.value
          || a[0] == DecimalModule.extendedContext.value
        let c = DecimalContext(a[0])
        try DecimalContext.makeCurrent(t, isTemplate ? try DecimalContext.copy(t, c, flags: false) : c)
        return .none
      }
    }
    function(
      m, "localcontext(ctx=None, **kwargs)",
      "Return a context manager that will set the default context to a copy of ctx\non entry to the with-statement and restore the previous default context when\nexiting the with-statement. If no context is specified, a copy of the current\ndefault context is used.\n\n"
    ) { native($0, $1, $2, $3, DecimalModule.localContext) }
  }
  private static func localContext(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let previous = try DecimalContext.current(t)
    let local = try DecimalContext.copy(t, try DecimalContext.argument(t, a[0]))
    if a.keyword(0).isKind(.dict) {
      try Dict(a.keyword(0)).forEach { (key, value) throws(Raised) in
        let name = Str(key)
        let attributes: [(StaticString, DecimalContext.Attribute)] = [
          ("prec", .precision), ("rounding", .rounding), ("Emin", .emin), ("Emax", .emax), ("capitals", .capitals), ("clamp", .clamp),
          ("flags", .flags), ("traps", .traps),
        ]
        guard let found = attributes.first(where: { name.equals($0.0) }) else {
          throw t.raise(.typeError, "'\(name.string)' is an invalid keyword argument for this function")
        }
        if value.isNone { return }
        if found.1 == .flags || found.1 == .traps, value.isKind(.list) {
          var mask = 0
          for i in 0..<List(value).count { mask |= 1 << (try DecimalSignals.index(t, List(value)[i])) }
          if found.1 == .flags { local.fields.pointee.flags = .int(DecimalContext.conditions(mask)) } else { local.fields.pointee.traps = .int(mask) }
          return
        }
        try local.set(t, found.1, value)
      }
    }
    let manager = DecimalContextManager(
      t.allocate(MemoryLayout<DecimalContextManager.Fields>.size, .record, TypeID.decimalContextManager))
    manager.fields.pointee.local = local.value
    manager.fields.pointee.previous = previous.value
    return manager.value
  }
}

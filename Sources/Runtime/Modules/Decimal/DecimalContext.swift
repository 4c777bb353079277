// Context: precision, rounding and limits, the flags of what has happened, and the traps.

struct DecimalContext: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    // ints
    var precision: Value
    var rounding: Value
    var emin: Value
    var emax: Value
    var capitals: Value
    var clamp: Value
    var flags: Value
    var traps: Value
    /// The mappings that show flags and traps, or empty.
    var flagsView: Value
    var trapsView: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  @inline(__always) func math(_ t: Thread) -> DecimalMath {
    let f = fields.pointee
    var m = DecimalMath(t, precision: f.precision.asInt, rounding: DecimalRounding(rawValue: f.rounding.asInt) ?? .halfEven)
    m.emin = f.emin.asInt
    m.emax = f.emax.asInt
    m.clamps = f.clamp.asInt != 0
    return m
  }
  /// Conditions become their signal.
  static func signals(_ status: UInt32) -> Int {
    Int(status & DecimalStatus.signals | (status & DecimalStatus.anyInvalid != 0 ? DecimalStatus.invalid : 0))
  }
  /// Sets flags.
  func note(_ status: UInt32) { fields.pointee.flags = .int(fields.pointee.flags.asInt | Int(status)) }
  /// A signal that a program sets stands for all of its conditions.
  static func conditions(_ signals: Int) -> Int { signals & 1 != 0 ? signals | Int(DecimalStatus.anyInvalid) : signals }
  /// Sets flags, and raises what is trapped.
  @inline(never) func signal(_ t: Thread, _ status: UInt32) throws(Raised) {
    note(status)
    let trapped = fields.pointee.traps.asInt & DecimalContext.signals(status)
    if trapped == 0 { return }
    let list = try List.make(t)
    if trapped & 1 != 0 {
      if status & DecimalStatus.invalid != 0 { try list.append(t, DecimalModule.signal(0)) }
      if status & DecimalStatus.conversionSyntax != 0 { try list.append(t, DecimalModule.conversionSyntax.value) }
      if status & DecimalStatus.divisionImpossible != 0 { try list.append(t, DecimalModule.divisionImpossible.value) }
      if status & DecimalStatus.divisionUndefined != 0 { try list.append(t, DecimalModule.divisionUndefined.value) }
    }
    for i in 1..<DecimalStatus.signalCount where trapped & 1 << i != 0 { try list.append(t, DecimalModule.signal(i)) }
    throw t.raise(try t.call(DecimalModule.signal(trapped.trailingZeroBitCount), list.value))
  }

  // MARK: The current context

  private static let cacheKey = Root()
  private static let cached = Root()

  /// The context of the running thread or coroutine, which is made when there is none.
  @inline(__always) static func current(_ t: Thread) throws(Raised) -> DecimalContext {
    let c = t.state.pointee.context
    if c.isObject, Context(c).fields.pointee.variables == cacheKey.value { return DecimalContext(cached.value) }
    return try findCurrent(t)
  }
  @inline(never) private static func findCurrent(_ t: Thread) throws(Raised) -> DecimalContext {
    let context = Context.current(t)
    if let e = try context.variables.find(t, DecimalModule.variable.value), e.pointee.value.isInstance(of: .decimalContext) {
      cached.value = e.pointee.value
      cacheKey.value = Context.current(t).fields.pointee.variables
      return DecimalContext(cached.value)
    }
    let fresh = try copy(t, DecimalContext(DecimalModule.defaultContext.value), flags: false)
    try makeCurrent(t, fresh)
    return fresh
  }
  static func makeCurrent(_ t: Thread, _ c: DecimalContext) throws(Raised) {
    let context = Context.current(t)
    try context.set(t, DecimalModule.variable.value, c.value)
    cached.value = c.value
    cacheKey.value = context.fields.pointee.variables
  }
  /// An optional argument.
  @inline(__always) static func argument(_ t: Thread, _ v: Value) throws(Raised) -> DecimalContext {
    if v.isEmpty || v.isNone { return try current(t) }
    if v.isInstance(of: .decimalContext) { return DecimalContext(v) }
    throw t.raise(.typeError, "optional argument must be a context")
  }
  static func copy(_ t: Thread, _ c: DecimalContext, flags: Bool = true) throws(Raised) -> DecimalContext {
    let r = DecimalContext(t.allocate(MemoryLayout<Fields>.size, .record, TypeID.decimalContext))
    let header = r.fields.pointee.header
    r.fields.pointee = c.fields.pointee
    r.fields.pointee.header = header
    r.fields.pointee.flagsView = .empty
    r.fields.pointee.trapsView = .empty
    if !flags { r.fields.pointee.flags = .int(0) }
    return r
  }
  static var standardTraps: Int { Int(DecimalStatus.invalid | DecimalStatus.divisionByZero | DecimalStatus.overflow) }
  func fill(precision: Int, rounding: DecimalRounding, traps: Int) {
    fields.pointee.precision = .int(precision)
    fields.pointee.rounding = .int(rounding.rawValue)
    fields.pointee.emin = .int(-999_999)
    fields.pointee.emax = .int(999_999)
    fields.pointee.capitals = .int(1)
    fields.pointee.clamp = .int(0)
    fields.pointee.flags = .int(0)
    fields.pointee.traps = .int(traps)
    fields.pointee.flagsView = .empty
    fields.pointee.trapsView = .empty
  }
  static func template(_ t: Thread, precision: Int, rounding: DecimalRounding, traps: Int) -> DecimalContext {
    let c = DecimalContext(t.allocate(MemoryLayout<Fields>.size, .record, TypeID.decimalContext))
    c.fill(precision: precision, rounding: rounding, traps: traps)
    return c
  }

  // MARK: Attributes

  enum Attribute: Int { case precision, rounding, emin, emax, capitals, clamp, flags, traps }

  private static func number(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    guard Int.isAny(v) else { throw t.raise(.typeError, "an integer is required") }
    guard let i = Int.word(v) else { throw t.raise(.overflowError, "Python int too large to convert to C ssize_t") }
    return i
  }
  static func rounding(_ t: Thread, _ v: Value) throws(Raised) -> DecimalRounding {
    if let r = DecimalRounding(v) { return r }
    throw t.raise(
      .typeError,
      "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]")
  }
  func set(_ t: Thread, _ attribute: Attribute, _ v: Value) throws(Raised) {
    if v.isEmpty { throw t.raise(.attributeError, "context attributes cannot be deleted") }
    switch attribute {
    case .precision:
      let i = try DecimalContext.number(t, v)
      if i < 1 || i > DecimalMath.maximum { throw t.raise(.valueError, "valid range for prec is [1, MAX_PREC]") }
      fields.pointee.precision = .int(i)
    case .rounding: fields.pointee.rounding = .int(try DecimalContext.rounding(t, v).rawValue)
    case .emin:
      let i = try DecimalContext.number(t, v)
      if i > 0 || i < 0 &- DecimalMath.maximum { throw t.raise(.valueError, "valid range for Emin is [MIN_EMIN, 0]") }
      fields.pointee.emin = .int(i)
    case .emax:
      let i = try DecimalContext.number(t, v)
      if i < 0 || i > DecimalMath.maximum { throw t.raise(.valueError, "valid range for Emax is [0, MAX_EMAX]") }
      fields.pointee.emax = .int(i)
    case .capitals:
      let i = try DecimalContext.number(t, v)
      if i != 0 && i != 1 { throw t.raise(.valueError, "valid values for capitals are 0 or 1") }
      fields.pointee.capitals = .int(i)
    case .clamp:
      let i = try DecimalContext.number(t, v)
      if i != 0 && i != 1 { throw t.raise(.valueError, "valid values for clamp are 0 or 1") }
      fields.pointee.clamp = .int(i)
    case .flags: fields.pointee.flags = .int(DecimalContext.conditions(try DecimalSignals.mask(t, v)))
    case .traps: fields.pointee.traps = .int(try DecimalSignals.mask(t, v))
    }
  }
  /// The signals of a list, for `Context(traps=…)`; mappings as well.
  private static func signalList(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    if !v.isKind(.list) { return try DecimalSignals.mask(t, v) }
    var mask = 0
    let list = List(v)
    for i in 0..<list.count { mask |= 1 << (try DecimalSignals.index(t, list[i])) }
    return mask
  }
  static func initialize(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let c = DecimalContext(a[0])
    func given(_ i: Int) -> Value? { a[i].isEmpty || a[i].isNone ? nil : a[i] }
    let order: [Attribute] = [.precision, .rounding, .emin, .emax, .capitals, .clamp]
    for (i, attribute) in order.enumerated() {
      if let v = given(i + 1) { try c.set(t, attribute, v) }
    }
    if let v = given(8) { c.fields.pointee.traps = .int(try signalList(t, v)) }
    if let v = given(7) { c.fields.pointee.flags = .int(DecimalContext.conditions(try signalList(t, v))) }
    return .none
  }
  /// The names of what is set, in alphabetical order of the conditions; those of InvalidOperation show as that, once.
  private static func names(_ mask: Int) -> String {
    let invalid = "InvalidOperation"
    let order: [(Int, String)] = [
      (256, "Clamped"), (512, invalid), (4, "DivisionByZero"), (1024 | 2048, invalid), (64, "Inexact"), (1, invalid), (2, "FloatOperation"),
      (8, "Overflow"), (128, "Rounded"), (32, "Subnormal"), (16, "Underflow"),
    ]
    var names: [String] = []
    for (bit, name) in order where mask & bit != 0 && !names.contains(name) { names.append(name) }
    return "[" + names.joined(separator: ", ") + "]"
  }
  static func repr(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let f = DecimalContext(v).fields.pointee
    let rounding = DecimalRounding(rawValue: f.rounding.asInt) ?? .halfEven
    let text = "Context(prec=\(f.precision.asInt), rounding=\(rounding.name), Emin=\(f.emin.asInt), Emax=\(f.emax.asInt), "
      + "capitals=\(f.capitals.asInt), clamp=\(f.clamp.asInt), flags=\(names(f.flags.asInt)), traps=\(names(conditions(f.traps.asInt))))"
    return Str.make(t, text).value
  }
  static func reduce(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let f = DecimalContext(a[0]).fields.pointee
    let rounding = DecimalRounding(rawValue: f.rounding.asInt) ?? .halfEven
    let flags = try DecimalSignals.list(t, signals(UInt32(truncatingIfNeeded: f.flags.asInt)))
    let traps = try DecimalSignals.list(t, f.traps.asInt)
    let state = try Tuple.make(
      t, [f.precision, Str.intern(t, rounding.name).value, f.emin, f.emax, f.capitals, f.clamp, flags.value, traps.value])
    return Tuple.pair(t, a[0].type.value, state.value)
  }
  func view(_ t: Thread, traps: Bool) throws(Raised) -> Value {
    let old = traps ? fields.pointee.trapsView : fields.pointee.flagsView
    if old.isObject { return old }
    let v = DecimalSignals(try Type(DecimalModule.signalDict.value).allocateInstance(t))
    v.barrier()
    v.fields.pointee.owner = value
    v.fields.pointee.isTraps = .int(traps ? 1 : 0)
    barrier()
    if traps { fields.pointee.trapsView = v.value } else { fields.pointee.flagsView = v.value }
    return v.value
  }
}

/// SignalDict: a mapping of the signals to whether a bit of the context is set.
struct DecimalSignals: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// The context.
    var owner: Value
    /// int: 1 for the traps, 0 for the flags
    var isTraps: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  func context(_ t: Thread) throws(Raised) -> DecimalContext {
    let v = fields.pointee.owner
    if v.isObject { return DecimalContext(v) }
    throw t.raise(.valueError, "invalid signal dict")
  }
  func mask(_ t: Thread) throws(Raised) -> Int {
    let c = try context(t)
    if fields.pointee.isTraps == .int(1) { return c.fields.pointee.traps.asInt }
    return DecimalContext.signals(UInt32(truncatingIfNeeded: c.fields.pointee.flags.asInt))
  }
  static func index(_ t: Thread, _ signal: Value) throws(Raised) -> Int {
    for i in 0..<DecimalStatus.signalCount where DecimalModule.signal(i) == signal { return i }
    throw t.raise(
      .keyError,
      "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]")
  }
  /// The bits of a SignalDict, or of a dict that has all signals as keys.
  static func mask(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    if v.isInstance(of: .decimalSignals) { return try DecimalSignals(v).mask(t) }
    guard v.isKind(.dict) else { throw t.raise(.typeError, "argument must be a signal dict") }
    if Dict(v).count != DecimalStatus.signalCount { throw t.raise(.keyError, "invalid signal dict") }
    var mask = 0
    for i in 0..<DecimalStatus.signalCount {
      let x = try Dict(v).get(t, DecimalModule.signal(i))
      if x.isEmpty { throw t.raise(.keyError, "invalid signal dict") }
      if try t.truth(x) { mask |= 1 << i }
    }
    return mask
  }
  static func list(_ t: Thread, _ mask: Int) throws(Raised) -> List {
    let list = try List.make(t)
    for i in 0..<DecimalStatus.signalCount where mask & 1 << i != 0 { try list.append(t, DecimalModule.signal(i)) }
    return list
  }
  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.new("SignalDictMixin(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in Value(try Type(a[0]).allocateInstance(t)) }
    }
    type.initialize("SignalDictMixin()") { native($0, $1, $2, $3) { (t, a) throws(Raised) in .none } }
    let slots = type.slots
    slots.pointee.length = { unary($0, $1) { (t, v) throws(Raised) in
      _ = try DecimalSignals(v).context(t)
      return .int(DecimalStatus.signalCount)
    } }
    slots.pointee.getItem = { binary($0, $1, $2) { (t, v, key) throws(Raised) in
      let mask = try DecimalSignals(v).mask(t)
      return .bool(mask & 1 << (try DecimalSignals.index(t, key)) != 0)
    } }
    slots.pointee.setItem = { ternary($0, $1, $2, $3) { (t, v, key, x) throws(Raised) in
      let c = try DecimalSignals(v).context(t)
      if x.isEmpty { throw t.raise(.valueError, "signal keys cannot be deleted") }
      let bit = 1 << (try DecimalSignals.index(t, key))
      let on = try t.truth(x)
      if DecimalSignals(v).fields.pointee.isTraps == .int(1) {
        let old = c.fields.pointee.traps.asInt
        c.fields.pointee.traps = .int(on ? old | bit : old & ~bit)
      } else {
        let old = c.fields.pointee.flags.asInt
        let bits = DecimalContext.conditions(bit)
        c.fields.pointee.flags = .int(on ? old | bits : old & ~bits)
      }
      return .none
    } }
    slots.pointee.iter = { unary($0, $1) { (t, v) throws(Raised) in
      _ = try DecimalSignals(v).context(t)
      return try t.iterator(try DecimalSignals.list(t, Int(DecimalStatus.signals)).value)
    } }
    slots.pointee.repr = { unary($0, $1) { (t, v) throws(Raised) in
      let mask = try DecimalSignals(v).mask(t)
      var parts: [String] = []
      for i in 0..<DecimalStatus.signalCount {
        parts.append("<class 'decimal.\(Type(DecimalModule.signal(i)).shortName)'>:\(mask & 1 << i != 0 ? "True" : "False")")
      }
      return Str.make(t, "{" + parts.joined(separator: ", ") + "}").value
    } }
    slots.pointee.richCompare = { compare($0, $1, $2, $3) { (t, a, b, op) throws(Raised) in
      guard op == .eq || op == .ne, b.isInstance(of: .decimalSignals) || b.isKind(.dict) else { return .notImplemented }
      let mine = try DecimalSignals(a).mask(t)
      if b.isKind(.dict) {
        // A dict without all the signals is no equal one.
        guard let theirs = try t.ignoring(.keyError, { () throws(Raised) in try DecimalSignals.mask(t, b) }) else { return .bool(op == .ne) }
        return .bool((mine == theirs) == (op == .eq))
      }
      return .bool((mine == (try DecimalSignals.mask(t, b))) == (op == .eq))
    } }
    slots.pointee.hash = { Unhashable.hash($0, $1) }
    type.method("copy()", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let mask = try DecimalSignals(a[0]).mask(t)
        let d = Dict.make(t)
        for i in 0..<DecimalStatus.signalCount { try d.set(t, DecimalModule.signal(i), .bool(mask & 1 << i != 0)) }
        return d.value
      }
    }
  }
}

/// What localcontext() returns: sets a context for the block, and the one before afterwards.
struct DecimalContextManager: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    var local: Value
    var previous: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.flags(.noNew)
    type.method("__enter__()", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let local = DecimalContextManager(a[0]).fields.pointee.local
        try DecimalContext.makeCurrent(t, DecimalContext(local))
        return local
      }
    }
    type.method("__exit__(*args)", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DecimalContext.makeCurrent(t, DecimalContext(DecimalContextManager(a[0]).fields.pointee.previous))
        return .no
      }
    }
  }
}

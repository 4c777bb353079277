// BaseExceptionGroup and ExceptionGroup (PEP 654), and how `except*` divides one.

public enum ExceptionGroup {
  static func isGroup(_ v: Value) -> Bool { v.isObject && v.isInstance(of: .baseExceptionGroup) }
  static func exceptions(_ group: Value) -> Tuple { Tuple(Exception(group).extra(1).pointee) }

  /// `BaseExceptionGroup.__new__(cls, message, exceptions)`
  static func new(_ thread: Thread, _ type: Type, _ args: Args) throws(Raised) -> Value {
    let name = "BaseExceptionGroup.__new__()"
    if args.count != 3 { throw thread.raise(.typeError, "\(name) takes exactly 2 arguments (\(args.count - 1) given)") }
    guard args[1].isKind(.str) else {
      throw thread.raise(.typeError, "\(name) argument 1 must be str, not \(args[1].type.displayName)")
    }
    let given = args[2]
    guard !thread.typeIsSet(given), given.type.slots.pointee.getItem != nil, !given.isKind(.dict) else {
      throw thread.raise(.typeError, "second argument (exceptions) must be a sequence")
    }
    let list = try List.make(thread)
    try thread.forEach(given) { (v) throws(Raised) in
      try list.append(thread, v)
      return true
    }
    if list.count == 0 { throw thread.raise(.valueError, "second argument (exceptions) must be a non-empty sequence") }
    var allPlain = true
    for i in 0..<list.count {
      guard list[i].isObject, list[i].isInstance(of: .baseException) else {
        throw thread.raise(.valueError, "Item \(i) of second argument (exceptions) is not an exception")
      }
      if !list[i].isInstance(of: .exception) { allPlain = false }
    }
    var chosen = type
    if type == Type[.baseExceptionGroup] {
      if allPlain { chosen = Type[.exceptionGroup] }
    } else if type == Type[.exceptionGroup] {
      if !allPlain { throw thread.raise(.typeError, "Cannot nest BaseExceptions in an ExceptionGroup") }
    } else if !allPlain, type.isSubclass(of: .exception) {
      throw thread.raise(.typeError, "Cannot nest BaseExceptions in '\(type.displayName)'")
    }
    let e = try Exceptions.allocate(thread, chosen, try Tuple.make(thread, [args[1], given]))
    e.setExtra(0, args[1])
    e.setExtra(1, try Tuple.make(thread, list.items, count: list.count).value)
    return e.value
  }

  static func define(_ type: TypeBuilder) {
    type.slots.pointee.str = {
      unary($0, $1) { (thread, v) throws(Raised) in
        let n = ExceptionGroup.exceptions(v).count
        let message = try thread.str(Exception(v).extra(0).pointee).string
        return Str.make(thread, "\(message) (\(n) sub-exception\(n == 1 ? "" : "s"))").value
      }
    }
    type.method("derive(excs, /)", "A group of the same kind with other exceptions.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        try thread.call(Type[.baseExceptionGroup].value, Exception(args[0]).extra(0).pointee, args[1])
      }
    }
    type.method("subgroup(condition, /)", "The part whose exceptions match, or None.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        try ExceptionGroup.divide(thread, args[0], try Condition(thread, args[1]), wantRest: false).match
      }
    }
    type.method("split(condition, /)", "The part whose exceptions match and the rest; each may be None.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let parts = try ExceptionGroup.divide(thread, args[0], try Condition(thread, args[1]), wantRest: true)
        return Tuple.pair(thread, parts.match, parts.rest)
      }
    }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try GenericAlias.make(thread, args[0], args[1]) }
    }
  }

  /// ExceptionGroup is the one built-in class with two bases: (BaseExceptionGroup, Exception).
  static func defineOrdinary(_ type: TypeBuilder) {
    let own = type.type
    let order: [Value] = [
      own.value, Type[.baseExceptionGroup].value, Type[.exception].value, Type[.baseException].value, Type[.object].value,
    ]
    own.fields.pointee.bases = Tuple.pair(type.thread, order[1], order[2])
    if let mro = try? Tuple.make(type.thread, order) { own.fields.pointee.mro = mro.value }
    own.barrier()
  }

  /// What `split` asks of each exception: a class, a tuple of classes, a function; or (for `except*`) identity with leaves of another group.
  struct Condition {
    let value: Value
    let isFunction: Bool
    init(_ thread: Thread, _ value: Value) throws(Raised) {
      self.value = value
      let isClass = value.isKind(.type) && Type(value).isSubclass(of: .baseException)
      var isTuple = false
      if value.isKind(.tuple) {
        isTuple = true
        for i in 0..<Tuple(value).count {
          let item = Tuple(value)[i]
          if !(item.isKind(.type) && Type(item).isSubclass(of: .baseException)) { isTuple = false }
        }
      }
      isFunction = !isClass && !isTuple
      if isFunction, value.isKind(.type) || value.type.slots.pointee.call == nil {
        throw thread.raise(.typeError, "expected a function, exception type or tuple of exception types")
      }
    }
    /// For `except*` and for collecting leaves: `value` is a class, a tuple, or a list of leaves to be kept.
    init(trusted value: Value) {
      self.value = value
      isFunction = false
    }
    func holds(_ thread: Thread, _ exception: Value) throws(Raised) -> Bool {
      if isFunction { return try thread.truth(try thread.call(value, exception)) }
      if value.isKind(.list) {
        let list = List(value)
        for i in 0..<list.count where list[i] == exception { return true }
        return false
      }
      return Exceptions.matches(exception, value)
    }
  }

  /// Divides a group or single exception; an absent part is none.
  static func divide(_ thread: Thread, _ e: Value, _ condition: Condition, wantRest: Bool) throws(Raised) -> (match: Value, rest: Value) {
    try thread.checkNativeStack()
    let isLeafOnly = condition.value.isKind(.list)
    if !(isLeafOnly && isGroup(e)), try condition.holds(thread, e) { return (e, .none) }
    if !isGroup(e) { return (.none, wantRest ? e : .none) }
    let matching = try List.make(thread)
    let others = try List.make(thread)
    let all = exceptions(e)
    for i in 0..<all.count {
      let parts = try divide(thread, all[i], condition, wantRest: wantRest)
      if !parts.match.isNone { try matching.append(thread, parts.match) }
      if !parts.rest.isNone { try others.append(thread, parts.rest) }
    }
    let match = try derive(thread, e, matching)
    return (match, wantRest ? try derive(thread, e, others) : .none)
  }

  /// `derive` and the metadata that a part inherits from its whole; none for no exceptions.
  static func derive(_ thread: Thread, _ whole: Value, _ parts: List) throws(Raised) -> Value {
    if parts.count == 0 { return .none }
    let group = try thread.callMethod(whole, Str.intern(thread, "derive"), [parts.value])
    guard isGroup(group) else { throw thread.raise(.typeError, "derive must return an instance of BaseExceptionGroup") }
    let from = Exception(whole)
    let to = Exception(group)
    to.setTraceback(from.fields.pointee.traceback)
    to.setContext(from.fields.pointee.context)
    to.barrier()
    to.fields.pointee.cause = from.fields.pointee.cause
    to.fields.pointee.suppressContext = from.fields.pointee.suppressContext
    let notes = try thread.getAttributeOrEmpty(whole, Name.__notes__.str)
    if notes.isKind(.list) {
      let copy = try List.make(thread, List(notes).items, count: List(notes).count)
      try thread.setAttribute(group, Name.__notes__.str, copy.value)
    }
    return group
  }
}

extension Exceptions {
  /// Whether an exception object is an instance of a class or of one in a tuple (nested tuples too): what `except` asks.
  static func matches(_ exception: Value, _ condition: Value) -> Bool {
    if condition.isKind(.type) { return exception.type.isSubclass(of: Type(condition)) }
    if condition.isKind(.tuple) {
      let tuple = Tuple(condition)
      for i in 0..<tuple.count where matches(exception, tuple[i]) { return true }
    }
    return false
  }
}

extension Thread {
  func typeIsSet(_ v: Value) -> Bool { v.isKind(.set) }
}

// Functions about any object: attributes, classes, identity, text.

extension Builtins {
  static func defineObjectFunctions(_ m: ModuleBuilder) {
    m.function("callable(obj, /)", "Whether the object can be called.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in .bool(args[0].type.slots.pointee.call != nil) }
    }
    m.function("id(obj, /)", "The identity of an object: unique among the objects that live at the same time.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in Builtins.identity(thread, args[0]) }
    }
    m.function("hash(obj, /)", "The hash of an object.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in thread.int(try thread.hash(args[0])) }
    }
    m.function("repr(obj, /)", "The canonical text of an object.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try thread.repr(args[0]).value }
    }
    m.function("ascii(obj, /)", "repr() with everything beyond ASCII escaped.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try thread.ascii(args[0]).value }
    }
    m.function("format(value, format_spec='', /)", "The text of a value in a format.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let spec = args[1].isEmpty ? machine.pointee.emptyString : args[1]
        guard spec.isKind(.str) else {
          throw thread.raise(.typeError, "format() argument 2 must be str, not \(spec.type.displayName)")
        }
        return try thread.format(args[0], Str(spec)).value
      }
    }
    m.function("len(obj, /)", "How many items a container has.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in thread.int(try thread.length(args[0])) }
    }
    m.quick(1) { a, _ in Quick.length(Value(bits: a)).bits }
    m.function("isinstance(obj, class_or_tuple, /)", "Whether an object is an instance of a class.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in .bool(try thread.isInstance(args[0], args[1])) }
    }
    m.quick(2) { Quick.isInstance(Value(bits: $0), Value(bits: $1)).bits }
    m.function("issubclass(cls, class_or_tuple, /)", "Whether a class is derived from another.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in .bool(try thread.isSubclass(args[0], args[1])) }
    }
    m.function("getattr(*args)", "An attribute of an object, or the default.") { native($0, $1, $2, $3, Builtins.getAttribute) }
    m.function("hasattr(obj, name, /)", "Whether an object has an attribute.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let name = try Builtins.attributeName(thread, args[1])
        return .bool(!(try thread.getAttributeOrEmpty(args[0], name)).isEmpty)
      }
    }
    m.function("setattr(obj, name, value, /)", "Stores an attribute.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        try thread.setAttribute(args[0], try Builtins.attributeName(thread, args[1]), args[2])
        return .none
      }
    }
    m.function("delattr(obj, name, /)", "Deletes an attribute.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        try thread.setAttribute(args[0], try Builtins.attributeName(thread, args[1]), .empty)
        return .none
      }
    }
    m.function("dir(*args)", "The sorted names of an object, or of the current scope.") { native($0, $1, $2, $3, Builtins.dir) }
    m.function("vars(*args)", "`__dict__` of an object, or locals().") { native($0, $1, $2, $3, Builtins.vars) }
    m.function("globals()", "The namespace of the current module.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in thread.callerGlobals().value }
    }
    m.function("locals()", "The current local variables.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try thread.callerLocals() }
    }
  }

  /// `id`: the address of an object; for unboxed values a number that no address has.
  static func identity(_ thread: Thread, _ v: Value) -> Value {
    if v.isObject { return .int(Int(bitPattern: v.object)) }
    return thread.int(Int(bitPattern: UInt(truncatingIfNeeded: v.bits ^ (v.bits >> 62)) & 0x0FFF_FFFF_FFFF_FFFF | 1))
  }

  /// A name given as an object: an interned exact str; TypeError for anything else.
  static func attributeName(_ thread: Thread, _ v: Value) throws(Raised) -> Str {
    if v.isExactly(.str) { return Str.intern(Str(v)) }
    if v.isKind(.str) { return Str.intern(try thread.exactStr(v)) }
    throw thread.raise(.typeError, "attribute name must be string, not '\(v.type.displayName)'")
  }

  private static func getAttribute(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count < 2 { throw thread.raise(.typeError, "getattr expected at least 2 arguments, got \(args.count)") }
    if args.count > 3 { throw thread.raise(.typeError, "getattr expected at most 3 arguments, got \(args.count)") }
    let name = try attributeName(thread, args[1])
    if args.count == 2 { return try thread.getAttribute(args[0], name) }
    let found = try thread.getAttributeOrEmpty(args[0], name)
    return found.isEmpty ? args[2] : found
  }

  private static func dir(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count > 1 { throw thread.raise(.typeError, "dir expected at most 1 argument, got \(args.count)") }
    let names: Value
    if args.count == 0 {
      names = try thread.callMethod(try thread.callerLocals(), Name.keys)
    } else {
      let method = try thread.lookupSpecial(args[0], .__dir__)
      if method.isEmpty { throw thread.raise(.typeError, "object does not provide __dir__") }
      names = try thread.call(method)
    }
    return try sortedList(thread, names)
  }
  static func sortedList(_ thread: Thread, _ iterable: Value) throws(Raised) -> Value {
    let list = try thread.call(Type[.list].value, iterable)
    _ = try thread.callMethod(list, Str.intern(thread, "sort"), [])
    return list
  }

  private static func vars(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count > 1 { throw thread.raise(.typeError, "vars expected at most 1 argument, got \(args.count)") }
    if args.count == 0 { return try thread.callerLocals() }
    let dict = try thread.getAttributeOrEmpty(args[0], Name.__dict__.str)
    if dict.isEmpty { throw thread.raise(.typeError, "vars() argument must have __dict__ attribute") }
    return dict
  }
}

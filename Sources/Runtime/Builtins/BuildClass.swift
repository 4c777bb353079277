// builtins.__build_class__: what a class statement calls (Language Reference 3.3.3, 8.8).

extension Builtins {
  static func defineBuildClass(_ m: ModuleBuilder) {
    m.function(
      "__build_class__(func, name, /, *bases, metaclass=<type>, **kwds)", "Makes a class of the function that is its body."
    ) { native($0, $1, $2, $3, Builtins.buildClass) }
  }

  static func buildClass(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count < 2 { throw thread.raise(.typeError, "__build_class__: not enough arguments") }
    guard args[0].isExactly(.function) else { throw thread.raise(.typeError, "__build_class__: func must be a function") }
    let name = args[1]
    guard name.isKind(.str) else { throw thread.raise(.typeError, "__build_class__: name is not a string") }
    let body = args[0]
    let original = try Tuple.make(thread, args.base + 2, count: args.count &- 2)
    let bases = try resolveBases(thread, original)
    let keywords = args.keyword(1)

    // The metaclass: the given one, or the first base's; of several the most derived.
    var metaclass = args.keyword(0)
    if metaclass.isEmpty { metaclass = bases.count > 0 ? bases[0].type.value : Type[.type].value }
    if metaclass.isKind(.type) { metaclass = try Type.winner(thread, Type(metaclass), bases).value }

    let prepare = try thread.getAttributeOrEmpty(metaclass, Name.__prepare__.str)
    let namespace: Value
    if prepare.isEmpty {
      namespace = Dict.make(thread).value
    } else {
      let pair = try Tuple.make(thread, [name, bases.value])
      namespace = try thread.call(prepare, tuple: pair.value, kwargs: keywords)
      if namespace.type.slots.pointee.getItem == nil {
        let text: String = metaclass.isKind(.type) ? Type(metaclass).displayName : "<metaclass>"
        throw thread.raise(.typeError, "\(text).__prepare__() must return a mapping, not \(namespace.type.displayName)")
      }
    }
    let cell = try thread.call(body, namespace)
    if bases.value != original.value { try thread.setItem(namespace, Name.__orig_bases__.value, original.value) }
    let arguments = try Tuple.make(thread, [name, bases.value, namespace])
    let made = try thread.call(metaclass, tuple: arguments.value, kwargs: keywords)
    if made.isKind(.type), cell.isExactly(.cell) { try checkCell(thread, Cell(cell).content, name, made) }
    return made
  }

  /// The `__class__` cell has to hold the class now.
  private static func checkCell(_ thread: Thread, _ content: Value, _ name: Value, _ made: Value) throws(Raised) {
    if content == made { return }
    let shown: String = try thread.repr(name).string
    let type: String = try thread.repr(made).string
    if content.isEmpty {
      throw thread.raise(
        .runtimeError, "__class__ not set defining \(shown) as \(type). Was __classcell__ propagated to type.__new__?")
    }
    throw thread.raise(.typeError, "__class__ set to \(try thread.repr(content).string) defining \(shown) as \(type)")
  }

  /// PEP 560: a base that is no class may stand for others. The same tuple if none is.
  private static func resolveBases(_ thread: Thread, _ bases: Tuple) throws(Raised) -> Tuple {
    var resolved: List?
    for i in 0..<bases.count {
      let base = bases[i]
      var entries = Value.empty
      if !base.isKind(.type) { entries = try thread.getAttributeOrEmpty(base, Name.__mro_entries__.str) }
      if entries.isEmpty {
        if let resolved { try resolved.append(thread, base) }
        continue
      }
      let replacement = try thread.call(entries, bases.value)
      guard replacement.isKind(.tuple) else { throw thread.raise(.typeError, "__mro_entries__ must return a tuple") }
      let list: List
      if let resolved { list = resolved } else { list = try List.make(thread, bases.items, count: i) }
      for k in 0..<Tuple(replacement).count { try list.append(thread, Tuple(replacement)[k]) }
      resolved = list
    }
    guard let resolved else { return bases }
    return try Tuple.make(thread, resolved.items, count: resolved.count)
  }
}

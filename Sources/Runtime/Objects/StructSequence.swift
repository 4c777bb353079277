// Struct sequences: tuples with named items (os.stat_result, time.struct_time, sys.version_info). Each is a class of its own, a subclass of
// tuple without instance dict, whose items beyond the visible ones are reached by name only.

enum StructSequence {
  /// A new struct sequence class.
  ///
  /// - Parameters:
  ///   - name: as it is shown, "time.struct_time"
  ///   - fields: names in order; "" for an item without name
  ///   - visible: how many of them are items of the tuple (`n_sequence_fields`)
  ///   - canMake: whether a program may call the class
  static func makeType(
    _ thread: Thread, _ name: StaticString, doc: StaticString, fields: [StaticString], visible: Int, canMake: Bool = true
  ) throws(Raised) -> Type {
    let type = try BuiltinTypes.makeUnnumbered(thread, name: name, base: Type[.tuple])
    let builder = TypeBuilder(thread, type)
    builder.doc(doc)
    builder.attribute("n_fields", .int(fields.count))
    builder.attribute("n_sequence_fields", .int(visible))
    builder.attribute("n_unnamed_fields", .int(fields.filter { $0.utf8CodeUnitCount == 0 }.count))
    let names = try List.make(thread)
    for (i, field) in fields.enumerated() where field.utf8CodeUnitCount > 0 {
      builder.member(field, "struct sequence item", offset: 16 + 8 * i)
      if i < visible { try names.append(thread, Str.intern(thread, field).value) }
    }
    builder.attribute("__match_args__", try Tuple.make(thread, names.items, count: names.count).value)
    let all = try Tuple.make(thread, fields.map { Str.intern(thread, $0).value })
    builder.attribute("__struct_fields__", all.value)
    builder.slots.pointee.repr = { unary($0, $1, StructSequence.repr) }
    if canMake {
      builder.new("structseq(sequence, dict={}, /)") { native($0, $1, $2, $3, StructSequence.new) }
    } else {
      type.fields.pointee.flags.insert(.noNew)
      type.slots.pointee.new = nil
    }
    builder.method("__reduce__()", "Support for pickle.") { native($0, $1, $2, $3, StructSequence.reduce) }
    return type
  }

  private static func number(_ type: Type, _ name: StaticString) -> Int {
    var t = type
    while true {
      let v = Dict(t.fields.pointee.dict).get(Str.intern(machine.pointee.current, name))
      if v.isInt { return v.asInt }
      if !t.fields.pointee.base.isObject { return 0 }
      t = Type(t.fields.pointee.base)
    }
  }
  private static func fieldNames(_ thread: Thread, _ type: Type) -> Tuple {
    var t = type
    while true {
      let v = Dict(t.fields.pointee.dict).get(Str.intern(thread, "__struct_fields__"))
      if v.isKind(.tuple) { return Tuple(v) }
      if !t.fields.pointee.base.isObject { return Tuple(machine.pointee.emptyTuple) }
      t = Type(t.fields.pointee.base)
    }
  }

  /// An instance. `values` may be shorter than the fields: the others are None.
  static func make(_ thread: Thread, _ type: Type, _ values: [Value]) throws(Raised) -> Value {
    let fields = number(type, "n_fields")
    // The cell has room for all fields; the tuple's count is that of the visible ones.
    let t = Tuple(try Heap.withoutCollection { () throws(Raised) in
      try thread.allocate(checked: 16 &+ max(fields, 1) &* 8, .tuple, type.fields.pointee.shape)
    })
    t.setCount(fields)
    for i in 0..<fields { t.items[i] = i < values.count ? values[i] : .none }
    t.setCount(number(type, "n_sequence_fields"))
    t.header.pointee.flags |= Tuple.hiddenItemsFlag
    return t.value
  }

  private static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = Type(args[0])
    let list = try List.make(thread)
    try thread.forEach(args[1]) { (v) throws(Raised) in
      try list.append(thread, v)
      return true
    }
    let visible = number(type, "n_sequence_fields")
    let fields = number(type, "n_fields")
    let name = type.displayName
    if list.count < visible {
      throw thread.raise(
        .typeError, "\(name)() takes \(fields == visible ? "a" : "an at least") \(visible)-sequence (\(list.count)-sequence given)")
    }
    if list.count > fields {
      throw thread.raise(
        .typeError, "\(name)() takes \(fields == visible ? "a" : "an at most") \(fields)-sequence (\(list.count)-sequence given)")
    }
    var values: [Value] = []
    for i in 0..<list.count { values.append(list[i]) }
    if !args[2].isEmpty {
      guard args[2].isKind(.dict) else {
        throw thread.raise(.typeError, "\(name)() takes a dict as second arg, if any")
      }
      let names = fieldNames(thread, type)
      var i = values.count
      while i < fields {
        let given = try Dict(args[2]).get(thread, names[i])
        values.append(given.isEmpty ? .none : given)
        i += 1
      }
    }
    return try make(thread, type, values)
  }

  private static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let names = fieldNames(thread, v.type)
    let tuple = Tuple(v)
    var text = v.type.displayName + "("
    for i in 0..<tuple.count {
      if i > 0 { text += ", " }
      text += "\(Str(names[i]).string)=\(try thread.repr(tuple[i]).string)"
    }
    return Str.make(thread, text + ")").value
  }

  private static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let tuple = Tuple(args[0])
    let names = fieldNames(thread, args[0].type)
    let dict = Dict.make(thread)
    var i = tuple.count
    while i < names.count {
      if Str(names[i]).length > 0 { dict.set(thread, Str(names[i]), tuple.items[i]) }
      i += 1
    }
    let visible = try Tuple.make(thread, tuple.items, count: tuple.count)
    return Tuple.pair(thread, args[0].type.value, Tuple.pair(thread, visible.value, dict.value))
  }
}

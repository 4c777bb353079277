// The class Unpickler.

struct Unpickler: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// Methods of the file; read is empty before `__init__`, peek where there is none.
    var read: Value
    var readline: Value
    var peek: Value
    /// List of what was memoized, empty where there is a gap; or empty.
    var memo: Value
    /// True or False
    var fixesImports: Value
    /// strs, or empty for the default
    var encoding: Value
    var errors: Value
    /// Iterator over out-of-band buffers, or empty.
    var buffers: Value
    /// Function, or empty.
    var persistentLoad: Value
    /// int: the protocol that the last pickle named
    var number: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("Reads pickles from a binary file.")
    type.layout(.record, size: MemoryLayout<Fields>.size)
    type.new("Unpickler(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let u = try Type(a[0]).allocateInstance(t)
        Unpickler(u).fields.pointee.number = .int(0)
        return Value(u)
      }
    }
    type.initialize("Unpickler(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())") { native($0, $1, $2, $3, Unpickler.initialize) }
    type.method("load()", "The object that the file's next pickle stands for.") {
      native($0, $1, $2, $3, Unpickler.load)
    }
    type.method("find_class(module_name, global_name, /)", "The object with a name in a module, which is imported; a subclass may forbid it.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let f = Unpickler(a[0]).fields.pointee
        return try PickleReader.find(t, a[1], a[2], number: f.number.asInt, fixesImports: f.fixesImports.isTrue)
      }
    }
    type.method("__sizeof__()", "Bytes of memory.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let memo = Unpickler(a[0]).fields.pointee.memo
        return .int(Int(a[0].type.fields.pointee.basicSize) &+ (memo.isKind(.list) ? List(memo).count &* 8 : 0))
      }
    }
    type.property("memo", "What has been unpickled.", { unary($0, $1) { (t, v) throws(Raised) in PicklerMemo.make(t, v, .unpicklerMemo) } }, set: {
      binary($0, $1, $2, Unpickler.setMemo)
    })
    type.property("persistent_load", "The function that finds an object by its identity outside of the pickle.", {
      unary($0, $1) { (t, v) throws(Raised) in
        let f = Unpickler(v).fields.pointee.persistentLoad
        if f.isEmpty { throw t.raise(.attributeError, "persistent_load") }
        return f
      }
    }, set: {
      binary($0, $1, $2) { (t, v, f) throws(Raised) in
        if f.isEmpty { throw t.raise(.typeError, "attribute deletion is not supported") }
        if f.type.slots.pointee.call == nil { throw t.raise(.typeError, "persistent_load must be a callable taking one argument") }
        Unpickler(v).barrier()
        Unpickler(v).fields.pointee.persistentLoad = f
        return .none
      }
    })
  }

  static func initialize(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let u = Unpickler(args[0])
    var reader = PickleReader(thread)
    try reader.open(file: args[1])
    try reader.configure(
      fixImports: args.keyword(0), encoding: args.keyword(1), errors: args.keyword(2), buffers: args.keyword(3), "Unpickler")
    let persistentLoad = try thread.getAttributeOrEmpty(args[0], Str.intern(thread, "persistent_load"))
    u.barrier()
    u.fields.pointee.read = reader.read
    u.fields.pointee.readline = reader.readline
    u.fields.pointee.peek = reader.peek
    u.fields.pointee.memo = .empty
    u.fields.pointee.fixesImports = .bool(reader.fixesImports)
    u.fields.pointee.encoding = reader.encoding
    u.fields.pointee.errors = reader.errors
    u.fields.pointee.buffers = reader.buffers
    u.fields.pointee.persistentLoad = persistentLoad
    u.fields.pointee.number = .int(0)
    return .none
  }

  static func load(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let u = Unpickler(args[0])
    let f = u.fields.pointee
    if f.read.isEmpty {
      let name = args[0].type.displayName
      throw PickleModule.raise(thread, PickleModule.unpicklingError.value, "Unpickler.__init__() was not called by \(name).__init__()")
    }
    var reader = PickleReader(thread)
    reader.read = f.read
    reader.readline = f.readline
    reader.peek = f.peek
    reader.fixesImports = f.fixesImports.isTrue
    reader.encoding = f.encoding
    reader.errors = f.errors
    reader.buffers = f.buffers
    reader.persistentLoad = f.persistentLoad
    reader.unpickler = args[0]
    if !f.memo.isKind(.list) {
      let memo = try List.make(thread)
      u.barrier()
      u.fields.pointee.memo = memo.value
    }
    reader.memo = u.fields.pointee.memo
    let memo = List(reader.memo)
    for i in 0..<memo.count where !memo[i].isEmpty { reader.memoCount &+= 1 }
    return try reader.load()
  }

  private static func setMemo(_ thread: Thread, _ v: Value, _ source: Value) throws(Raised) -> Value {
    if source.isEmpty { throw thread.raise(.typeError, "attribute deletion is not supported") }
    let u = Unpickler(v)
    let memo = try List.make(thread)
    if source.isExactly(.unpicklerMemo) {
      let other = Unpickler(PicklerMemo(source).fields.pointee.owner).fields.pointee.memo
      if other.isKind(.list) { try memo.extend(thread, other) }
    } else if source.isKind(.dict) {
      let pairs = try Dict(source).list(thread, .item)
      for i in 0..<pairs.count {
        let key = Tuple(pairs[i])[0]
        guard Int.isAny(key) else { throw thread.raise(.typeError, "memo key must be integers") }
        let number = try Arguments.size(thread, key, 0)
        if number < 0 { throw thread.raise(.valueError, "memo key must be positive integers.") }
        try PickleReader.store(thread, memo, number, Tuple(pairs[i])[1])
      }
    } else {
      throw thread.raise(.typeError, "'memo' attribute must be an UnpicklerMemoProxy object or dict, not \(source.type.displayName)")
    }
    u.barrier()
    u.fields.pointee.memo = memo.value
    return .none
  }
}

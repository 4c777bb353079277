// The class Pickler, and the proxy that its attribute `memo` shows.

struct Pickler: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// The file's method; empty before `__init__`.
    var write: Value
    /// Storage of the memo (PickleMemo.rows), or empty.
    var memoRows: Value
    /// ints
    var memoMask: Value
    var memoCount: Value
    var number: Value
    var binary: Value
    var fast: Value
    /// True or False
    var fixesImports: Value
    /// Each empty when there is none.
    var bufferCallback: Value
    var dispatchTable: Value
    var persistentID: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("Writes pickles to a binary file.")
    type.layout(.record, size: MemoryLayout<Fields>.size)
    type.new("Pickler(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let p = Pickler(try Type(a[0]).allocateInstance(t))
        p.fields.pointee.number = .int(PickleModule.defaultProtocol)
        p.fields.pointee.binary = .int(1)
        p.fields.pointee.fast = .int(0)
        return p.value
      }
    }
    type.initialize("Pickler(file, protocol=None, fix_imports=True, buffer_callback=None)") { native($0, $1, $2, $3, Pickler.initialize) }
    type.method("dump(obj, /)", "Writes a pickle of the object to the file.") { native($0, $1, $2, $3, Pickler.dump) }
    type.method("clear_memo()", "Forgets which objects have been written, so that they are written again instead of referred to.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        Pickler(a[0]).fields.pointee.memoRows = .empty
        return .none
      }
    }
    type.method("__sizeof__()", "Bytes of memory.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let f = Pickler(a[0]).fields.pointee
        return .int(Int(a[0].type.fields.pointee.basicSize) &+ (f.memoRows.isEmpty ? 0 : (f.memoMask.asInt &+ 1) &* 16))
      }
    }
    flag(type)
    type.property("memo", "What has been pickled.", { unary($0, $1) { (t, v) throws(Raised) in PicklerMemo.make(t, v, .picklerMemo) } }, set: {
      binary($0, $1, $2, Pickler.setMemo)
    })
    type.property("persistent_id", "A function that may give an object an identity outside of the pickle.", {
      unary($0, $1) { (t, v) throws(Raised) in
        let f = Pickler(v).fields.pointee.persistentID
        if f.isEmpty { throw t.raise(.attributeError, "persistent_id") }
        return f
      }
    }, set: {
      binary($0, $1, $2) { (t, v, f) throws(Raised) in
        if f.isEmpty { throw t.raise(.typeError, "attribute deletion is not supported") }
        if f.type.slots.pointee.call == nil { throw t.raise(.typeError, "persistent_id must be a callable taking one argument") }
        Pickler(v).barrier()
        Pickler(v).fields.pointee.persistentID = f
        return .none
      }
    })
    type.property("dispatch_table", "Reducers by class.", {
      unary($0, $1) { (t, v) throws(Raised) in
        let table = Pickler(v).fields.pointee.dispatchTable
        if table.isEmpty { throw t.raiseNoAttribute(v, Str.intern(t, "dispatch_table")) }
        return table
      }
    }, set: {
      binary($0, $1, $2) { (t, v, table) throws(Raised) in
        let p = Pickler(v)
        if table.isEmpty, p.fields.pointee.dispatchTable.isEmpty { throw t.raiseNoAttribute(v, Str.intern(t, "dispatch_table")) }
        p.barrier()
        p.fields.pointee.dispatchTable = table
        return .none
      }
    })
  }
  /// `bin` and `fast`: C ints.
  private static func flag(_ type: TypeBuilder) {
    type.property("bin", "Whether the output is binary.", { unary($0, $1) { (t, v) throws(Raised) in Pickler(v).fields.pointee.binary } }, set: {
      binary($0, $1, $2) { (t, v, x) throws(Raised) in
        Pickler(v).fields.pointee.binary = try Pickler.number(t, x)
        return .none
      }
    })
    type.property("fast", "Whether the memo is left out.", { unary($0, $1) { (t, v) throws(Raised) in Pickler(v).fields.pointee.fast } }, set: {
      binary($0, $1, $2) { (t, v, x) throws(Raised) in
        Pickler(v).fields.pointee.fast = try Pickler.number(t, x)
        return .none
      }
    })
  }
  private static func number(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    if v.isEmpty { throw thread.raise(.typeError, "can't delete numeric/char attribute") }
    return .int(try Arguments.int32(thread, v, 0))
  }

  static func initialize(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let p = Pickler(args[0])
    let settings = try PickleWriter(thread, protocolNumber: args[2], fixImports: args[3], bufferCallback: args[4])
    let write = try PickleModule.method(thread, args[1], "write", "file must have a 'write' attribute")
    let persistentID = try thread.getAttributeOrEmpty(args[0], Str.intern(thread, "persistent_id"))
    let table = try thread.getAttributeOrEmpty(args[0], Str.intern(thread, "dispatch_table"))
    p.barrier()
    p.fields.pointee.write = write
    p.fields.pointee.memoRows = .empty
    p.fields.pointee.number = .int(settings.number)
    p.fields.pointee.binary = .int(settings.isBinary ? 1 : 0)
    p.fields.pointee.fast = .int(0)
    p.fields.pointee.fixesImports = .bool(settings.fixesImports)
    p.fields.pointee.bufferCallback = settings.bufferCallback
    p.fields.pointee.persistentID = persistentID
    p.fields.pointee.dispatchTable = table
    return .none
  }

  /// The memo, which is made when it is first needed.
  func memo(_ thread: Thread) throws(Raised) -> PickleMemo {
    if fields.pointee.memoRows.isEmpty { try keep(try PickleMemo(thread)) }
    var memo = try PickleMemo(thread, rows: 1)
    memo.rows = fields.pointee.memoRows.object.at(8)
    memo.mask = fields.pointee.memoMask.asInt
    memo.count = fields.pointee.memoCount.asInt
    return memo
  }
  func keep(_ memo: PickleMemo) throws(Raised) {
    barrier()
    fields.pointee.memoRows = Value(Raw(memo.rows) - 8)
    fields.pointee.memoMask = .int(memo.mask)
    fields.pointee.memoCount = .int(memo.count)
  }

  static func dump(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let p = Pickler(args[0])
    let f = p.fields.pointee
    if f.write.isEmpty {
      let name = args[0].type.displayName
      throw PickleModule.raise(thread, PickleModule.picklingError.value, "Pickler.__init__() was not called by \(name).__init__()")
    }
    let memo = try p.memo(thread)
    var writer = try PickleWriter(thread, number: f.number.asInt, fixesImports: f.fixesImports.isTrue, memo: memo)
    writer.pickler = args[0]
    writer.isBinary = f.binary.asInt != 0
    writer.isFast = f.fast.asInt != 0
    writer.write = f.write
    writer.bufferCallback = f.bufferCallback
    writer.persistentID = f.persistentID
    writer.dispatchTable = f.dispatchTable
    writer.override = try thread.getAttributeOrEmpty(args[0], Str.intern(thread, "reducer_override"))
    do throws(Raised) {
      try writer.dump(args[1])
      try writer.flush()
    } catch {
      try p.keep(writer.memo)
      throw error
    }
    try p.keep(writer.memo)
    return .none
  }

  private static func setMemo(_ thread: Thread, _ v: Value, _ source: Value) throws(Raised) -> Value {
    if source.isEmpty { throw thread.raise(.typeError, "attribute deletion is not supported") }
    let p = Pickler(v)
    var memo = try PickleMemo(thread)
    if source.isExactly(.picklerMemo) {
      let other = try Pickler(PicklerMemo(source).fields.pointee.owner).memo(thread)
      for i in 0...other.mask where !other.rows[i &* 2].isEmpty {
        try memo.set(thread, other.rows[i &* 2], other.rows[i &* 2 &+ 1].asInt)
      }
    } else if source.isKind(.dict) {
      let pairs = try Dict(source).list(thread, .value)
      for i in 0..<pairs.count {
        guard pairs[i].isKind(.tuple), Tuple(pairs[i]).count == 2 else {
          throw thread.raise(.typeError, "'memo' values must be 2-item tuples")
        }
        let number = try Arguments.size(thread, Tuple(pairs[i])[0], 0)
        try memo.set(thread, Tuple(pairs[i])[1], max(0, min(number, 1 << 40)))
      }
    } else {
      throw thread.raise(.typeError, "'memo' attribute must be a PicklerMemoProxy object or dict, not \(source.type.displayName)")
    }
    try p.keep(memo)
    return .none
  }
}

/// PicklerMemoProxy and UnpicklerMemoProxy.
struct PicklerMemo: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// Pickler or Unpickler
    var owner: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func make(_ thread: Thread, _ owner: Value, _ id: TypeID) -> Value {
    let m = PicklerMemo(thread.allocate(MemoryLayout<Fields>.size, .record, id))
    m.fields.pointee.owner = owner
    return m.value
  }
  static func define(_ type: TypeBuilder) {
    type.record(1)
    type.flags(.noNew)
    type.slots.pointee.hash = { Unhashable.hash($0, $1) }
    type.method("clear()", "Remove all items from memo.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let owner = PicklerMemo(a[0]).fields.pointee.owner
        if owner.type.isSubclass(of: .pickler) {
          Pickler(owner).fields.pointee.memoRows = .empty
        } else {
          Unpickler(owner).fields.pointee.memo = .empty
        }
        return .none
      }
    }
    type.method("copy()", "Copy the memo to a new object.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try PicklerMemo(a[0]).copy(t).value }
    }
    type.method("__reduce__()", "Implement pickle support.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let arguments = try Tuple.make(t, [try PicklerMemo(a[0]).copy(t).value])
        return Tuple.pair(t, Type[.dict].value, arguments.value)
      }
    }
  }
  /// Pickler: {id: (number, object)}; Unpickler: {number: object}
  private func copy(_ thread: Thread) throws(Raised) -> Dict {
    let result = Dict.make(thread)
    let owner = fields.pointee.owner
    if owner.type.isSubclass(of: .pickler) {
      let memo = try Pickler(owner).memo(thread)
      for i in 0...memo.mask where !memo.rows[i &* 2].isEmpty {
        let v = memo.rows[i &* 2]
        try result.set(thread, Builtins.identity(thread, v), Tuple.pair(thread, memo.rows[i &* 2 &+ 1], v))
      }
    } else if Unpickler(owner).fields.pointee.memo.isKind(.list) {
      let memo = List(Unpickler(owner).fields.pointee.memo)
      for i in 0..<memo.count where !memo[i].isEmpty { try result.set(thread, .int(i), memo[i]) }
    }
    return result
  }
}

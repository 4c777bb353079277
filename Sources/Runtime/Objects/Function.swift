// function: code with the names it sees, its defaults and its closure.

/// What a call needs in one place; `Interpreter/Eval+Calls.swift` reads entry, plainCount and frameBytes.
public struct FunctionFields: BitwiseCopyable {
  var header: Header
  /// CodeObject
  public var code: Value
  /// Dict: the module's names
  public var globals: Value
  /// Dict: where names are looked up that globals does not have
  public var builtins: Value
  public var name: Value
  public var qualname: Value
  public var doc: Value
  public var module: Value
  /// Tuple of the last positional parameters' defaults, or empty.
  public var defaults: Value
  /// Dict of keyword-only parameters' defaults, or empty.
  public var keywordDefaults: Value
  /// Tuple of cells, one for each of the code's free variables, or empty.
  public var closure: Value
  /// Dict; or the tuple (name, value, name, value, …) that it is made of when it is asked for; or empty.
  public var annotations: Value
  /// Dict of attributes, or empty.
  public var dict: Value
  // End of the Values.
  /// First instruction.
  public var entry: ProgramCounter
  /// A call with exactly this many positional arguments needs no binding; -1: every call does.
  public var plainCount: Int
  /// Size of a frame's registers.
  public var frameBytes: Int
}

public struct Function: Handle {
  public let fields: UnsafeMutablePointer<FunctionFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<FunctionFields>) { self.fields = fields }
  @inline(__always) public var code: CodeObject { CodeObject(fields.pointee.code) }
  @inline(__always) public var globals: Dict { Dict(fields.pointee.globals) }
  @inline(__always) public var builtins: Dict { Dict(fields.pointee.builtins) }

  static var layout: Layout { Layout(values: 12) }

  /// A function as `def` makes it: name and qualname from the code, `__module__` from the globals, docstring from the constants.
  public static func make(_ thread: Thread, _ code: CodeObject, globals: Dict) throws(Raised) -> Function {
    make(thread, code, globals, builtins: try builtinsDict(thread, globals))
  }
  /// With the builtins of a function that has the same globals.
  static func make(_ thread: Thread, _ code: CodeObject, _ globals: Dict, builtins: Dict) -> Function {
    let doc: Value = code.fields.pointee.hasDocstring ? Tuple(code.fields.pointee.constants)[0] : .none
    let module = globals.get(Name.__name__.str)
    let f = Function(thread.allocate(MemoryLayout<FunctionFields>.size, .function, TypeID.function))
    f.fields.pointee.code = code.value
    f.fields.pointee.globals = globals.value
    f.fields.pointee.builtins = builtins.value
    f.fields.pointee.name = code.fields.pointee.name
    f.fields.pointee.qualname = code.fields.pointee.qualname
    f.fields.pointee.doc = doc
    f.fields.pointee.module = module.isEmpty ? .none : module
    f.fields.pointee.defaults = .empty
    f.fields.pointee.keywordDefaults = .empty
    f.fields.pointee.closure = .empty
    f.fields.pointee.annotations = .empty
    f.fields.pointee.dict = .empty
    f.adopt(code)
    return f
  }

  /// The first instruction to run, which from then on is `entry`.
  var unpackedEntry: ProgramCounter {
    if _slowPath(fields.pointee.entry == Internal.packedCode) { fields.pointee.entry = code.unpackedWords }
    return fields.pointee.entry
  }
  /// Takes from the code what a call needs.
  func adopt(_ code: CodeObject) {
    fields.pointee.entry = code.fields.pointee.words
    fields.pointee.plainCount = Int(code.fields.pointee.plainCount)
    fields.pointee.frameBytes = code.fields.pointee.registerCount &* 8
    // Caches of global variables stand in the code: they are right for one namespace only.
    if code.fields.pointee.cacheGlobals.isEmpty {
      code.barrier()
      code.fields.pointee.cacheGlobals = fields.pointee.globals
    } else if code.fields.pointee.cacheGlobals != fields.pointee.globals {
      if !code.fields.pointee.cacheGlobals.isNone {
        code.fields.pointee.cacheGlobals = .none
        machine.pointee.globalsVersion &+= 1
      }
    }
  }

  /// What code with these globals sees behind them: `__builtins__` there (a module or a dict), else the machine's builtins.
  static func builtinsDict(_ thread: Thread, _ globals: Dict) throws(Raised) -> Dict {
    let own = globals.get(Name.__builtins__.str)
    if own.isKind(.module) { return Module(own).dict }
    if own.isKind(.dict) { return Dict(own) }
    return Dict(machine.pointee.builtinsDict)
  }
}

// MARK: As Python sees it (langref 3.2, "User-defined functions")

extension Function {
  static func define(_ type: TypeBuilder) {
    type.layout(.function, size: MemoryLayout<FunctionFields>.size)
    type.flags([.methodDescriptor, .weakReferenceable])
    type.type.fields.pointee.dictOffset = Int32(MemoryLayout<FunctionFields>.offset(of: \FunctionFields.dict) ?? 0)
    type.doc("A function written in Python.")
    type.new("function(code, globals, name=None, argdefs=None, closure=None)") { native($0, $1, $2, $3, Function.new) }
    type.slots.pointee.repr = { unary($0, $1, Function.repr) }
    type.slots.pointee.call = { callable($0, $1, $2, $3, Function.callSlot) }
    type.slots.pointee.descriptorGet = { ternary($0, $1, $2, $3, Function.descriptorGet) }
    type.property("__code__", "The code object.", { unary($0, $1, Function.getCode) }, set: { binary($0, $1, $2, Function.setCode) })
    type.property(
      "__defaults__", "Defaults of positional parameters.", { unary($0, $1, Function.getDefaults) },
      set: { binary($0, $1, $2, Function.setDefaults) })
    type.property(
      "__kwdefaults__", "Defaults of keyword-only parameters.", { unary($0, $1, Function.getKeywordDefaults) },
      set: { binary($0, $1, $2, Function.setKeywordDefaults) })
    type.property(
      "__annotations__", "Annotations of parameters and result.", { unary($0, $1, Function.getAnnotations) },
      set: { binary($0, $1, $2, Function.setAnnotations) })
    type.property("__name__", "The function's name.", { unary($0, $1, Function.getName) }, set: { binary($0, $1, $2, Function.setName) })
    type.property(
      "__qualname__", "The name with the classes and functions around it.", { unary($0, $1, Function.getQualname) },
      set: { binary($0, $1, $2, Function.setQualname) })
    type.property("__doc__", "The docstring.", { unary($0, $1, Function.getDoc) }, set: { binary($0, $1, $2, Function.setDoc) })
    type.property(
      "__module__", "Name of the module that defines it.", { unary($0, $1, Function.getModule) }, set: { binary($0, $1, $2, Function.setModule) })
    type.property("__dict__", "Attributes.", { unary($0, $1, Function.getDict) }, set: { binary($0, $1, $2, Function.setDict) })
    type.member("__globals__", "The module's names.", offset: 16)
    type.property("__closure__", "Cells of the free variables.", { unary($0, $1, Function.getClosure) })
    type.member("__builtins__", "Where names are looked up that the module does not have.", offset: 24)
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isExactly(.code) else {
      throw thread.raise(.typeError, "function() argument 'code' must be code, not \(args[1].type.displayName)")
    }
    guard args[2].isKind(.dict) else {
      throw thread.raise(.typeError, "function() argument 'globals' must be dict, not \(args[2].type.displayName)")
    }
    let code = CodeObject(args[1])
    let name = args[3]
    if !name.isEmpty, !name.isNone, !name.isKind(.str) { throw thread.raise(.typeError, "arg 3 (name) must be None or string") }
    let defaults = args[4]
    if !defaults.isEmpty, !defaults.isNone, !defaults.isKind(.tuple) {
      throw thread.raise(.typeError, "arg 4 (defaults) must be None or tuple")
    }
    let closure = args[5]
    let free = code.freeVariableCount
    if closure.isKind(.tuple) {
      if Tuple(closure).count != free {
        let name: String = Str(code.fields.pointee.name).string
        throw thread.raise(.valueError, "\(name) requires closure of length \(free), not \(Tuple(closure).count)")
      }
      for i in 0..<free where !Tuple(closure)[i].isExactly(.cell) {
        throw thread.raise(.typeError, "arg 5 (closure) expected cell, found \(Tuple(closure)[i].type.displayName)")
      }
    } else if !(closure.isEmpty || closure.isNone) || free > 0 {
      throw thread.raise(.typeError, free > 0 ? "arg 5 (closure) must be tuple" : "arg 5 (closure) must be None or tuple")
    }
    try thread.audit("function.__new__", code.value)
    let f = try make(thread, code, globals: Dict(args[2]))
    if name.isKind(.str) { f.fields.pointee.name = name }
    if defaults.isKind(.tuple) { f.fields.pointee.defaults = defaults }
    if closure.isKind(.tuple), free > 0 { f.fields.pointee.closure = closure }
    return f.value
  }

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let name: String = Str(Function(v).fields.pointee.qualname).string
    return Str.make(thread, "<function \(name) at \(hexAddress(v))>").value
  }

  /// `function.__call__`; the loop and `Thread.call` do not come here.
  static func callSlot(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    try thread.call(base[0], base + 1, count: count &- 1, names: names)
  }

  static func descriptorGet(_ thread: Thread, _ f: Value, _ object: Value, _ type: Value) throws(Raised) -> Value {
    if object.isEmpty || object.isNone && type.isKind(.type) && !(Type(type) == Type[.none]) { return f }
    return BoundMethod.make(thread, f, object)
  }

  static func getCode(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    try thread.audit("object.__getattr__", v, Name.__code__.value)
    return Function(v).fields.pointee.code
  }
  static func setCode(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    guard w.isExactly(.code) else { throw thread.raise(.typeError, "__code__ must be set to a code object") }
    let f = Function(v)
    let cells: Int = f.fields.pointee.closure.isKind(.tuple) ? Tuple(f.fields.pointee.closure).count : 0
    let free: Int = CodeObject(w).freeVariableCount
    if cells != free {
      let name: String = Str(f.fields.pointee.name).string
      throw thread.raise(.valueError, "\(name)() requires a code object with \(cells) free vars, not \(free)")
    }
    try thread.audit("object.__setattr__", v, Name.__code__.value, w)
    f.barrier()
    f.fields.pointee.code = w
    f.adopt(CodeObject(w))
    return .none
  }
  static func getDefaults(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let d = Function(v).fields.pointee.defaults
    return d.isEmpty ? .none : d
  }
  static func setDefaults(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    if !w.isEmpty, !w.isNone, !w.isKind(.tuple) { throw thread.raise(.typeError, "__defaults__ must be set to a tuple object") }
    Function(v).barrier()
    Function(v).fields.pointee.defaults = w.isNone ? .empty : w
    return .none
  }
  static func getKeywordDefaults(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let d = Function(v).fields.pointee.keywordDefaults
    return d.isEmpty ? .none : d
  }
  static func setKeywordDefaults(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    if !w.isEmpty, !w.isNone, !w.isKind(.dict) { throw thread.raise(.typeError, "__kwdefaults__ must be set to a dict object") }
    Function(v).barrier()
    Function(v).fields.pointee.keywordDefaults = w.isNone ? .empty : w
    return .none
  }
  static func getAnnotations(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let f = Function(v)
    let a = f.fields.pointee.annotations
    if a.isKind(.dict) { return a }
    let dict = Dict.make(thread)
    if a.isKind(.tuple) {
      var i = 0
      while i &+ 1 < Tuple(a).count {
        try dict.set(thread, Tuple(a)[i], Tuple(a)[i &+ 1])
        i &+= 2
      }
    }
    f.barrier()
    f.fields.pointee.annotations = dict.value
    return dict.value
  }
  static func setAnnotations(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    if !w.isEmpty, !w.isNone, !w.isKind(.dict) { throw thread.raise(.typeError, "__annotations__ must be set to a dict object") }
    Function(v).barrier()
    Function(v).fields.pointee.annotations = w.isNone ? .empty : w
    return .none
  }
  static func getName(_ thread: Thread, _ v: Value) throws(Raised) -> Value { Function(v).fields.pointee.name }
  static func setName(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    if w.isEmpty || !w.isKind(.str) { throw thread.raise(.typeError, "__name__ must be set to a string object") }
    Function(v).barrier()
    Function(v).fields.pointee.name = w
    return .none
  }
  static func getQualname(_ thread: Thread, _ v: Value) throws(Raised) -> Value { Function(v).fields.pointee.qualname }
  static func setQualname(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    if w.isEmpty || !w.isKind(.str) { throw thread.raise(.typeError, "__qualname__ must be set to a string object") }
    Function(v).barrier()
    Function(v).fields.pointee.qualname = w
    return .none
  }
  static func getDoc(_ thread: Thread, _ v: Value) throws(Raised) -> Value { Function(v).fields.pointee.doc }
  static func setDoc(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    Function(v).barrier()
    Function(v).fields.pointee.doc = w.isEmpty ? .none : w
    return .none
  }
  static func getModule(_ thread: Thread, _ v: Value) throws(Raised) -> Value { Function(v).fields.pointee.module }
  static func setModule(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    Function(v).barrier()
    Function(v).fields.pointee.module = w.isEmpty ? .none : w
    return .none
  }
  static func getClosure(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let c = Function(v).fields.pointee.closure
    return c.isEmpty ? .none : c
  }
  static func getDict(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    if Function(v).fields.pointee.dict.isEmpty {
      let dict = Dict.make(thread)
      Function(v).barrier()
      Function(v).fields.pointee.dict = dict.value
    }
    return Function(v).fields.pointee.dict
  }
  static func setDict(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    if w.isEmpty { throw thread.raise(.typeError, "cannot delete __dict__") }
    if !w.isKind(.dict) {
      throw thread.raise(.typeError, "__dict__ must be set to a dictionary, not a '\(w.type.displayName)'")
    }
    Function(v).barrier()
    Function(v).fields.pointee.dict = w
    return .none
  }
}

// The module _pickle: objects as byte strings and back (PEP 307, 3154, 574; the opcodes are documented in Lib/pickletools.py).
//
//   PickleWriter   takes an object apart; Pickler is the object that a program configures it with
//   PickleReader   runs the opcodes; Unpickler likewise
//
// The output is CPython's to the byte: the same opcodes, the same batches of 1000 items, the same frames of 64 KiB, and the
// memo knows an object by its identity.

enum PickleModule {
  /// Classes
  static let error = Root()
  static let picklingError = Root()
  static let unpicklingError = Root()
  // What other modules know, taken from them when this one is imported.
  /// dicts: copyreg.dispatch_table, _extension_registry, _inverted_registry, _extension_cache
  static let dispatchTable = Root()
  static let extensionCodes = Root()
  static let extensionNames = Root()
  static let extensionCache = Root()
  /// dicts: names of Python 2 and 3 (_compat_pickle)
  static let nameTo3 = Root()
  static let importTo3 = Root()
  static let nameTo2 = Root()
  static let importTo2 = Root()
  /// functions: copyreg.__newobj__, _codecs.encode, functools.partial, builtins.getattr
  static let newObject = Root()
  static let encode = Root()
  static let partial = Root()
  static let getattr = Root()

  static var highestProtocol: Int { 5 }
  static var defaultProtocol: Int { 4 }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.doc("The native part of pickle.")
    error.value = try makeClass(t, "PickleError", Type[.exception].value)
    picklingError.value = try makeClass(t, "PicklingError", error.value)
    unpicklingError.value = try makeClass(t, "UnpicklingError", error.value)
    let copyreg = try Importer.module(t, Str.intern(t, "copyreg"))
    dispatchTable.value = try dict(t, copyreg, "dispatch_table")
    extensionCodes.value = try dict(t, copyreg, "_extension_registry")
    extensionNames.value = try dict(t, copyreg, "_inverted_registry")
    extensionCache.value = try dict(t, copyreg, "_extension_cache")
    newObject.value = try t.getAttribute(copyreg, Str.intern(t, "__newobj__"))
    let compatible = try Importer.module(t, Str.intern(t, "_compat_pickle"))
    nameTo3.value = try dict(t, compatible, "NAME_MAPPING")
    importTo3.value = try dict(t, compatible, "IMPORT_MAPPING")
    nameTo2.value = try dict(t, compatible, "REVERSE_NAME_MAPPING")
    importTo2.value = try dict(t, compatible, "REVERSE_IMPORT_MAPPING")
    encode.value = try t.getAttribute(try Importer.module(t, Str.intern(t, "codecs")), Name.encode)
    partial.value = try t.getAttribute(try Importer.module(t, Str.intern(t, "functools")), Str.intern(t, "partial"))
    getattr.value = try t.getAttribute(machine.pointee.builtins, Str.intern(t, "getattr"))
    m.set("PickleError", error.value)
    m.set("PicklingError", picklingError.value)
    m.set("UnpicklingError", unpicklingError.value)
    try m.type(.pickler)
    try m.type(.unpickler)
    try m.type(.pickleBuffer)
    _ = try BuiltinTypes.make(t, .picklerMemo)
    _ = try BuiltinTypes.make(t, .unpicklerMemo)
    m.function("dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)", "Writes a pickle of obj to a file.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        var writer = try PickleWriter(t, protocolNumber: a[2], fixImports: a.keyword(0), bufferCallback: a.keyword(1))
        writer.write = try PickleModule.method(t, a[1], "write", "file must have a 'write' attribute")
        try writer.dump(a[0])
        try writer.flush()
        return .none
      }
    }
    m.function("dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None)", "A pickle of obj, as bytes.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        var writer = try PickleWriter(t, protocolNumber: a[1], fixImports: a.keyword(0), bufferCallback: a.keyword(1))
        try writer.dump(a[0])
        return try writer.finish()
      }
    }
    m.function("load(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())", "The object that a file's next pickle stands for.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        var reader = PickleReader(t)
        try reader.open(file: a[0])
        try reader.configure(fixImports: a.keyword(0), encoding: a.keyword(1), errors: a.keyword(2), buffers: a.keyword(3), "load")
        return try reader.load()
      }
    }
    m.function("loads(data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())", "The object that a pickle stands for.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        var reader = PickleReader(t)
        let view = try BufferView.contiguous(t, a[0])
        defer { view.close() }
        reader.open(view)
        try reader.configure(fixImports: a.keyword(0), encoding: a.keyword(1), errors: a.keyword(2), buffers: a.keyword(3), "loads")
        return try reader.load()
      }
    }
  }

  private static func makeClass(_ t: Thread, _ name: StaticString, _ base: Value) throws(Raised) -> Value {
    let namespace = Dict.make(t)
    namespace.set(t, Name.__module__.str, Str.intern(t, "_pickle").value)
    return try t.call(Type[.type].value, Str.intern(t, name).value, try Tuple.make(t, [base]).value, namespace.value)
  }
  private static func dict(_ t: Thread, _ module: Value, _ name: StaticString) throws(Raised) -> Value {
    let v = try t.getAttribute(module, Str.intern(t, name))
    if v.isExactly(.dict) { return v }
    throw t.raise(.runtimeError, "\(try t.repr(module).string).\(name) should be a dict, not \(v.type.displayName)")
  }
  /// A bound method of a file; TypeError with this text if it has none.
  static func method(_ t: Thread, _ file: Value, _ name: StaticString, _ message: StaticString) throws(Raised) -> Value {
    let f = try t.getAttributeOrEmpty(file, Str.intern(t, name))
    if f.isEmpty { throw t.raise(.typeError, String(describing: message)) }
    return f
  }
  static func raise(_ t: Thread, _ cls: Value, _ message: String) -> Raised {
    do throws(Raised) { return t.raise(try t.call(cls, Str.make(t, message).value)) } catch { return error }
  }
  /// The text as `%R` in a message.
  static func shown(_ t: Thread, _ v: Value) throws(Raised) -> String { try t.repr(v).string }

  /// `module.a.b`: the object and what it was found in; nil where a part is missing. AttributeError for parts of functions.
  static func follow(_ t: Thread, _ module: Value, _ path: Str) throws(Raised) -> (object: Value, parent: Value)? {
    var parent = module
    var object = module
    var start = 0
    var i = 0
    while i <= path.length {
      if i == path.length || path[i] == 0x2E {
        parent = object
        object = try t.getAttributeOrEmpty(parent, Str.intern(try path.substring(t, start, i)))
        if object.isEmpty { return nil }
        start = i &+ 1
      }
      i &+= 1
    }
    return (object, parent)
  }
  /// Whether a qualified name leads through a function.
  static func isLocal(_ path: Str) -> Bool {
    let text = path.string
    if !text.utf8.contains(0x3C) { return false }
    return text.split(separator: ".", omittingEmptySubsequences: false).contains("<locals>")
  }
}

/// The opcodes. Lib/pickletools.py documents each.
enum PickleOp {
  static var mark: UInt8 { 0x28 }
  static var stop: UInt8 { 0x2E }
  static var pop: UInt8 { 0x30 }
  static var popMark: UInt8 { 0x31 }
  static var duplicate: UInt8 { 0x32 }
  static var float: UInt8 { 0x46 }
  static var int: UInt8 { 0x49 }
  static var binInt: UInt8 { 0x4A }
  static var binInt1: UInt8 { 0x4B }
  static var long: UInt8 { 0x4C }
  static var binInt2: UInt8 { 0x4D }
  static var none: UInt8 { 0x4E }
  static var persistentID: UInt8 { 0x50 }
  static var binPersistentID: UInt8 { 0x51 }
  static var reduce: UInt8 { 0x52 }
  static var string: UInt8 { 0x53 }
  static var binString: UInt8 { 0x54 }
  static var shortBinString: UInt8 { 0x55 }
  static var unicode: UInt8 { 0x56 }
  static var binUnicode: UInt8 { 0x58 }
  static var append: UInt8 { 0x61 }
  static var build: UInt8 { 0x62 }
  static var global: UInt8 { 0x63 }
  static var dict: UInt8 { 0x64 }
  static var emptyDict: UInt8 { 0x7D }
  static var appends: UInt8 { 0x65 }
  static var get: UInt8 { 0x67 }
  static var binGet: UInt8 { 0x68 }
  static var instance: UInt8 { 0x69 }
  static var longBinGet: UInt8 { 0x6A }
  static var list: UInt8 { 0x6C }
  static var emptyList: UInt8 { 0x5D }
  static var object: UInt8 { 0x6F }
  static var put: UInt8 { 0x70 }
  static var binPut: UInt8 { 0x71 }
  static var longBinPut: UInt8 { 0x72 }
  static var setItem: UInt8 { 0x73 }
  static var tuple: UInt8 { 0x74 }
  static var emptyTuple: UInt8 { 0x29 }
  static var setItems: UInt8 { 0x75 }
  static var binFloat: UInt8 { 0x47 }
  // Protocol 2
  static var proto: UInt8 { 0x80 }
  static var newObject: UInt8 { 0x81 }
  static var extension1: UInt8 { 0x82 }
  static var extension2: UInt8 { 0x83 }
  static var extension4: UInt8 { 0x84 }
  static var tuple1: UInt8 { 0x85 }
  static var tuple2: UInt8 { 0x86 }
  static var tuple3: UInt8 { 0x87 }
  static var yes: UInt8 { 0x88 }
  static var no: UInt8 { 0x89 }
  static var long1: UInt8 { 0x8A }
  static var long4: UInt8 { 0x8B }
  // Protocol 3
  static var binBytes: UInt8 { 0x42 }
  static var shortBinBytes: UInt8 { 0x43 }
  // Protocol 4
  static var shortBinUnicode: UInt8 { 0x8C }
  static var binUnicode8: UInt8 { 0x8D }
  static var binBytes8: UInt8 { 0x8E }
  static var emptySet: UInt8 { 0x8F }
  static var addItems: UInt8 { 0x90 }
  static var frozenSet: UInt8 { 0x91 }
  static var newObjectEx: UInt8 { 0x92 }
  static var stackGlobal: UInt8 { 0x93 }
  static var memoize: UInt8 { 0x94 }
  static var frame: UInt8 { 0x95 }
  // Protocol 5
  static var byteArray8: UInt8 { 0x96 }
  static var nextBuffer: UInt8 { 0x97 }
  static var readOnlyBuffer: UInt8 { 0x98 }
}

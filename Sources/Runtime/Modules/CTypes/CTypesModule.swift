// The module _ctypes (Library Reference, "ctypes").

import Glibc

enum CTypes {
  static let dataType = Root(), structure = Root(), union = Root(), array = Root(), pointer = Root(), function = Root(), simple = Root()
  static let structureMeta = Root(), unionMeta = Root(), arrayMeta = Root(), pointerMeta = Root(), functionMeta = Root(), simpleMeta = Root()
  static let fieldType = Root(), argumentType = Root(), thunkType = Root(), keepType = Root(), infoType = Root()
  static let argumentError = Root()
  /// dict: class -> pointer class
  private static let pointerCache = Root()
  /// dict: (id of the class, length) -> weak reference to the array class
  private static let arrayCache = Root()
  nonisolated(unsafe) static var infoShape: UInt32 = 0

  /// A class whose instances read as plain Python values: derived from _SimpleCData itself.
  static func isPlainSimple(_ type: Type) -> Bool { type.fields.pointee.base == simple.value }
  /// The format of a type within another.
  static func format(_ c: CType) -> String {
    let (dimensions, format) = c.shape()
    let shape = dimensions.isEmpty ? "" : "(" + dimensions.map { String($0) }.joined(separator: ",") + ")"
    return shape + Str(format).string
  }

  // MARK: Methods of the metaclasses

  private static func checked(_ t: Thread, _ v: Value) throws(Raised) -> CType { try CType.of(t, abstract: Type(v)) }
  private static func offset(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    let n = v.isEmpty ? 0 : try t.indexInt(v, overflow: .overflowError)
    if n < 0 { throw t.raise(.valueError, "offset cannot be negative") }
    return n
  }
  private static func check(_ t: Thread, _ have: Int, _ need: Int, _ offset: Int) throws(Raised) {
    if need > have &- offset || offset > have {
      throw t.raise(.valueError, "Buffer size too small (\(have) instead of at least \(need &+ offset) bytes)")
    }
  }
  private static func fromBuffer(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let info = try CTypes.checked(t, a[0])
    let view = try t.call(Type[.memoryview].value, a[1])
    let from = try CTypes.offset(t, a[2])
    let b = try BufferView.get(t, view)
    defer { b.close() }
    if b.isReadOnly { throw t.raise(.typeError, "underlying buffer is not writable") }
    if !b.isContiguous { throw t.raise(.typeError, "underlying buffer is not C contiguous") }
    try CTypes.check(t, b.length, info.size, from)
    try t.audit("ctypes.cdata/buffer", t.int(Int(bitPattern: b.data)), t.int(b.length), t.int(from))
    let d = try CData.make(t, Type(a[0]), at: b.data + from, storage: view)
    let objects = try d.objects(t)
    try objects.set(t, Str.make(t, "ffffffff").value, view)
    return d.value
  }
  private static func fromBufferCopy(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let info = try CTypes.checked(t, a[0])
    let from = try CTypes.offset(t, a[2])
    let b = try BufferView.contiguous(t, a[1])
    defer { b.close() }
    try CTypes.check(t, b.length, info.size, from)
    let d = try CData.make(t, Type(a[0]))
    memcpy(d.address, b.data + from, info.size)
    return d.value
  }
  private static func fromAddress(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    guard a[1].isInt || a[1].isBool || a[1].isKind(.bigInt) else { throw t.raise(.typeError, "integer expected") }
    _ = try CTypes.checked(t, a[0])
    return try CData.make(t, Type(a[0]), at: Raw(bitPattern: UInt(Int.lowBits(Int.plain(a[1]))))).value
  }
  private static func inLibrary(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    guard a[2].isKind(.str) else { throw t.raise(.typeError, "in_dll() argument 2 must be str, not \(a[2].type.displayName)") }
    let handle = try t.getAttribute(a[1], Str.intern(t, "_handle"))
    guard handle.isInt || handle.isKind(.bigInt) else {
      throw t.raise(.typeError, "the _handle attribute of the second argument must be an integer")
    }
    let p = Str(a[2]).withCString { dlsym(Raw(bitPattern: UInt(Int.lowBits(Int.plain(handle)))), $0) }
    guard let p else { throw t.raise(.valueError, dlerror().map { String(cString: $0) } ?? "undefined symbol") }
    return try CData.make(t, Type(a[0]), at: p).value
  }
  private static func fromParameter(_ t: Thread, _ a: Args) throws(Raised) -> Value { try CTypes.fromParameter(t, Type(a[0]), a[1]) }
  static func fromParameter(_ t: Thread, _ type: Type, _ v: Value) throws(Raised) -> Value {
    if let info = CType.of(type) {
      if info.kind == .simple { return try CSimple.fromParameter(t, type, v) }
      if info.kind == .pointer {
        if v.isNone { return v }
        if info.fields.pointee.item.isKind(.type), CData.isData(v), try t.isInstance(v, info.item.value) { return try byref(t, v, 0) }
        if let its = CData.info(v), its.kind == .array || its.kind == .pointer, its.fields.pointee.item.isKind(.type),
          info.fields.pointee.item.isKind(.type), its.item.isSubclass(of: info.item) { return v }
      }
      // A c_char array takes bytes.
      if info.kind == .array, let its = info.itemInfo, v.isKind(.byteString), its.kind == .simple, its.code == CType.Code.char {
        if Bytes(v).count > info.length { throw t.raise(.valueError, "Invalid length") }
        let d = try CData.make(t, type)
        memcpy(d.address, Bytes(v).data, Bytes(v).count)
        return d.value
      }
    }
    if try t.isInstance(v, type.value) { return v }
    if CArgument.isArgument(v), CArgument(v).code == CType.Code.pointer, let info = CType.of(type), info.kind == .pointer || info.kind == .array {
      let object = CArgument(v).fields.pointee.kept
      if info.fields.pointee.item.isKind(.type), CData.isData(object), try t.isInstance(object, info.item.value) { return v }
      throw t.raise(.typeError, "expected \(type.shortName) instance instead of pointer to \(object.type.shortName)")
    }
    let other = try t.getAttributeOrEmpty(v, Str.intern(t, "_as_parameter_"))
    if !other.isEmpty {
      try t.checkNativeStack()
      return try fromParameter(t, type, other)
    }
    throw t.raise(.typeError, "expected \(type.shortName) instance instead of \(v.type.shortName)")
  }

  private static func defineMeta(_ type: TypeBuilder) {
    type.flags([.subclassable, .typeSubclass])
    type.method("from_address(integer, /)", "C.from_address(integer) -> C instance\naccess a C instance at the specified address") {
      native($0, $1, $2, $3, CTypes.fromAddress)
    }
    type.method("from_buffer(object, offset=0, /)", "C.from_buffer(object, offset=0, /) -> C instance\ncreate a C instance from a writeable buffer") {
      native($0, $1, $2, $3, CTypes.fromBuffer)
    }
    type.method("from_buffer_copy(object, offset=0, /)", "C.from_buffer_copy(object, offset=0, /) -> C instance\ncreate a C instance from a readable buffer") {
      native($0, $1, $2, $3, CTypes.fromBufferCopy)
    }
    type.method("in_dll(library, name, /)", "C.in_dll(library, name) -> C instance\naccess a C instance in a library") { native($0, $1, $2, $3, CTypes.inLibrary) }
    type.method("from_param(value, /)", "Convert a Python object into a function call parameter.") { native($0, $1, $2, $3, CTypes.fromParameter) }
    type.slots.pointee.repeat_ = { binary($0, $1, $2, CTypes.multiply) }
  }
  private static func multiply(_ t: Thread, _ v: Value, _ n: Value) throws(Raised) -> Value {
    let length = try t.indexInt(n, overflow: .overflowError)
    if length < 0 { throw t.raise(.valueError, "Array length must be >= 0, not \(length)") }
    return try arrayType(t, v, length)
  }
  static func arrayType(_ t: Thread, _ item: Value, _ length: Int) throws(Raised) -> Value {
    guard item.isKind(.type), CType.of(Type(item)) != nil else { throw t.raise(.typeError, "Expected a type object") }
    let key = Tuple.pair(t, t.int(Int(bitPattern: item.object)), t.int(length))
    let cached = try Dict(arrayCache.value).get(t, key)
    if cached.isObject {
      let found = WeakReference(cached).target
      if found.isKind(.type), let info = CType.of(Type(found)), info.fields.pointee.item == item { return found }
    }
    let namespace = Dict.make(t)
    namespace.set(t, Str.intern(t, "_length_"), t.int(length))
    namespace.set(t, Str.intern(t, "_type_"), item)
    let name = Str.make(t, "\(Type(item).shortName)_Array_\(length)")
    let type = try t.call(arrayMeta.value, name.value, try Tuple.make(t, [array.value]).value, namespace.value)
    try Dict(arrayCache.value).set(t, key, try WeakReference.make(t, Type[.weakReference], type, .none))
    return type
  }

  // MARK: Functions

  static func byref(_ t: Thread, _ v: Value, _ offset: Int) throws(Raised) -> Value {
    guard CData.isData(v) else { throw t.raise(.typeError, "byref() argument must be a ctypes instance, not '\(v.type.displayName)'") }
    let a = CArgument.make(t, CType.Code.pointer)
    a.place.storeBytes(of: CData(v).address + offset, as: Raw.self)
    a.keep(v)
    return a.value
  }
  static func pointerType(_ t: Thread, _ target: Value) throws(Raised) -> Value {
    let known = try Dict(pointerCache.value).get(t, target)
    if !known.isEmpty { return known }
    let namespace = Dict.make(t)
    let bases = try Tuple.make(t, [pointer.value])
    if target.isKind(.str) {
      let name = Str.make(t, "LP_" + Str(target).string)
      let type = try t.call(pointerMeta.value, name.value, bases.value, namespace.value)
      try Dict(pointerCache.value).set(t, t.int(unsigned: UInt64(type.identity)), type)
      return type
    }
    guard target.isKind(.type) else { throw t.raise(.typeError, "must be a ctypes type") }
    namespace.set(t, Str.intern(t, "_type_"), target)
    let name = Str.make(t, "LP_" + Type(target).shortName)
    let type = try t.call(pointerMeta.value, name.value, bases.value, namespace.value)
    try Dict(pointerCache.value).set(t, target, type)
    return type
  }
  private static func cast(_ t: Thread, _ p: Raw?, _ source: Value, _ target: Value) throws(Raised) -> Value {
    let info: CType? = target.isKind(.type) ? CType.of(Type(target)) : nil
    let isPointer: Bool = info.map { $0.kind == .pointer || $0.kind == .function || $0.kind == .simple && CType.isPointer($0.code) } ?? false
    if !isPointer {
      let name = target.isKind(.type) ? Type(target).shortName : target.type.shortName
      throw t.raise(.typeError, "cast() argument 2 must be a pointer type, not \(name)")
    }
    let result = try t.call(target)
    guard CData.isData(result) else { return result }
    let d = CData(result)
    if CData.isData(source) {
      let objects = try CData(source).objects(t)
      try objects.set(t, t.int(unsigned: UInt64(source.identity)), source)
      d.barrier()
      d.fields.pointee.objects = objects.value
    }
    d.address.storeBytes(of: p, as: Raw?.self)
    return result
  }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    _ = try LibFFI.open(t)
    m.doc("Values as C has them, and calls of C functions, by libffi.")
    if !dataType.value.isObject { try makeTypes(t) }
    if !argumentError.value.isObject {
      let namespace = Dict.make(t)
      namespace.set(t, Name.__module__.str, Str.intern(t, "ctypes").value)
      argumentError.value = try t.call(
        Type[.type].value, Str.intern(t, "ArgumentError").value, try Tuple.make(t, [Type[.exception].value]).value, namespace.value)
      pointerCache.value = Dict.make(t).value
      arrayCache.value = Dict.make(t).value
    }
    m.set("ArgumentError", argumentError.value)
    m.set("Structure", structure.value)
    m.set("Union", union.value)
    m.set("Array", array.value)
    m.set("_Pointer", pointer.value)
    m.set("CFuncPtr", function.value)
    m.set("_SimpleCData", simple.value)
    m.set("_pointer_type_cache", pointerCache.value)
    m.set("__version__", Str.make(t, "1.1.0").value)
    for (name, n) in [
      ("FUNCFLAG_CDECL", 1), ("FUNCFLAG_PYTHONAPI", 4), ("FUNCFLAG_USE_ERRNO", 8), ("FUNCFLAG_USE_LASTERROR", 16), ("RTLD_LOCAL", 0),
      ("RTLD_GLOBAL", Int(RTLD_GLOBAL)), ("CTYPES_MAX_ARGCOUNT", 1024),
    ] as [(StaticString, Int)] { m.set(name, .int(n)) }
    let move: @convention(c) (Raw?, UnsafeRawPointer?, Int) -> Raw? = { to, from, n in
      if let to, let from, n > 0 { memmove(to, from, n) }
      return to
    }
    let fill: @convention(c) (Raw?, Int32, Int) -> Raw? = { to, c, n in
      if let to, n > 0 { memset(to, c, n) }
      return to
    }
    let text: @convention(c) (Raw?, Int32) -> UInt64 = { p, n in
      CTypes.object { t throws(Raised) in
        try t.audit("ctypes.string_at", t.int(Int(bitPattern: p)), .int(Int(n)))
        return try CValue.bytes(t, p ?? Raw(bitPattern: 8).unsafelyUnwrapped, Int(n))
      }
    }
    let wide: @convention(c) (Raw?, Int32) -> UInt64 = { p, n in
      CTypes.object { t throws(Raised) in
        try t.audit("ctypes.wstring_at", t.int(Int(bitPattern: p)), .int(Int(n)))
        return try CValue.wide(t, p ?? Raw(bitPattern: 8).unsafelyUnwrapped, Int(n))
      }
    }
    let cast: @convention(c) (Raw?, UInt64, UInt64) -> UInt64 = { p, source, target in
      CTypes.object { t throws(Raised) in try CTypes.cast(t, p, CValue.object(source) ?? .none, CValue.object(target) ?? .none) }
    }
    m.set("_memmove_addr", t.int(unsafeBitCast(move, to: Int.self)))
    m.set("_memset_addr", t.int(unsafeBitCast(fill, to: Int.self)))
    m.set("_string_at_addr", t.int(unsafeBitCast(text, to: Int.self)))
    m.set("_wstring_at_addr", t.int(unsafeBitCast(wide, to: Int.self)))
    m.set("_cast_addr", t.int(unsafeBitCast(cast, to: Int.self)))
    defineFunctions(m)
    defineLibraries(m)
  }
  /// What a C function for Python hands back: an object, or NULL when it has raised.
  private static func object(_ body: (Thread) throws(Raised) -> Value) -> UInt64 {
    do throws(Raised) { return CValue.word(of: try body(machine.pointee.current)) } catch { return 0 }
  }

  private static func makeTypes(_ t: Thread) throws(Raised) {
    let object = Type[.object]
    func make(_ root: Root, _ name: StaticString, _ base: Type, _ define: @escaping (TypeBuilder) -> Void) throws(Raised) {
      root.value = try BuiltinTypes.makeUnnumbered(t, name: name, base: base, define: define).value
    }
    try make(infoType, "_ctypes.StgDict", object, CType.define)
    infoShape = Type(infoType.value).fields.pointee.shape
    try make(keepType, "_ctypes.Memory", object, CKeep.define)
    try make(fieldType, "_ctypes.CField", object, CField.define)
    try make(argumentType, "_ctypes.CArgObject", object, CArgument.define)
    try make(thunkType, "_ctypes.CThunkObject", object, CThunk.define)
    try make(structureMeta, "_ctypes.PyCStructType", Type[.type]) { type in
      CTypes.defineMeta(type)
      type.slots.pointee.new = { callable($0, $1, $2, $3, CStructure.new) }
      type.slots.pointee.setAttribute = { ternary($0, $1, $2, $3, CStructure.setAttribute) }
    }
    try make(unionMeta, "_ctypes.UnionType", Type[.type]) { type in
      CTypes.defineMeta(type)
      type.slots.pointee.new = { callable($0, $1, $2, $3, CStructure.new) }
      type.slots.pointee.setAttribute = { ternary($0, $1, $2, $3, CStructure.setAttribute) }
    }
    try make(arrayMeta, "_ctypes.PyCArrayType", Type[.type]) { type in
      CTypes.defineMeta(type)
      type.slots.pointee.new = { callable($0, $1, $2, $3, CArray.new) }
    }
    try make(pointerMeta, "_ctypes.PyCPointerType", Type[.type]) { type in
      CTypes.defineMeta(type)
      type.slots.pointee.new = { callable($0, $1, $2, $3, CPointer.new) }
      type.method("set_type(type, /)", "") {
        native($0, $1, $2, $3) { t, a throws(Raised) in
          guard let info = CType.of(Type(a[0])) else { throw t.raise(.typeError, "abstract class") }
          try CPointer.setTarget(t, info, a[1])
          try Type(a[0]).setAttribute(t, Str.intern(t, "_type_"), a[1])
          return .none
        }
      }
    }
    try make(functionMeta, "_ctypes.PyCFuncPtrType", Type[.type]) { type in
      CTypes.defineMeta(type)
      type.slots.pointee.new = { callable($0, $1, $2, $3, CFunction.new) }
    }
    try make(simpleMeta, "_ctypes.PyCSimpleType", Type[.type]) { type in
      CTypes.defineMeta(type)
      type.slots.pointee.new = { callable($0, $1, $2, $3, CSimple.new) }
    }
    try make(dataType, "_ctypes._CData", object, CData.define)
    let data = Type(dataType.value)
    try make(structure, "_ctypes.Structure", data, CStructure.define)
    try make(union, "_ctypes.Union", data, CStructure.define)
    try make(array, "_ctypes.Array", data, CArray.define)
    try make(pointer, "_ctypes._Pointer", data, CPointer.define)
    try make(function, "_ctypes.CFuncPtr", data, CFunction.define)
    try make(simple, "_ctypes._SimpleCData", data, CSimple.define)
    for (type, meta) in [
      (structure, structureMeta), (union, unionMeta), (array, arrayMeta), (pointer, pointerMeta), (function, functionMeta), (simple, simpleMeta),
    ] {
      // What the collector reads behind it is a subclass' own.
      Type(meta.value).fields.pointee.builtinSize = Type(meta.value).fields.pointee.basicSize
      Type(type.value).header.pointee.shape = Type(meta.value).fields.pointee.shape
    }
  }

  private static func defineFunctions(_ m: ModuleBuilder) {
    m.function("sizeof(C, /)", "sizeof(type_or_object, /)\n\nHow many bytes it has.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if CData.isData(a[0]) { return .int(CData(a[0]).size) }
        guard a[0].isKind(.type), let info = CType.of(Type(a[0])) else { throw t.raise(.typeError, "this type has no size") }
        return .int(info.size)
      }
    }
    m.function("alignment(C, /)", "alignment(type_or_object, /)\n\nThe alignment in bytes that C wants.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if let info = CData.info(a[0]) { return .int(info.alignment) }
        guard a[0].isKind(.type), let info = CType.of(Type(a[0])) else { throw t.raise(.typeError, "no alignment info") }
        return .int(info.alignment)
      }
    }
    m.function("addressof(C, /)", "addressof(object, /)\n\nWhere in memory the object's value is.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard CData.isData(a[0]) else { throw t.raise(.typeError, "invalid type") }
        try t.audit("ctypes.addressof", a[0])
        return t.int(Int(bitPattern: CData(a[0]).fields.pointee.address.asRaw))
      }
    }
    m.function("byref(C, offset=0, /)", "byref(object, offset=0, /)\n\nA pointer to the object, for arguments only.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try CTypes.byref(t, a[0], a[1].isEmpty ? 0 : try t.indexInt(a[1], overflow: .overflowError))
      }
    }
    m.function("resize(C, size, /)", "Makes an object's memory larger.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try CData.resize(t, a[0], try t.indexInt(a[1], overflow: .overflowError))
        return .none
      }
    }
    m.function("POINTER(type, /)", "POINTER(type) -> pointer type") { native($0, $1, $2, $3) { t, a throws(Raised) in try CTypes.pointerType(t, a[0]) } }
    m.function("pointer(C, /)", "pointer(C instance) -> pointer") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try t.call(try CTypes.pointerType(t, a[0].type.value), a[0]) }
    }
    m.function("get_errno()", "") {
      native($0, $1, $2, $3) { t, _ throws(Raised) in
        try t.audit("ctypes.get_errno")
        return .int(Int(CFunction.errorNumber))
      }
    }
    m.function("set_errno(value, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let n = try t.int32(a[0])
        try t.audit("ctypes.set_errno", a[0])
        defer { CFunction.errorNumber = Int32(truncatingIfNeeded: n) }
        return .int(Int(CFunction.errorNumber))
      }
    }
    m.function("_unpickle(type, state, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let v = try t.callMethod(a[0], .__new__, a[0])
        _ = try t.callMethod(v, .__setstate__, a[1])
        return v
      }
    }
    m.function("buffer_info(C, /)", "(format, number of dimensions, shape) of a type.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard let info = a[0].isKind(.type) ? CType.of(Type(a[0])) : CData.info(a[0]) else { throw t.raise(.typeError, "not a ctypes type or object") }
        let (dimensions, format) = info.shape()
        let shape = try Tuple.make(t, dimensions.map { Value.int($0) })
        return try Tuple.make(t, [format, .int(dimensions.count), shape.value]).value
      }
    }
    m.function("PyObj_FromPtr(address, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let n = Int.lowBits(Int.plain(try t.index(a[0])))
        guard let object = Heap.resolve(UInt(n)), Value(object).isObject else { throw t.raise(.valueError, "PyObject is NULL") }
        return Value(object)
      }
    }
    for name in ["Py_INCREF(object, /)", "Py_DECREF(object, /)"] as [StaticString] { m.function(name, "") { native($0, $1, $2, $3) { _, a throws(Raised) in a[0] } } }
  }

  private static func address(_ t: Thread, _ v: Value) throws(Raised) -> Raw? {
    guard v.isInt || v.isBool || v.isKind(.bigInt) else { throw t.raise(.typeError, "an integer is required") }
    return Raw(bitPattern: UInt(Int.lowBits(Int.plain(v))))
  }
  private static func defineLibraries(_ m: ModuleBuilder) {
    m.function("dlopen(name, flag=2, /)", "dlopen(name, mode, /)\n\nOpens a shared library; its handle.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let mode = a[1].isEmpty ? RTLD_NOW : Int32(truncatingIfNeeded: try t.int32(a[1])) | RTLD_NOW
        var p: Raw?
        try t.audit("ctypes.dlopen", a[0])
        if a[0].isNone {
          p = dlopen(nil, mode)
        } else {
          let name = try OSText.encode(bytes: t, try OSText.path(t, a[0], function: "dlopen")) + [0]
          p = name.withUnsafeBytes { dlopen($0.baseAddress?.assumingMemoryBound(to: CChar.self), mode) }
        }
        guard let p else { throw t.raise(.osError, dlerror().map { String(cString: $0) } ?? "ctypes.dlopen() error") }
        return t.int(Int(bitPattern: p))
      }
    }
    m.function("dlclose(handle, /)", "dlclose a library") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard let p = try CTypes.address(t, a[0]) else { throw t.raise(.osError, "invalid handle") }
        if Glibc.dlclose(p) != 0 { throw t.raise(.osError, dlerror().map { String(cString: $0) } ?? "") }
        return .none
      }
    }
    m.function("dlsym(handle, name, /)", "The address of a name in a shared library.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let p = try CTypes.address(t, a[0])
        guard a[1].isKind(.str) else { throw t.raise(.typeError, "dlsym() argument 2 must be str, not \(a[1].type.displayName)") }
        try t.audit("ctypes.dlsym/handle", a[0], a[1])
        guard let found = Str(a[1]).withCString({ Glibc.dlsym(p, $0) }) else {
          throw t.raise(.osError, dlerror().map { String(cString: $0) } ?? "")
        }
        return t.int(Int(bitPattern: found))
      }
    }
    for name in ["call_function(address, arguments, /)", "call_cdeclfunction(address, arguments, /)"] as [StaticString] {
      m.function(name, "") {
        native($0, $1, $2, $3) { t, a throws(Raised) in
          guard let p = try CTypes.address(t, a[0]) else { throw t.raise(.valueError, "attempt to call a NULL function pointer") }
          guard a[1].isKind(.tuple) else { throw t.raise(.typeError, "argument 2 must be tuple, not \(a[1].type.displayName)") }
          return try CFunction.call(t, p, flags: 1, try List.make(t, of: a[1]), converters: .none, result: Type[.int].value)
        }
      }
    }
  }
}

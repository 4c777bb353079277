// Calls of C functions through libffi.

import CFFI
import Glibc

struct CArgumentFields: BitwiseCopyable {
  var header: Header
  /// int: the letter
  var code: Value
  /// A cell of 24 bytes
  var cell: Value
  /// What the value refers to; none
  var kept: Value
}

/// What `from_param` and `byref` hand over to a call.
struct CArgument: Handle {
  let fields: UnsafeMutablePointer<CArgumentFields>
  init(fields: UnsafeMutablePointer<CArgumentFields>) { self.fields = fields }
  var code: UInt8 { UInt8(truncatingIfNeeded: fields.pointee.code.asInt) }
  /// 16 bytes for the value
  var place: Raw { fields.pointee.cell.object + 16 }
  func keep(_ v: Value) {
    barrier()
    fields.pointee.kept = v
  }
  static func make(_ t: Thread, _ code: UInt8) -> CArgument {
    let cell = t.allocate(32, .bytes, TypeID.storage)
    for i in 1..<4 { cell.storeBytes(of: 0, toByteOffset: i &* 8, as: UInt64.self) }
    let a = CArgument(t.allocate(MemoryLayout<CArgumentFields>.size, .record, Type(CTypes.argumentType.value).fields.pointee.shape))
    a.fields.pointee.code = .int(Int(code))
    a.fields.pointee.cell = Value(cell)
    a.fields.pointee.kept = .none
    return a
  }
  static func isArgument(_ v: Value) -> Bool { v.isKind(.record) && v.type == Type(CTypes.argumentType.value) }

  static func define(_ type: TypeBuilder) {
    type.record(3)
    type.flags(.noNew)
    type.member("_obj", "the wrapped object", offset: 24)
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in
      let a = CArgument(v)
      let letter = String(UnicodeScalar(a.code))
      switch a.code {
      case CType.Code.pointer, CType.Code.text, CType.Code.wideText:
        return Str.make(t, "<cparam '\(letter)' (0x\(String(a.place.load(as: UInt64.self), radix: 16)))>").value
      case CType.Code.char:
        let c = a.place.load(as: UInt8.self)
        let shown = c >= 32 && c < 127 ? String(UnicodeScalar(c)) : "\\x" + (c < 16 ? "0" : "") + String(c, radix: 16)
        return Str.make(t, "<cparam '\(letter)' ('\(shown)')>").value
      case CType.Code.object, CType.Code.wide, UInt8(ascii: "g"), UInt8(ascii: "?"), UInt8(ascii: "v"), UInt8(ascii: "X"): return Str.make(t, "<cparam '\(letter)' at \(hexAddress(v))>").value
      default: return Str.make(t, "<cparam '\(letter)' (\(try t.repr(try CValue.load(t, a.code, a.place)).string))>").value
      }
    } }
  }
}

enum CFunction {
  static let takesErrno = 8, pythonAPI = 4
  static var maximumArguments: Int { 1024 }

  /// What a native thread is doing in C: found by callbacks.
  struct Activity {
    var thread: Thread
    /// The interpreter lock is free meanwhile.
    var isOutside: Bool
  }
  nonisolated(unsafe) static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()
  /// ctypes' copy of errno, one a native thread
  nonisolated(unsafe) private static let errnoKey: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()
  static var errorNumber: Int32 {
    get { Int32(truncatingIfNeeded: Int(bitPattern: pthread_getspecific(errnoKey))) }
    set { pthread_setspecific(errnoKey, UnsafeRawPointer(bitPattern: Int(newValue))) }
  }

  // MARK: One call

  /// Arguments on their way into C, freed when the call is over.
  private struct Prepared {
    let count: Int
    let memory: Raw
    let types: UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>
    let values: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    init(_ n: Int) {
      count = n
      memory = Raw.allocate(byteCount: max(n, 1) &* 16, alignment: 16)
      memory.initializeMemory(as: UInt8.self, repeating: 0, count: max(n, 1) &* 16)
      types = .allocate(capacity: max(n, 1))
      values = .allocate(capacity: max(n, 1))
    }
    func free() {
      memory.deallocate()
      types.deallocate()
      values.deallocate()
    }
  }

  static func call(
    _ t: Thread, _ function: Raw, flags: Int, _ arguments: List, converters: Value, result: Value
  ) throws(Raised) -> Value {
    let ffi = try LibFFI.open(t)
    let n = arguments.count
    if n > maximumArguments {
      throw t.raise(Type(CTypes.argumentError.value).value, "too many arguments (\(n)), maximum is \(maximumArguments)")
    }
    let p = Prepared(n)
    defer { p.free() }
    // What the arguments refer to, kept until the call is over.
    let kept = try List.make(t)
    for i in 0..<n {
      do throws(Raised) {
        var v = arguments[i]
        if converters.isKind(.tuple), i < Tuple(converters).count {
          v = try t.call(Tuple(converters)[i], v)
          try kept.append(t, v)
        }
        p.values[i] = p.memory + i &* 16
        p.types[i] = try convert(t, ffi, v, i + 1, &p.values[i], p.memory + i &* 16, kept)
      } catch {
        // The complaint says which argument it was.
        let e = t.takeRaised()
        if !e.isInstance(of: .exception) { throw t.reraise(e) }
        throw t.raise(CTypes.argumentError.value, "argument \(i + 1): \(e.type.shortName): \(try t.str(e).string)")
      }
    }
    let info: CType? = result.isKind(.type) ? CType.of(Type(result)) : nil
    let resultType: UnsafeMutablePointer<ffi_type>
    if let info { resultType = try info.ffiType(t, ffi) } else { resultType = result.isNone ? ffi.pointee.void : ffi.pointee.type(code: UInt8(ascii: "i")) }
    let size = max(info?.size ?? 8, 16)
    let place = Raw.allocate(byteCount: size, alignment: 16)
    defer { place.deallocate() }
    place.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    var cif = ffi_cif()
    if ffi.pointee.prepare(&cif, FFI_DEFAULT_ABI, UInt32(n), resultType, p.types) != 0 {
      throw t.raise(.runtimeError, "ffi_prep_cif failed")
    }
    perform(t, ffi, &cif, function, place, p.values, flags)
    _ = kept.count
    if flags & pythonAPI != 0, t.state.pointee.raised.isObject { throw Raised() }
    return try take(t, result, info, place)
  }
  private static func perform(
    _ t: Thread, _ ffi: UnsafeMutablePointer<LibFFI>, _ cif: UnsafeMutablePointer<ffi_cif>, _ function: Raw, _ result: Raw,
    _ values: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ flags: Int
  ) {
    let outer = pthread_getspecific(key)
    var activity = Activity(thread: t, isOutside: flags & pythonAPI == 0)
    withUnsafeMutablePointer(to: &activity) { a in
      pthread_setspecific(key, a)
      func run() {
        if flags & takesErrno != 0 { swapErrno() }
        ffi.pointee.call(cif, function, result, values)
        if flags & takesErrno != 0 { swapErrno() }
      }
      if a.pointee.isOutside {
        InterpreterLock.outside(t) {
          InterpreterLock.release()
          run()
          InterpreterLock.acquire(t)
        }
      } else {
        run()
      }
    }
    pthread_setspecific(key, outer)
  }
  static func swapErrno() {
    let mine = errorNumber
    errorNumber = errno
    errno = mine
  }

  /// Writes an argument at `place`, or points `value` to where it is.
  private static func convert(
    _ t: Thread, _ ffi: UnsafeMutablePointer<LibFFI>, _ v: Value, _ number: Int, _ value: inout UnsafeMutableRawPointer?, _ place: Raw, _ kept: List
  ) throws(Raised) -> UnsafeMutablePointer<ffi_type> {
    try t.checkNativeStack()
    if CArgument.isArgument(v) {
      let a = CArgument(v)
      if let info = CData.info(a.fields.pointee.kept), a.code == UInt8(ascii: "V") {
        value = CData(a.fields.pointee.kept).address
        return try info.ffiType(t, ffi)
      }
      place.copyMemory(from: a.place, byteCount: 16)
      return ffi.pointee.type(code: a.code)
    }
    if let info = CData.info(v) {
      let d = CData(v)
      switch info.kind {
      case .array: place.storeBytes(of: d.address, as: Raw.self)
      case .structure, .union: value = d.address
      case .simple where info.has(.swapped): throw t.raise(.typeError, "Don't know how to convert parameter \(number)")
      case .simple, .pointer, .function: place.copyMemory(from: d.address, byteCount: min(info.size, 16))
      }
      return try info.ffiType(t, ffi)
    }
    if v.isNone {
      place.storeBytes(of: 0, as: UInt64.self)
      return ffi.pointee.pointer
    }
    if v.isInt || v.isBool || v.isKind(.bigInt) || v.isKind(.intInstance) {
      guard let n = Int.unsignedWord(v) ?? Int.word(v).map({ UInt64(bitPattern: Int64($0)) }) else {
        throw t.raise(.overflowError, "int too long to convert")
      }
      place.storeBytes(of: UInt32(truncatingIfNeeded: n), as: UInt32.self)
      return ffi.pointee.type(code: UInt8(ascii: "i"))
    }
    if v.isKind(.byteString) {
      place.storeBytes(of: Raw(Bytes(v).data), as: Raw.self)
      try kept.append(t, v)
      return ffi.pointee.pointer
    }
    if v.isKind(.str) {
      let copy = try CValue.wideCopy(t, Str(v))
      try kept.append(t, copy.value)
      place.storeBytes(of: copy.address, as: Raw.self)
      return ffi.pointee.pointer
    }
    let other = try t.getAttributeOrEmpty(v, Str.intern(t, "_as_parameter_"))
    if other.isEmpty { throw t.raise(.typeError, "Don't know how to convert parameter \(number)") }
    try kept.append(t, other)
    return try convert(t, ffi, other, number, &value, place, kept)
  }
  /// The Python value of a result.
  private static func take(_ t: Thread, _ result: Value, _ info: CType?, _ place: Raw) throws(Raised) -> Value {
    if result.isNone { return .none }
    guard let info else { return try t.call(result, .int(Int(place.load(as: Int32.self)))) }
    let type = Type(result)
    let v: Value
    if info.kind == .simple, CTypes.isPlainSimple(type) {
      v = try CValue.load(t, info.code, place)
    } else {
      let d = try CData.make(t, type)
      d.address.copyMemory(from: place, byteCount: info.size)
      v = d.value
    }
    let check = try t.getAttributeOrEmpty(result, Str.intern(t, "_check_retval_"))
    return check.isEmpty ? v : try t.call(check, v)
  }

  // MARK: Function objects

  private static func call(_ t: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    guard let info = CData.info(base[0]), info.kind == .function else { throw t.raise(.typeError, "abstract class") }
    let d = CData(base[0])
    let converters = d.fields.pointee.converters.orNil ?? info.fields.pointee.converters
    let result = d.fields.pointee.result.orNil ?? info.fields.pointee.result
    let given = try List.make(t)
    for i in 1..<max(count, 1) { try given.append(t, base[i]) }
    var out: List?
    var arguments = given
    if d.fields.pointee.parameterFlags.isKind(.tuple), converters.isKind(.tuple) {
      let outs = try List.make(t)
      arguments = try place(t, info, d, Tuple(converters), given, base + count, names, outs)
      out = outs
    }
    let required = converters.isKind(.tuple) ? Tuple(converters).count : 0
    if required > arguments.count {
      throw t.raise(.typeError, "this function takes at least \(required) argument\(required == 1 ? "" : "s") (\(arguments.count) given)")
    }
    guard let function = d.address.loadUnaligned(as: Raw?.self) else {
      throw t.raise(.valueError, "attempt to call a NULL function pointer")
    }
    var v = try call(t, function, flags: info.fields.pointee.functionFlags.asInt, arguments, converters: converters, result: result)
    if !d.fields.pointee.errorCheck.isNone {
      let all = try Tuple.make(t, arguments.items, count: arguments.count)
      let checked = try t.call(d.fields.pointee.errorCheck, v, base[0], all.value)
      // The function hands on what it was given: output parameters come as ever.
      if out == nil || checked != all.value { return checked }
      v = checked
    }
    guard let out, out.count > 0 else { return v }
    for i in 0..<out.count {
      let method = try t.getAttributeOrEmpty(out[i], Str.intern(t, "__ctypes_from_outparam__"))
      if !method.isEmpty { out.set(i, try t.call(method)) }
    }
    return out.count == 1 ? out[0] : try Tuple.make(t, out.items, count: out.count).value
  }

  /// Arguments by position, name and default, and fresh objects for output parameters (Library Reference, "Function prototypes").
  private static func place(
    _ t: Thread, _ info: CType, _ d: CData, _ converters: Tuple, _ given: List, _ keywords: UnsafeMutablePointer<Value>, _ names: Value, _ outs: List
  ) throws(Raised) -> List {
    let rows = Tuple(d.fields.pointee.parameterFlags)
    let types = d.fields.pointee.arguments.orNil ?? info.fields.pointee.arguments
    let result = try List.make(t)
    var next = 0
    for i in 0..<converters.count {
      let row = Tuple(rows[i])
      let flag = row.count > 0 ? Int.word(row[0]) ?? 0 : 0
      let name: Value = row.count > 1 ? row[1] : .none
      let fallback: Value = row.count > 2 ? row[2] : .empty
      var v: Value = .empty
      // 4: the caller has nothing to say about it; 2: made here.
      if flag & 4 == 0, flag & 3 != 2 {
        if next < given.count {
          v = given[next]
          next += 1
        } else if !names.isEmpty, name.isKind(.str) {
          for k in 0..<Tuple(names).count where Str.equal(Str(Tuple(names)[k]), Str(name)) { v = keywords[k] }
        }
      }
      if v.isEmpty, flag & 3 != 2 { v = fallback }
      if v.isEmpty, flag & 3 == 2 || flag & 3 == 3 {
        let type = try t.getItem(types, .int(i))
        if !fallback.isEmpty {
          v = fallback
        } else if type.isKind(.type), let its = CType.of(Type(type)) {
          if its.kind == .array {
            v = try CData.make(t, Type(type)).value
            try outs.append(t, v)
            try result.append(t, v)
            continue
          }
          guard its.kind == .pointer, its.fields.pointee.item.isKind(.type) else {
            throw t.raise(.typeError, "out parameter \(i + 1) must be a pointer type, not \(Type(type).shortName)")
          }
          v = try t.call(its.item.value)
        }
        try outs.append(t, v)
        try result.append(t, try CTypes.byref(t, v, 0))
        continue
      }
      if v.isEmpty {
        if flag & 4 != 0 { v = .int(0) } else {
          throw t.raise(.typeError, name.isKind(.str) ? "required argument '\(Str(name).string)' missing" : "not enough arguments")
        }
      }
      if flag & 2 != 0 { try outs.append(t, v) }
      try result.append(t, flag & 2 != 0 && CData.isData(v) ? try CTypes.byref(t, v, 0) : v)
    }
    if next < given.count {
      throw t.raise(.typeError, "call takes exactly \(next) arguments (\(given.count) given)")
    }
    return result
  }

  /// Metaclass: `class F(CFuncPtr): _flags_ = …; _argtypes_ = …; _restype_ = …`
  static func new(_ t: Thread, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let type = Type(try Type.new(t, args, count, names))
    let flags = try t.getAttributeOrEmpty(type.value, Str.intern(t, "_flags_"))
    guard let n = flags.isEmpty ? nil : Int.word(flags) else { throw t.raise(.typeError, "class must define _flags_ which must be an integer") }
    let info = CType.make(t, .function, for: type)
    info.fields.pointee.size = .int(8)
    info.fields.pointee.alignment = .int(8)
    info.fields.pointee.functionFlags = .int(n)
    info.set(.hasPointer)
    info.setFormat(t, "X{}")
    let arguments = try t.getAttributeOrEmpty(type.value, Str.intern(t, "_argtypes_"))
    if !arguments.isEmpty {
      let made = try converters(t, arguments)
      info.barrier()
      info.fields.pointee.arguments = arguments
      info.fields.pointee.converters = made
    }
    let result = try t.getAttributeOrEmpty(type.value, Str.intern(t, "_restype_"))
    if !result.isEmpty {
      try checkResult(t, result, "_restype_")
      info.barrier()
      info.fields.pointee.result = result
    }
    return type.value
  }
  /// The from_param methods of argument types.
  static func converters(_ t: Thread, _ types: Value) throws(Raised) -> Value {
    guard types.isKind(.tuple) || types.isKind(.list) else { throw t.raise(.typeError, "_argtypes_ must be a sequence of types") }
    let list = try List.make(t, of: types)
    if list.count > maximumArguments {
      throw t.raise(CTypes.argumentError.value, "_argtypes_ has too many arguments (\(list.count)), maximum is \(maximumArguments)")
    }
    for i in 0..<list.count {
      if list[i].isKind(.type), let info = CType.of(Type(list[i])), info.kind == .structure || info.kind == .union {
        if info.has(.hasUnion) {
          throw t.raise(.typeError, "item \(i + 1) in _argtypes_ passes a union by value, which is unsupported.")
        }
      }
      let method = try t.getAttributeOrEmpty(list[i], Str.intern(t, "from_param"))
      if method.isEmpty { throw t.raise(.typeError, "item \(i + 1) in _argtypes_ has no from_param method") }
      list.set(i, method)
    }
    return try Tuple.make(t, list.items, count: list.count).value
  }
  private static func checkResult(_ t: Thread, _ v: Value, _ what: StaticString) throws(Raised) {
    if v.isNone { return }
    if v.isKind(.type), CType.of(Type(v)) != nil { return }
    if v.type.slots.pointee.call == nil { throw t.raise(.typeError, "\(what) must be a type, a callable, or None") }
  }

  private static func make(_ t: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let type = Type(base[0])
    let info = try CType.of(t, abstract: type)
    if count == 1 { return try CData.make(t, type).value }
    let v = base[1]
    if v.isKind(.tuple) { return try fromLibrary(t, type, info, Tuple(v), count > 2 ? base[2] : .none) }
    if count > 2 { throw t.raise(.typeError, "argument must be callable or integer function address") }
    if v.isInt || v.isKind(.bigInt) {
      let d = try CData.make(t, type)
      d.address.storeBytes(of: Int.lowBits(Int.plain(v)), as: UInt64.self)
      return d.value
    }
    if v.type.slots.pointee.call == nil { throw t.raise(.typeError, "argument must be callable or integer function address") }
    if info.fields.pointee.converters.isNone { throw t.raise(.typeError, "cannot construct instance of this class: no argtypes") }
    let d = try CData.make(t, type)
    let thunk = try CThunk.make(t, v, info)
    d.barrier()
    d.fields.pointee.callable = v
    d.fields.pointee.thunk = thunk.value
    d.address.storeBytes(of: thunk.code, as: Raw?.self)
    try d.keep(t, 0, thunk.value)
    return d.value
  }
  private static func fromLibrary(_ t: Thread, _ type: Type, _ info: CType, _ pair: Tuple, _ flags: Value) throws(Raised) -> Value {
    if pair.count != 2 { throw t.raise(.typeError, "function takes exactly 2 arguments (\(pair.count) given)") }
    var name = pair[0]
    if name.isKind(.str) {
      name = try [UInt8](Str(name).utf8).withUnsafeBufferPointerTyped { (b) throws(Raised) in try Bytes.make(t, b).value }
    }
    guard name.isKind(.byteString) else { throw t.raise(.typeError, "bytes or ASCII string expected") }
    let handle = try t.getAttribute(pair[1], Str.intern(t, "_handle"))
    guard handle.isInt || handle.isKind(.bigInt) else {
      throw t.raise(.typeError, "the _handle attribute of the second argument must be an integer")
    }
    try t.audit("ctypes.dlsym", pair[1], pair[0])
    guard let p = dlsym(Raw(bitPattern: UInt(Int.lowBits(Int.plain(handle)))), UnsafeRawPointer(Bytes(name).data).assumingMemoryBound(to: CChar.self)) else {
      throw t.raise(.attributeError, dlerror().map { String(cString: $0) } ?? "undefined symbol")
    }
    if !flags.isNone {
      guard flags.isKind(.tuple) else { throw t.raise(.typeError, "paramflags must be a tuple or None") }
      let wanted = info.fields.pointee.converters.isKind(.tuple) ? Tuple(info.fields.pointee.converters).count : 0
      if Tuple(flags).count != wanted { throw t.raise(.valueError, "paramflags must have the same length as argtypes") }
      for i in 0..<wanted {
        guard Tuple(flags)[i].isKind(.tuple), Tuple(Tuple(flags)[i]).count > 0, let flag = Int.word(Tuple(Tuple(flags)[i])[0]) else {
          throw t.raise(.typeError, "paramflags must be a sequence of (int [,string [,value]]) tuples")
        }
        if ![0, 1, 2, 3, 4, 5].contains(flag & 7) { throw t.raise(.typeError, "paramflag value \(flag) not supported") }
      }
    }
    let d = try CData.make(t, type)
    d.barrier()
    d.fields.pointee.parameterFlags = flags
    d.address.storeBytes(of: p, as: Raw.self)
    try d.keep(t, 0, pair[1])
    return d.value
  }

  static func define(_ type: TypeBuilder) {
    type.flags([.subclassable])
    type.slots.pointee.new = { callable($0, $1, $2, $3, CFunction.make) }
    type.slots.pointee.call = { callable($0, $1, $2, $3, CFunction.call) }
    type.slots.pointee.bool = { unary($0, $1) { _, v throws(Raised) in .bool(CPointer.target(v) != nil) } }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in Str.make(t, "<\(v.type.shortName) object at \(hexAddress(v))>").value } }
    type.property("restype", "specify the result type", { unary($0, $1) { _, v throws(Raised) in
      CData(v).fields.pointee.result.orNil ?? (CData.info(v)?.fields.pointee.result ?? .none)
    } }, set: { binary($0, $1, $2) { t, v, value throws(Raised) in
      if !value.isEmpty { try CFunction.checkResult(t, value, "restype") }
      CData(v).barrier()
      CData(v).fields.pointee.result = value
      return .none
    } })
    type.property("argtypes", "The types of the arguments.", { unary($0, $1) { _, v throws(Raised) in
      CData(v).fields.pointee.arguments.orNil ?? (CData.info(v)?.fields.pointee.arguments ?? .none)
    } }, set: { binary($0, $1, $2) { t, v, value throws(Raised) in
      let made: Value = value.isEmpty || value.isNone ? .empty : try CFunction.converters(t, value)
      CData(v).barrier()
      CData(v).fields.pointee.converters = made
      CData(v).fields.pointee.arguments = made.isEmpty ? .empty : value
      return .none
    } })
    type.property("errcheck", "What looks at each result, or None.", { unary($0, $1) { _, v throws(Raised) in CData(v).fields.pointee.errorCheck } }, set: {
      binary($0, $1, $2) { t, v, value throws(Raised) in
        if !value.isEmpty, value.type.slots.pointee.call == nil { throw t.raise(.typeError, "the errcheck attribute must be callable") }
        CData(v).barrier()
        CData(v).fields.pointee.errorCheck = value.orNil ?? .none
        return .none
      }
    })
  }
}

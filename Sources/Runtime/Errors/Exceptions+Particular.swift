// Exceptions with fields of their own: OSError, ImportError, SyntaxError, UnicodeError.

import Glibc

// MARK: OSError (PEP 3151)

extension Exceptions {
  /// The class for an errno: OSError where none is particular.
  static func osErrorClass(errno code: Int) -> TypeID {
    switch Int32(truncatingIfNeeded: code) {
    case EAGAIN, EALREADY, EINPROGRESS: .blockingIOError
    case EPIPE, ESHUTDOWN: .brokenPipeError
    case ECHILD: .childProcessError
    case ECONNABORTED: .connectionAbortedError
    case ECONNREFUSED: .connectionRefusedError
    case ECONNRESET: .connectionResetError
    case EEXIST: .fileExistsError
    case ENOENT: .fileNotFoundError
    case EISDIR: .isADirectoryError
    case ENOTDIR: .notADirectoryError
    case EINTR: .interruptedError
    case EACCES, EPERM: .permissionError
    case ESRCH: .processLookupError
    case ETIMEDOUT: .timeoutError
    default: .osError
    }
  }
  /// OSError's arguments are looked at by `__new__`, unless a class has an `__init__` of its own and no `__new__`: then by `__init__`.
  static func isParsedByInit(_ type: Type) -> Bool {
    type.has(.heap) && type.lookup(.__init__) != Type[.osError].lookup(.__init__) && type.lookup(.__new__) == Type[.osError].lookup(.__new__)
  }
  static func newOSError(_ thread: Thread, _ type: Type, _ args: Args, _ tuple: Tuple) throws(Raised) -> Value {
    if isParsedByInit(type) { return try allocate(thread, type, Tuple(machine.pointee.emptyTuple)).value }
    var chosen = type
    if type == Type[.osError], tuple.count >= 2, tuple.count <= 5, tuple[0].isInt { chosen = Type[osErrorClass(errno: tuple[0].asInt)] }
    let e = try allocate(thread, chosen, tuple)
    try initialize(thread, e, tuple.items, tuple.count, args.keyword(0))
    return e.value
  }

  static func initializeOSError(_ thread: Thread, _ e: Exception, _ items: UnsafePointer<Value>, _ count: Int) {
    if count < 2 || count > 5 { return }
    e.setExtra(0, items[0])
    e.setExtra(1, items[1])
    guard count >= 3, !items[2].isNone else { return }
    if e.value.isInstance(of: .blockingIOError), items[2].isInt {
      e.setExtra(4, items[2])
    } else {
      e.setExtra(2, items[2])
      if count == 5, !items[4].isNone { e.setExtra(3, items[4]) }
      // `args` keeps two: the file names are attributes.
      let pair = Tuple.pair(thread, items[0], items[1])
      e.barrier()
      e.fields.pointee.args = pair
    }
  }

  static func defineOSError(_ type: TypeBuilder) {
    // Instead of the plain member: it is missing until it is set.
    type.property(
      "characters_written", "How many characters were written before the stream blocked.",
      {
        unary($0, $1) { (thread, v) throws(Raised) in
          let count = Exception(v).extra(4).pointee
          if count.isEmpty { throw thread.raise(.attributeError, "characters_written") }
          return count
        }
      },
      set: {
        binary($0, $1, $2) { (thread, v, count) throws(Raised) in
          if count.isEmpty, Exception(v).extra(4).pointee.isEmpty { throw thread.raise(.attributeError, "characters_written") }
          Exception(v).setExtra(4, count.isEmpty ? .empty : .int(try thread.indexInt(count, overflow: .valueError)))
          return .none
        }
      })
    type.slots.pointee.str = {
      unary($0, $1) { (thread, v) throws(Raised) in
        let e = Exception(v)
        let number = e.extra(0).pointee
        let reason = e.extra(1).pointee
        let file = e.extra(2).pointee
        func shown(_ v: Value) throws(Raised) -> String { try thread.str(v.isEmpty ? .none : v).string }
        if !file.isEmpty {
          var s = "[Errno \(try shown(number))] \(try shown(reason)): \(try thread.repr(file).string)"
          if !e.extra(3).pointee.isEmpty { s += " -> \(try thread.repr(e.extra(3).pointee).string)" }
          return Str.make(thread, s).value
        }
        if !number.isEmpty, !reason.isEmpty {
          return Str.make(thread, "[Errno \(try shown(number))] \(try shown(reason))").value
        }
        return try Exceptions.text(thread, v)
      }
    }
  }
}

extension Thread {
  /// OSError (or its subclass) for an errno, with the system's text, and up to two file names.
  @inline(never) public func raiseOSError(_ code: Int32, _ file: Value = .none, _ second: Value = .none) -> Raised {
    let reason = Str.make(self, String(cString: strerror(code))).value
    var arguments: [Value] = [.int(Int(code)), reason]
    if !file.isNone {
      arguments.append(file)
      if !second.isNone { arguments += [.none, second] }
    }
    do throws(Raised) {
      return raise(try Exceptions.make(self, Type[Exceptions.osErrorClass(errno: Int(code))], try Tuple.make(self, arguments)))
    } catch { return error }
  }

  /// AttributeError with `name` and `obj`, from which a traceback's suggestion is computed.
  @inline(never) public func raiseAttributeError(_ object: Value, _ name: Value, _ message: String) -> Raised {
    raise(.attributeError, message, extra: name, object)
  }
  /// NameError (or UnboundLocalError) with `name`.
  @inline(never) public func raiseNameError(_ name: Value, _ message: String, type: TypeID = .nameError) -> Raised {
    raise(type, message, extra: name)
  }
  /// ImportError or ModuleNotFoundError with `name` and `path` (none or empty: not known).
  @inline(never) public func raiseImportError(_ message: String, type: TypeID = .importError, name: Value, path: Value = .empty) -> Raised {
    raise(type, message, extra: Str.make(self, message).value, name, path)
  }
  /// StopIteration(value); without arguments when value is none.
  @inline(never) public func raiseStopIteration(_ value: Value) -> Raised {
    value.isNone ? raise(.stopIteration) : raise(.stopIteration, arguments: value)
  }
  private func raise(_ type: TypeID, _ message: String, extra: Value...) -> Raised {
    do throws(Raised) {
      let e = try Exceptions.make(self, Type[type], try Tuple.make(self, [Str.make(self, message).value]))
      for (k, v) in extra.enumerated() where !v.isEmpty { Exception(e).setExtra(k, v) }
      return raise(e)
    } catch { return error }
  }
}

// MARK: ImportError

extension Exceptions {
  static func defineImportError(_ type: TypeBuilder) {
    type.slots.pointee.str = {
      unary($0, $1) { (thread, v) throws(Raised) in
        let msg = Exception(v).extra(0).pointee
        return msg.isExactly(.str) ? msg : try Exceptions.text(thread, v)
      }
    }
  }
}

// MARK: SyntaxError

extension Exceptions {
  /// (msg, (filename, lineno, offset, text[, end_lineno, end_offset]))
  static func initializeSyntaxError(_ thread: Thread, _ e: Exception, _ items: UnsafePointer<Value>, _ count: Int) throws(Raised) {
    if count >= 1 { e.setExtra(0, items[0]) }
    if count != 2 { return }
    let list = try List.make(thread)
    try thread.forEach(items[1]) { (v) throws(Raised) in
      try list.append(thread, v)
      return list.count < 8
    }
    let n = list.count
    if n < 4 { throw thread.raise(.typeError, "function missing required argument '\(["filename", "lineno", "offset", "text"][n])' (pos \(n + 1))") }
    if n > 6 { throw thread.raise(.typeError, "function takes at most 6 arguments (\(n) given)") }
    if n == 5 { throw thread.raise(.typeError, "end_offset must be provided when end_lineno is provided") }
    for k in 0..<4 { e.setExtra(k + 1, list[k]) }
    if n == 6 {
      e.setExtra(6, list[4])
      e.setExtra(7, list[5])
    }
  }

  static func syntaxErrorText(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let e = Exception(v)
    let msg = try thread.str(e.extra(0).pointee.isEmpty ? .none : e.extra(0).pointee).string
    let file = e.extra(1).pointee
    let line = e.extra(2).pointee
    var name: String? = nil
    if file.isKind(.str) {
      let path = Str(file).string
      name = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? path
    }
    if let name, line.isInt { return Str.make(thread, "\(msg) (\(name), line \(line.asInt))").value }
    if let name { return Str.make(thread, "\(msg) (\(name))").value }
    if line.isInt { return Str.make(thread, "\(msg) (line \(line.asInt))").value }
    return Str.make(thread, msg).value
  }
}

// MARK: UnicodeError

extension Exceptions {
  static func initializeUnicodeError(_ thread: Thread, _ e: Exception, _ items: UnsafePointer<Value>, _ count: Int) throws(Raised) {
    let id = builtinBase(of: e.value.type)
    let translate = id == .unicodeTranslateError
    let expected = translate ? 4 : 5
    if count != expected {
      throw thread.raise(.typeError, "function takes exactly \(expected) arguments (\(count) given)")
    }
    var k = 0
    if translate { e.setExtra(0, .none) } else {
      guard items[0].isKind(.str) else {
        throw thread.raise(.typeError, "argument 1 must be str, not \(items[0].type.displayName)")
      }
      e.setExtra(0, items[0])
      k = 1
    }
    var object = items[k]
    if id == .unicodeDecodeError {
      if !object.isKind(.byteString) { object = try thread.call(Type[.bytes].value, object) }
    } else if !object.isKind(.str) {
      throw thread.raise(.typeError, "argument \(k + 1) must be str, not \(object.type.displayName)")
    }
    e.setExtra(1, object)
    for i in 0..<2 {
      let number = try thread.indexInt(items[k + 1 + i], overflow: .overflowError)
      e.setExtra(2 + i, thread.int(number))
    }
    guard items[k + 3].isKind(.str) else {
      throw thread.raise(.typeError, "argument \(k + 4) must be str, not \(items[k + 3].type.displayName)")
    }
    e.setExtra(4, items[k + 3])
  }

  static func unicodeErrorText(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let e = Exception(v)
    let id = builtinBase(of: v.type)
    let object = e.extra(1).pointee
    if object.isEmpty { return machine.pointee.emptyString }
    let encoding = e.extra(0).pointee.isKind(.str) ? Str(e.extra(0).pointee).string : ""
    let reason = try thread.str(e.extra(4).pointee).string
    let start = e.extra(2).pointee.isInt ? e.extra(2).pointee.asInt : 0
    let end = e.extra(3).pointee.isInt ? e.extra(3).pointee.asInt : 0
    let how = id == .unicodeDecodeError ? "decode" : id == .unicodeEncodeError ? "encode" : "translate"
    let codec = id == .unicodeTranslateError ? "can't translate" : "'\(encoding)' codec can't \(how)"
    if object.isKind(.byteString), start >= 0, start < Bytes(object).count, end == start + 1 {
      let byte = Bytes(object).data[start]
      return Str.make(thread, "\(codec) byte 0x\(hex(UInt32(byte), 2)) in position \(start): \(reason)").value
    }
    if object.isKind(.str), start >= 0, start < Str(object).length, end == start + 1 {
      let c = Str(object)[start]
      let shown = c <= 0xFF ? "\\x\(hex(c, 2))" : c <= 0xFFFF ? "\\u\(hex(c, 4))" : "\\U\(hex(c, 8))"
      return Str.make(thread, "\(codec) character '\(shown)' in position \(start): \(reason)").value
    }
    let unit = id == .unicodeDecodeError ? "bytes" : "characters"
    return Str.make(thread, "\(codec) \(unit) in position \(start)-\(end - 1): \(reason)").value
  }
  private static func hex(_ v: UInt32, _ digits: Int) -> String {
    let s = String(v, radix: 16)
    return String(repeating: "0", count: max(0, digits - s.count)) + s
  }
}

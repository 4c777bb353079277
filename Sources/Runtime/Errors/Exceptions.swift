// Exception objects: their layout, how they are made, and what they say.

public struct ExceptionFields: BitwiseCopyable {
  var header: Header
  /// See Instance.swift.
  public var dictWord: Value
  /// tuple
  public var args: Value
  /// Traceback object or none
  public var traceback: Value
  /// exception or none
  public var context: Value
  /// exception or none
  public var cause: Value
  /// True or False
  public var suppressContext: Value
}

/// An instance of BaseException or of a subclass: the common fields, then the extra ones of its built-in class.
public struct Exception: Handle {
  public let fields: UnsafeMutablePointer<ExceptionFields>
  public init(fields: UnsafeMutablePointer<ExceptionFields>) { self.fields = fields }

  public var args: Tuple { Tuple(fields.pointee.args) }
  /// Field k of the extra ones: see `ExceptionLayout`.
  @inline(__always) public func extra(_ k: Int) -> UnsafeMutablePointer<Value> { raw.at(ExceptionLayout.offset(k)) }
  public func setExtra(_ k: Int, _ value: Value) {
    barrier()
    extra(k).pointee = value
  }
  public func setTraceback(_ value: Value) {
    barrier()
    fields.pointee.traceback = value
  }
  public func setContext(_ value: Value) {
    barrier()
    fields.pointee.context = value
  }
  /// `raise … from cause`: also suppresses the context.
  public func setCause(_ value: Value) {
    barrier()
    fields.pointee.cause = value
    fields.pointee.suppressContext = .yes
  }
}

/// Which extra fields an exception has.
enum ExceptionLayout {
  case plain, stopIteration, systemExit, attributeError, nameError, importError, osError, syntaxError, unicode, group

  static func offset(_ k: Int) -> Int { MemoryLayout<ExceptionFields>.size &+ 8 &* k }

  /// Names of the extra fields, in order; all are attributes that can be read and written.
  var names: [StaticString] {
    switch self {
    case .plain: []
    case .stopIteration: ["value"]
    case .systemExit: ["code"]
    case .attributeError: ["name", "obj"]
    case .nameError: ["name"]
    case .importError: ["msg", "name", "path"]
    case .osError: ["errno", "strerror", "filename", "filename2", "characters_written"]
    case .syntaxError: ["msg", "filename", "lineno", "offset", "text", "print_file_and_line", "end_lineno", "end_offset"]
    case .unicode: ["encoding", "object", "start", "end", "reason"]
    case .group: ["message", "exceptions"]
    }
  }

  init(_ id: TypeID) {
    switch id {
    case .stopIteration: self = .stopIteration
    case .systemExit: self = .systemExit
    case .attributeError: self = .attributeError
    case .nameError, .unboundLocalError: self = .nameError
    case .importError, .moduleNotFoundError: self = .importError
    case .osError, .blockingIOError, .childProcessError, .connectionError, .brokenPipeError, .connectionAbortedError,
      .connectionRefusedError, .connectionResetError, .fileExistsError, .fileNotFoundError, .interruptedError,
      .isADirectoryError, .notADirectoryError, .permissionError, .processLookupError, .timeoutError:
      self = .osError
    case .syntaxError, .indentationError, .tabError: self = .syntaxError
    case .unicodeDecodeError, .unicodeEncodeError, .unicodeTranslateError: self = .unicode
    case .baseExceptionGroup, .exceptionGroup: self = .group
    default: self = .plain
    }
  }
}

enum Exceptions {
  /// The built-in exception that a class is or inherits its layout from.
  static func builtinBase(of type: Type) -> TypeID {
    var t = type
    while t.has(.heap) || TypeID(rawValue: t.fields.pointee.shape) == nil, t.fields.pointee.base.isObject { t = Type(t.fields.pointee.base) }
    return TypeID(rawValue: t.fields.pointee.shape) ?? .baseException
  }

  // MARK: Making

  /// An exception object of class `type` with the tuple `args`: what calling the class gives.
  static func make(_ thread: Thread, _ type: Type, _ args: Tuple) throws(Raised) -> Value {
    // A built-in class has no `__init__` that a program could have replaced.
    if !type.has(.heap), ExceptionLayout(builtinBase(of: type)) != .group {
      let e = try allocate(thread, type, args)
      try initialize(thread, e, args.items, args.count, .empty)
      return e.value
    }
    return try thread.call(type.value, tuple: args.value, kwargs: .empty)
  }

  /// An object with common fields set and extra ones empty.
  static func allocate(_ thread: Thread, _ type: Type, _ args: Tuple) throws(Raised) -> Exception {
    let e = Exception(try type.allocateInstance(thread))
    e.fields.pointee.args = args.value
    e.fields.pointee.traceback = .none
    e.fields.pointee.context = .none
    e.fields.pointee.cause = .none
    e.fields.pointee.suppressContext = .no
    var offset = MemoryLayout<ExceptionFields>.size
    while offset < Int(type.fields.pointee.basicSize) {
      e.raw.at(offset, as: Value.self).pointee = .empty
      offset &+= 8
    }
    return e
  }

  /// exception.__context__ = what is being handled, unless that is the exception itself; a cycle is cut where it would close.
  static func setContext(_ thread: Thread, _ exception: Value) {
    let handled = thread.state.pointee.handled
    if !handled.isObject || handled == exception { return }
    let e = Exception(exception)
    var at = Exception(handled)
    var slow = at
    var step = false
    while at.fields.pointee.context.isObject {
      let next = Exception(at.fields.pointee.context)
      if next.value == exception {
        at.fields.pointee.context = .none
        break
      }
      at = next
      // A chain that a program has made cyclic (by assigning __context__) ends when the slow pointer is met.
      if step {
        slow = Exception(slow.fields.pointee.context)
        if slow.fields == at.fields { break }
      }
      step.toggle()
    }
    e.setContext(handled)
  }

  // MARK: The types

  static func define(_ type: TypeBuilder, _ id: TypeID) {
    let layout = ExceptionLayout(id)
    type.flags([.subclassable, .exception, .weakReferenceable])
    if id == .baseException || Exceptions.layoutDiffers(id) {
      type.layout(.record, size: ExceptionLayout.offset(layout.names.count))
      for (k, name) in layout.names.enumerated() {
        let readOnly = layout == .group
        type.member(name, "exception attribute", offset: ExceptionLayout.offset(k), writable: !readOnly)
      }
    }
    type.type.fields.pointee.dictOffset = 8
    switch id {
    case .baseException: defineBase(type)
    case .keyError: type.slots.pointee.str = { unary($0, $1, Exceptions.keyErrorText) }
    case .osError: defineOSError(type)
    case .importError: defineImportError(type)
    case .syntaxError: type.slots.pointee.str = { unary($0, $1, Exceptions.syntaxErrorText) }
    case .unicodeDecodeError, .unicodeEncodeError, .unicodeTranslateError:
      type.slots.pointee.str = { unary($0, $1, Exceptions.unicodeErrorText) }
    case .attributeError, .nameError: break
    case .baseExceptionGroup: ExceptionGroup.define(type)
    case .exceptionGroup: ExceptionGroup.defineOrdinary(type)
    default: break
    }
  }
  private static func layoutDiffers(_ id: TypeID) -> Bool {
    guard let row = row(id) else { return false }
    return row.base != .object && ExceptionLayout(id) != ExceptionLayout(row.base)
  }

  private static func defineBase(_ type: TypeBuilder) {
    type.slots.pointee.str = { unary($0, $1, Exceptions.text) }
    type.slots.pointee.repr = { unary($0, $1, Exceptions.repr) }
    type.new("BaseException(*args, **kwargs)") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let type = Type(args[0])
        let id = Exceptions.builtinBase(of: type)
        if id == .baseExceptionGroup || id == .exceptionGroup { return try ExceptionGroup.new(thread, type, args) }
        let tuple = try Tuple.make(thread, args.base + 1, count: args.count - 1)
        if ExceptionLayout(id) == .osError { return try Exceptions.newOSError(thread, type, args, tuple) }
        return try Exceptions.allocate(thread, type, tuple).value
      }
    }
    type.initialize("BaseException(*args, **kwargs)") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let e = Exception(args[0])
        if ExceptionLayout(Exceptions.builtinBase(of: args[0].type)) == .osError, !Exceptions.isParsedByInit(args[0].type) { return .none }
        let tuple = try Tuple.make(thread, args.base + 1, count: args.count - 1)
        e.barrier()
        e.fields.pointee.args = tuple.value
        try Exceptions.initialize(thread, e, args.base + 1, args.count - 1, args.keyword(0))
        return .none
      }
    }
    type.property(
      "args", "The arguments that the exception was made with.", { t, a in Exception(Value(bits: a)).fields.pointee.args.bits },
      set: {
        binary($0, $1, $2) { (thread, self_, value) throws(Raised) in
          if value.isEmpty { throw thread.raise(.typeError, "args may not be deleted") }
          let list = try List.make(thread)
          try thread.forEach(value) { (v) throws(Raised) in
            try list.append(thread, v)
            return true
          }
          let e = Exception(self_)
          let tuple = try Tuple.make(thread, list.items, count: list.count)
          e.barrier()
          e.fields.pointee.args = tuple.value
          return .none
        }
      })
    type.property(
      "__traceback__", "Where the exception passed.", { t, a in Exception(Value(bits: a)).fields.pointee.traceback.bits },
      set: {
        binary($0, $1, $2) { (thread, self_, value) throws(Raised) in
          if value.isEmpty { throw thread.raise(.typeError, "__traceback__ may not be deleted") }
          if !value.isNone, !value.isExactly(.traceback) {
            throw thread.raise(.typeError, "__traceback__ must be a traceback or None")
          }
          Exception(self_).setTraceback(value)
          return .none
        }
      })
    type.property(
      "__context__", "What was being handled when the exception was raised.",
      { t, a in Exception(Value(bits: a)).fields.pointee.context.bits },
      set: {
        binary($0, $1, $2) { (thread, self_, value) throws(Raised) in
          if value.isEmpty { throw thread.raise(.typeError, "__context__ may not be deleted") }
          if !value.isNone, !value.isInstance(of: .baseException) {
            throw thread.raise(.typeError, "exception context must be None or derive from BaseException")
          }
          Exception(self_).setContext(value)
          return .none
        }
      })
    type.property(
      "__cause__", "What `raise … from` named.", { t, a in Exception(Value(bits: a)).fields.pointee.cause.bits },
      set: {
        binary($0, $1, $2) { (thread, self_, value) throws(Raised) in
          if value.isEmpty { throw thread.raise(.typeError, "__cause__ may not be deleted") }
          if !value.isNone, !value.isInstance(of: .baseException) {
            throw thread.raise(.typeError, "exception cause must be None or derive from BaseException")
          }
          Exception(self_).setCause(value)
          return .none
        }
      })
    type.property(
      "__suppress_context__", "Whether a traceback leaves the context out.",
      { t, a in Exception(Value(bits: a)).fields.pointee.suppressContext.bits },
      set: {
        binary($0, $1, $2) { (thread, self_, value) throws(Raised) in
          if value.isEmpty { throw thread.raise(.typeError, "can't delete numeric/char attribute") }
          if !value.isBool { throw thread.raise(.typeError, "attribute value type must be bool") }
          Exception(self_).fields.pointee.suppressContext = value
          return .none
        }
      })
    type.method("with_traceback(tb, /)", "Sets __traceback__ and gives the exception back.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let value = args[1]
        if !value.isNone, !value.isExactly(.traceback) {
          throw thread.raise(.typeError, "__traceback__ must be a traceback or None")
        }
        Exception(args[0]).setTraceback(value)
        return args[0]
      }
    }
    type.method("add_note(note, /)", "Adds a note that tracebacks show (PEP 678).") { native($0, $1, $2, $3, Exceptions.addNote) }
    type.method("__reduce__()", "Support for pickle.") { native($0, $1, $2, $3, Exceptions.reduce) }
    type.method("__setstate__(state, /)", "Support for pickle.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        if args[1].isNone { return .none }
        guard args[1].isKind(.dict) else { throw thread.raise(.typeError, "state is not a dictionary") }
        let state = Dict(args[1])
        var i = 0
        while i < state.fields.pointee.used {
          let entry = state.entries[i]
          i &+= 1
          if entry.key.isEmpty { continue }
          guard entry.key.isKind(.str) else { throw thread.raise(.typeError, "attribute name must be string") }
          try thread.setAttribute(args[0], Str.intern(Str(entry.key)), entry.value)
        }
        return .none
      }
    }
  }

  /// Sets the extra fields from the arguments; `kwargs` is a dict or empty.
  static func initialize(
    _ thread: Thread, _ e: Exception, _ items: UnsafePointer<Value>, _ count: Int, _ kwargs: Value
  ) throws(Raised) {
    let layout = ExceptionLayout(builtinBase(of: e.value.type))
    if kwargs.isObject, Dict(kwargs).count > 0 {
      switch layout {
      case .attributeError, .nameError, .importError: try takeKeywords(thread, e, layout, Dict(kwargs))
      default: throw thread.raise(.typeError, "\(e.value.type.displayName)() takes no keyword arguments")
      }
    }
    switch layout {
    case .plain, .attributeError, .nameError, .group: break
    case .stopIteration: e.setExtra(0, count > 0 ? items[0] : .none)
    case .systemExit: e.setExtra(0, count == 0 ? .none : count == 1 ? items[0] : e.fields.pointee.args)
    case .importError: e.setExtra(0, count == 1 ? items[0] : .none)
    case .osError: initializeOSError(thread, e, items, count)
    case .syntaxError: try initializeSyntaxError(thread, e, items, count)
    case .unicode: try initializeUnicodeError(thread, e, items, count)
    }
  }

  /// Keyword arguments that name extra fields.
  private static func takeKeywords(_ thread: Thread, _ e: Exception, _ layout: ExceptionLayout, _ kwargs: Dict) throws(Raised) {
    let names = layout.names
    var i = 0
    while i < kwargs.fields.pointee.used {
      let entry = kwargs.entries[i]
      i &+= 1
      if entry.key.isEmpty { continue }
      let key = Str(entry.key)
      guard let k = names.firstIndex(where: { key.equals($0) && !key.equals("msg") }) else {
        throw thread.raise(.typeError, "'\(key.string)' is an invalid keyword argument for \(e.value.type.displayName)()")
      }
      e.setExtra(k, entry.value)
    }
  }

  // MARK: Text

  static func text(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let args = Exception(v).args
    if args.count == 0 { return machine.pointee.emptyString }
    if args.count == 1 { return try thread.str(args[0]).value }
    return try thread.repr(args.value).value
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let args = Exception(v).args
    let name = try thread.str(try thread.getAttribute(v.type.value, Name.__name__)).string
    if args.count == 1 { return Str.make(thread, "\(name)(\(try thread.repr(args[0]).string))").value }
    return Str.make(thread, name + (try thread.repr(args.value).string)).value
  }
  static func keyErrorText(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let args = Exception(v).args
    // The key is quoted: KeyError('') would say nothing otherwise.
    return args.count == 1 ? try thread.repr(args[0]).value : try text(thread, v)
  }

  private static func addNote(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isKind(.str) else {
      throw thread.raise(.typeError, "note must be a str, not '\(args[1].type.displayName)'")
    }
    var notes = try thread.getAttributeOrEmpty(args[0], Name.__notes__.str)
    if notes.isEmpty {
      notes = try List.make(thread).value
      try thread.setAttribute(args[0], Name.__notes__.str, notes)
    }
    guard notes.isKind(.list) else { throw thread.raise(.typeError, "Cannot add note: __notes__ is not a list") }
    try List(notes).append(thread, args[1])
    return .none
  }

  private static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let e = Exception(args[0])
    var arguments = e.fields.pointee.args
    var state: Value = .empty
    if e.fields.pointee.dictWord.isEmpty == false {
      state = try thread.getAttribute(args[0], Name.__dict__)
      if state.isKind(.dict), Dict(state).count == 0 { state = .empty }
    }
    switch ExceptionLayout(builtinBase(of: args[0].type)) {
    case .osError where e.args.count == 2 && e.extra(2).pointee.isObject:
      var full: [Value] = [e.args[0], e.args[1], e.extra(2).pointee]
      if e.extra(3).pointee.isObject { full += [.none, e.extra(3).pointee] }
      arguments = try Tuple.make(thread, full).value
    case .importError:
      let dict = Dict.make(thread)
      if state.isKind(.dict) {
        var i = 0
        while i < Dict(state).fields.pointee.used {
          let entry = Dict(state).entries[i]
          i &+= 1
          if !entry.key.isEmpty { try dict.set(thread, entry.key, entry.value) }
        }
      }
      for (k, name) in [Name.name, Name.path].enumerated() where !e.extra(k + 1).pointee.isEmpty {
        dict.set(thread, name.str, e.extra(k + 1).pointee)
      }
      state = dict.count > 0 ? dict.value : .empty
    default: break
    }
    if state.isEmpty { return Tuple.pair(thread, args[0].type.value, arguments) }
    return try Tuple.make(thread, [args[0].type.value, arguments, state]).value
  }
}

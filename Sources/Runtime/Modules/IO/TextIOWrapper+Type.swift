// The type of text streams, and the three standard ones.

import Glibc

extension TextIOWrapper {
  private static func count(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    v.isEmpty || v.isNone ? -1 : try t.indexInt(v, overflow: .overflowError)
  }
  private static func text(_ t: Thread, _ v: Value, _ name: String) throws(Raised) -> Value {
    if v.isEmpty || v.isNone { return .none }
    if !v.isKind(.str) {
      throw t.raise(.typeError, "TextIOWrapper() argument '\(name)' must be str or None, not \(v.type.displayName)")
    }
    return v
  }

  static func define(_ type: TypeBuilder) {
    type.doc("A text stream over a buffered binary one.")
    type.layout(.record, size: MemoryLayout<TextIOFields>.size)
    type.flags(.subclassable)
    type.new("TextIOWrapper(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try TextIOWrapper.allocate(t, Type(args[0])).value }
    }
    type.initialize("TextIOWrapper(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try TextIOWrapper(args[0]).attach(
          t, args[1], encoding: try TextIOWrapper.text(t, args[2], "encoding"), errors: try TextIOWrapper.text(t, args[3], "errors"),
          newline: try NewlineMode.parse(t, args[4]), lineBuffering: args[5].isEmpty ? false : try t.truth(args[5]),
          writeThrough: args[6].isEmpty ? false : try t.truth(args[6]))
        return .none
      }
    }
    defineAttributes(type)
    defineAnswers(type)
    type.method("read(size=-1, /)", "Up to `size` characters; all that are left without.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try TextIOWrapper(args[0]).read(t, try TextIOWrapper.count(t, args[1])) }
    }
    type.method("readline(size=-1, /)", "A line, with its newline.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try TextIOWrapper(args[0]).readLine(t, try TextIOWrapper.count(t, args[1])) }
    }
    type.slots.pointee.next = {
      unary($0, $1) { (t, v) throws(Raised) in
        let w = TextIOWrapper(v)
        w.fields.pointee.canTell = .no
        let line = v.type.has(.heap) ? try t.callMethod(v, Name.readline) : try w.readLine(t, -1)
        guard line.isKind(.str) else {
          throw t.raise(.osError, "readline() should have returned a str object, not '\(line.type.displayName)'")
        }
        if Str(line).length > 0 { return line }
        w.fields.pointee.canTell = .yes
        return .empty
      }
    }
    type.method("write(text, /)", "Writes text; the number of its characters.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try TextIOWrapper(args[0]).write(t, args[1])
        return .int(Str(args[1]).length)
      }
    }
    type.method("flush()", "Writes what waits, here and in the buffer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let w = TextIOWrapper(args[0])
        try w.checkOpen(t)
        w.fields.pointee.canTell = .yes
        try w.flushPending(t)
        return try t.callMethod(try w.buffer(t), Name.flush)
      }
    }
    type.method("close()", "Flushes, then closes the buffer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let w = TextIOWrapper(args[0])
        if w.fields.pointee.buffer.isNone || w.fields.pointee.buffer.isEmpty { return .none }
        if try w.isClosed(t) { return .none }
        var failure: Value = .empty
        do throws(Raised) { _ = try t.callMethod(args[0], Name.flush) } catch { failure = t.takeRaised() }
        do throws(Raised) { _ = try t.callMethod(try w.buffer(t), Name.close) } catch {
          if !failure.isEmpty, t.state.pointee.raised.isObject { Exception(t.state.pointee.raised).setContext(failure) }
          throw error
        }
        if !failure.isEmpty { throw t.reraise(failure) }
        return .none
      }
    }
    type.method("detach()", "The buffer, separated from the text stream.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let w = TextIOWrapper(args[0])
        let b = try w.buffer(t)
        _ = try t.callMethod(args[0], Name.flush)
        w.fields.pointee.buffer = .none
        return b
      }
    }
    type.method("tell()", "A number for the position, which seek takes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try TextIOWrapper(args[0]).tell(t) }
    }
    type.method("seek(cookie, whence=0, /)", "Moves the position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try TextIOWrapper(args[0]).seek(t, args[1], args[2].isEmpty ? 0 : try t.indexInt(args[2], overflow: .overflowError))
      }
    }
    type.method("truncate(pos=None, /)", "Cuts the file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        _ = try t.callMethod(args[0], Name.flush)
        let size = args[1].isEmpty || args[1].isNone ? try TextIOWrapper(args[0]).tell(t) : args[1]
        return try t.callMethod(try TextIOWrapper(args[0]).buffer(t), Str.intern(t, "truncate"), [size])
      }
    }
    type.method("reconfigure(*, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)", "Changes settings.") {
      native($0, $1, $2, $3, TextIOWrapper.reconfigure)
    }
    type.slots.pointee.repr = {
      unary($0, $1) { (t, v) throws(Raised) in
        let w = TextIOWrapper(v)
        var text = "<\(v.type.displayName)"
        let name = try IOBase.name(t, v)
        if !name.isEmpty { text += " name=\(try t.repr(name).string)" }
        if !w.fields.pointee.mode.isEmpty { text += " mode=\(try t.repr(w.fields.pointee.mode).string)" }
        return Str.make(t, text + " encoding=\(try t.repr(w.fields.pointee.encoding).string)>").value
      }
    }
  }

  private static func reconfigure(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let w = TextIOWrapper(args[0])
    let encoding = try text(t, args.keyword(0), "encoding")
    let errors = try text(t, args.keyword(1), "errors")
    let hasNewline = !args.keyword(2).isEmpty
    let readingStarted = w.aheadCount > 0 || Str(w.fields.pointee.decoded).length > 0
    if readingStarted, !encoding.isNone || !errors.isNone || hasNewline {
      throw IOModule.raiseUnsupported(t, "It is not possible to set the encoding or newline of stream after the first read")
    }
    _ = try t.callMethod(args[0], Name.flush)
    let newline = hasNewline ? try NewlineMode.parse(t, args.keyword(2)) : w.mode
    func flag(_ v: Value, _ old: Value) throws(Raised) -> Bool { v.isEmpty || v.isNone ? old.isTrue : try t.truth(v) }
    let f = w.fields.pointee
    try w.attach(
      t, try w.buffer(t), encoding: encoding.isNone ? f.encoding : encoding,
      errors: errors.isNone ? (encoding.isNone ? f.errors : .none) : errors, newline: newline,
      lineBuffering: try flag(args.keyword(3), f.lineBuffering), writeThrough: try flag(args.keyword(4), f.writeThrough))
    return .none
  }

  private static func defineAttributes(_ type: TypeBuilder) {
    type.property("encoding", "Name of the encoding.", { t, v in TextIOWrapper(Value(bits: v)).fields.pointee.encoding.bits })
    type.property("errors", "How coding errors are handled.", { t, v in TextIOWrapper(Value(bits: v)).fields.pointee.errors.bits })
    type.property("line_buffering", "Whether each line is written at once.", { t, v in TextIOWrapper(Value(bits: v)).fields.pointee.lineBuffering.bits })
    type.property("write_through", "Whether nothing waits to be written.", { t, v in TextIOWrapper(Value(bits: v)).fields.pointee.writeThrough.bits })
    type.property(
      "buffer", "The binary stream.", { t, v in unary(t, v) { (t, v) throws(Raised) in try TextIOWrapper(v).buffer(t) } })
    type.property(
      "closed", "Whether the stream is closed.",
      { t, v in unary(t, v) { (t, v) throws(Raised) in .bool(try TextIOWrapper(v).isClosed(t)) } })
    type.property(
      "name", "The buffer's name.",
      { t, v in unary(t, v) { (t, v) throws(Raised) in try t.getAttribute(try TextIOWrapper(v).buffer(t), Name.name) } })
    type.property(
      "newlines", "The kinds of newline seen so far.",
      { t, v in unary(t, v) { (t, v) throws(Raised) in try SeenNewlines.value(t, TextIOWrapper(v).fields.pointee.seen.asInt) } })
    type.property(
      "mode", "How the file was opened.",
      { t, v in
        unary(t, v) { (t, v) throws(Raised) in
          let mode = TextIOWrapper(v).fields.pointee.mode
          if mode.isEmpty { throw t.raiseAttributeError(v, Str.intern(t, "mode").value, "'\(v.type.displayName)' object has no attribute 'mode'") }
          return mode
        }
      },
      set: {
        binary($0, $1, $2) { (t, v, mode) throws(Raised) in
          TextIOWrapper(v).barrier()
          TextIOWrapper(v).fields.pointee.mode = mode
          return .none
        }
      })
    type.property(
      "_CHUNK_SIZE", "How many bytes are read ahead at a time.",
      { t, v in TextIOWrapper(Value(bits: v)).fields.pointee.chunkSize.bits },
      set: {
        binary($0, $1, $2) { (t, v, size) throws(Raised) in
          if size.isEmpty { throw t.raise(.attributeError, "cannot delete attribute") }
          let n = try t.indexInt(size, overflow: .valueError)
          if n <= 0 { throw t.raise(.valueError, "a strictly positive integer is required") }
          TextIOWrapper(v).fields.pointee.chunkSize = .int(n)
          return .none
        }
      })
  }

  private static func defineAnswers(_ type: TypeBuilder) {
    type.method("fileno()", "The file descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try t.callMethod(try TextIOWrapper(args[0]).buffer(t), Name.fileno) }
    }
    type.method("isatty()", "Whether it is a terminal.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try TextIOWrapper.ask(t, args[0], "isatty") }
    }
    type.method("readable()", "Whether reading works.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try TextIOWrapper.ask(t, args[0], "readable") }
    }
    type.method("writable()", "Whether writing works.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try TextIOWrapper.ask(t, args[0], "writable") }
    }
    type.method("seekable()", "Whether the position can be moved.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try TextIOWrapper.ask(t, args[0], "seekable") }
    }
    type.method("__getstate__()", "Streams cannot be pickled.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        throw t.raise(.typeError, "cannot pickle '\(args[0].type.displayName)' object")
      }
    }
  }
  private static func ask(_ t: Thread, _ v: Value, _ method: StaticString) throws(Raised) -> Value {
    try t.callMethod(try TextIOWrapper(v).buffer(t), Str.intern(t, method), [])
  }
}

/// sys.stdin, sys.stdout, sys.stderr.
public enum StandardStreams {
  /// Makes the three streams of a descriptor that is open, None for one that is not.
  static func make(_ t: Thread) throws(Raised) {
    Dict(machine.pointee.builtinsDict).set(t, Str.intern(t, "open"), try IOModule.openFunction(t))
    let sys = Module(machine.pointee.sys).dict
    let rows: [(Int, StaticString, StaticString, String)] = [
      (0, "stdin", "<stdin>", "r"), (1, "stdout", "<stdout>", "w"), (2, "stderr", "<stderr>", "w"),
    ]
    for (fd, name, title, mode) in rows {
      let stream = try make(t, fd, title, mode)
      sys.set(t, Str.intern(t, name), stream)
      sys.set(t, Str.intern(t, "__\(name)__"), stream)
    }
  }
  /// Whether the environment asks for the locale C or for one that CPython takes in its place (PEP 538): then the standard streams pass
  /// bytes that are no UTF-8 through.
  private static func isPortableLocale() -> Bool {
    for variable in ["LC_ALL", "LC_CTYPE", "LANG"] {
      guard let p = getenv(variable), p.pointee != 0 else { continue }
      return ["C", "POSIX", "C.UTF-8", "C.utf8", "UTF-8"].contains(String(cString: p))
    }
    return true
  }
  private static func make(_ t: Thread, _ fd: Int, _ title: StaticString, _ mode: String) throws(Raised) -> Value {
    if fcntl(Int32(fd), F_GETFD) < 0 { return .none }
    let raw = try FileIO.open(t, Type[.fileIO], .int(fd), mode, closefd: false, opener: .none)
    FileIO(raw).fields.pointee.name = Str.intern(t, title).value
    FileIO(raw).barrier()
    let isTerminal = isatty(Int32(fd)) != 0
    let unbuffered = Options.unbuffered && fd != 0
    let buffer = try Buffered.make(t, mode == "r" ? .bufferedReader : .bufferedWriter, raw, IOModule.defaultBufferSize)
    var encoding = Str.intern(t, "utf-8").value
    var errors = Str.intern(t, fd == 2 ? "backslashreplace" : isPortableLocale() ? "surrogateescape" : "strict").value
    if !Options.ignoreEnvironment, let p = getenv("PYTHONIOENCODING") {
      let given = String(cString: p)
      let parts = given.split(separator: ":", omittingEmptySubsequences: false)
      if let first = parts.first, !first.isEmpty { encoding = Str.intern(t, String(first)).value }
      if parts.count > 1, !parts[1].isEmpty, fd != 2 { errors = Str.intern(t, String(parts[1])).value }
    }
    let w = try TextIOWrapper.make(
      t, Type[.textIOWrapper], buffer, encoding: encoding, errors: errors, newline: Str.intern(t, "\n").value,
      lineBuffering: isTerminal || fd == 2, writeThrough: unbuffered)
    TextIOWrapper(w).fields.pointee.mode = Str.intern(t, mode).value
    TextIOWrapper(w).barrier()
    return w
  }

  /// At exit: what waits is written. false when that failed (the exit status then is 120).
  static func flush(_ t: Thread) -> Bool {
    var ok = true
    for name in [Name.stdout, Name.stderr] {
      let stream = Builtins.stream(t, name)
      if stream.isEmpty || stream.isNone { continue }
      do throws(Raised) {
        if try IOBase.isClosed(t, stream) { continue }
        _ = try t.callMethod(stream, Name.flush)
      } catch {
        if name == .stdout {
          Unraisable.report(t, message: nil, object: stream)
          ok = false
        } else {
          _ = t.takeRaised()
        }
      }
    }
    return ok
  }
}

// What the markers of provider `minipy` say, and how their texts are made. Everything here runs behind a marker's test: while nobody listens none
// of it does. Nothing runs Python code, and the exception that is under way stays as it is.

import CProbes
import Glibc

enum MarkerText {
  /// A str as a C string while `body` runs: itself where it can be one, else a copy; NULL for what is no str.
  static func with(_ v: Value, _ body: (UnsafePointer<CChar>?) -> Void) {
    if !v.isObject || !v.isKind(.str) { return body(nil) }
    let s = Str(v)
    if s.isASCII, s.header.pointee.flags & Str.storedFlag == 0 { return body(UnsafePointer(s.data.assumingMemoryBound(to: CChar.self))) }
    s.string.withCString(body)
  }

  /// `repr(v)` of values whose repr runs no Python code, `<TYPE>` of others; the inside of tuples and lists to a small depth and length.
  static func plain(_ thread: Thread, _ v: Value, depth: Int = 3) -> String {
    if v.isEmpty { return "" }
    if v.isExactly(.tuple) || v.isExactly(.list) {
      let isTuple = v.isExactly(.tuple)
      let count = isTuple ? Tuple(v).count : List(v).count
      if depth == 0 { return isTuple ? "(…)" : "[…]" }
      var parts: [String] = []
      for i in 0..<min(count, 12) { parts.append(plain(thread, isTuple ? Tuple(v)[i] : List(v)[i], depth: depth - 1)) }
      if count > 12 { parts.append("…") }
      let inside = parts.joined(separator: ", ")
      return isTuple ? "(\(inside)\(count == 1 ? "," : ""))" : "[\(inside)]"
    }
    let isPlain =
      v.isInt || v.isFloat || v.isNone || v == .yes || v == .no || v.isExactly(.str) || v.isExactly(.float) || v.isExactly(.int) || v.isExactly(.bytes)
    if isPlain, !(v.isExactly(.str) && Str(v).length > 400), !(v.isExactly(.bytes) && Bytes(v).count > 400) {
      return quietly(thread) { () throws(Raised) in try thread.repr(v).string } ?? "<\(v.type.displayName)>"
    }
    return "<\(v.type.displayName)>"
  }

  /// What `str(exception)` gives, where that runs no Python code; else the plain text of its arguments.
  static func message(_ thread: Thread, _ exception: Value) -> String {
    let args = Exception(exception).fields.pointee.args
    if !args.isKind(.tuple) { return "" }
    let count = Tuple(args).count
    if count == 1, Tuple(args)[0].isExactly(.str), !exception.isInstance(of: .keyError) {
      let text = Str(Tuple(args)[0])
      if text.length <= 4000 { return text.string }
    }
    if exception.isInstance(of: .osError), !exception.type.has(.heap), count >= 2 {
      let isPlain = (0..<count).allSatisfy { Tuple(args)[$0].isInt || Tuple(args)[$0].isExactly(.str) || Tuple(args)[$0].isNone }
      if isPlain, let text = quietly(thread, { () throws(Raised) in try thread.str(exception).string }) { return text }
    }
    if count == 0 { return "" }
    return count == 1 ? plain(thread, Tuple(args)[0]) : plain(thread, args)
  }

  /// Runs `body` apart from the exception that is under way; nil when it raises.
  private static func quietly<T>(_ thread: Thread, _ body: () throws(Raised) -> T) -> T? {
    let raised = thread.state.pointee.raised
    defer { thread.state.pointee.raised = raised }
    do throws(Raised) { return try body() } catch { return nil }
  }
}

extension Thread {
  // MARK: Exceptions

  /// An exception has come to frame `fp` for the first time: `exception__raise`.
  @inline(never)
  func fireRaise(_ fp: Raw, _ pc: PC) {
    let exception = state.pointee.raised
    let code = Function(fp[-3]).code
    let line = Int32(truncatingIfNeeded: code.line(at: pc))
    let message = MarkerText.message(self, exception)
    MarkerText.with(exception.type.fields.pointee.name) { type in
      message.withCString { message in
        minipy_probe_exception_raise(type, message, code.fields.pointee.filenameText, code.fields.pointee.nameText, line)
      }
    }
  }
  /// A handler of the frame gets the exception in `raised`: `exception__catch`. That is a statement's `except` clauses, of which the first one's line is
  /// told, or the clean-up of `finally` and `with`; what they do not keep goes on from there. Clean-up without a line is the compiler's own.
  @inline(never)
  func fireCatch(_ fp: Raw, handler: Int) {
    let code = Function(fp[-3]).code
    let table = code.lineTable
    var word = handler
    // The handler begins with bookkeeping, then comes the clause.
    var line = 0
    while line == 0, word < code.fields.pointee.wordCount, word < handler + 4 {
      line = table.line(at: word)
      word += 1
    }
    if line == 0 { return }
    MarkerText.with(state.pointee.raised.type.fields.pointee.name) { type in
      minipy_probe_exception_catch(
        type, code.fields.pointee.filenameText, code.fields.pointee.nameText, Int32(truncatingIfNeeded: line))
    }
  }
  /// The exception in `raised` leaves the frame: `exception__unwind`.
  @inline(never)
  func fireUnwind(_ fp: Raw, _ pc: PC) {
    let code = Function(fp[-3]).code
    MarkerText.with(state.pointee.raised.type.fields.pointee.name) { type in
      minipy_probe_exception_unwind(
        type, code.fields.pointee.filenameText, code.fields.pointee.nameText, Int32(truncatingIfNeeded: lineOfLeaving(fp, pc)))
    }
  }

  // MARK: Native functions

  var firesNativeCalls: Bool { minipy_probe_native_entry_enabled() || minipy_probe_native_return_enabled() }

  /// A native function is about to be called by the instruction at `pc` of frame `fp`.
  @inline(never)
  func fireNativeEntry(_ fp: Raw, _ pc: PC) {
    guard let definition = nativeCallee(fp, pc, Function(fp[-3]).code)?.function.definition else { return }
    state.pointee.nativeCalls.push(fp)
    state.pointee.nativeCalls.push(Raw(definition))
    if minipy_probe_native_entry_enabled() { describe(definition, fp, pc) { minipy_probe_native_entry($0, $1, $2, $3) } }
  }
  /// Frame `fp` goes on at `pc`, or an exception has come to it: native functions that it had called are done.
  @inline(never)
  func fireNativeReturn(_ fp: Raw, _ pc: PC) {
    while state.pointee.nativeCalls.count >= 2, let base = state.pointee.nativeCalls.base, base[state.pointee.nativeCalls.count &- 2] == fp {
      let definition = base[state.pointee.nativeCalls.count &- 1].assumingMemoryBound(to: NativeDefinition.self)
      state.pointee.nativeCalls.count &-= 2
      if minipy_probe_native_return_enabled() { describe(definition, fp, pc) { minipy_probe_native_return($0, $1, $2, $3) } }
    }
  }
  private func describe(
    _ definition: UnsafeMutablePointer<NativeDefinition>, _ fp: Raw, _ pc: PC,
    _ fire: (UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, Int32) -> Void
  ) {
    let code = Function(fp[-3]).code
    let line = Int32(truncatingIfNeeded: lineOfLeaving(fp, pc))
    let owner = definition.pointee.owner
    if owner.isObject, owner.isKind(.type) {
      let type = Type(owner)
      let qualname = "\(Str(type.fields.pointee.name).string).\(Str(definition.pointee.name).string)"
      MarkerText.with(type.fields.pointee.module) { module in
        qualname.withCString { fire(module, $0, code.fields.pointee.filenameText, line) }
      }
    } else {
      MarkerText.with(definition.pointee.module) { module in
        MarkerText.with(definition.pointee.name) { fire(module, $0, code.fields.pointee.filenameText, line) }
      }
    }
  }

  // MARK: Objects

  /// An object is about to be made: `object__create`. Cells for the content of lists, dicts and strs are no objects.
  @inline(never)
  func fireCreate(_ size: Int, _ shape: UInt32) {
    if shape == TypeID.storage.rawValue { return }
    let type = Shape.table[Int(shape)].type
    let place = innermostFrame
    let line = Int32(truncatingIfNeeded: place?.line ?? 0)
    MarkerText.with(type.fields.pointee.name) { name in
      minipy_probe_object_create(name, size, place?.function.code.fields.pointee.filenameText, line)
    }
  }

  // MARK: Generators

  /// A generator is resumed: `generator__resume`.
  @inline(never)
  func fireResume(_ fp: Raw, _ pc: PC) {
    describe(generator: fp, lineOfResuming(fp, pc)) { minipy_probe_generator_resume($0, $1, $2, $3) }
  }
  /// A generator's frame is suspended: `generator__yield`.
  @inline(never)
  func fireYield(_ fp: Raw, _ pc: PC) {
    if minipy_probe_generator_yield_enabled() {
      describe(generator: fp, lineOfLeaving(fp, pc)) { minipy_probe_generator_yield($0, $1, $2, $3) }
    }
  }
  /// A generator has ended, by whatever way: `generator__close`.
  @inline(never)
  func fireClose(_ fp: Raw, _ pc: PC) {
    if minipy_probe_generator_close_enabled() {
      describe(generator: fp, lineOfLeaving(fp, pc)) { minipy_probe_generator_close($0, $1, $2, $3) }
    }
  }
  @inline(never)
  func fireGenerator(made generator: Generator) {
    describe(generator: generator.frame, generator.function.code.fields.pointee.firstLine) { minipy_probe_generator_create($0, $1, $2, $3) }
  }
  private func describe(
    generator fp: Raw, _ line: Int, _ fire: (UnsafePointer<CChar>?, UnsafePointer<CChar>?, Int32, UnsafeRawPointer?) -> Void
  ) {
    let code = Function(fp[-3]).code.fields
    fire(code.pointee.filenameText, code.pointee.qualnameText, Int32(truncatingIfNeeded: line), Generator(frame: fp).raw)
  }

  // MARK: Threads

  /// What a thread is called: `threading.Thread` runs through one of its methods; else the name of the function it runs.
  func name(ofThreadRunning function: Value) -> Value {
    var function = function
    if function.isExactly(.boundMethod) {
      let receiver = BoundMethod(function).receiver
      let name = receiver.isObject && receiver.object.kind == .instance ? Instance(receiver.object).get(Str.intern(self, "_name")) : .empty
      if name.isObject, name.isKind(.str) { return name }
      function = BoundMethod(function).function
    }
    return function.isExactly(.function) ? Function(function).fields.pointee.qualname : .empty
  }
}

extension Heap {
  /// Whether the free lists are kept elsewhere, so that every allocation comes to `refill`: under stress, and for `object__create`.
  nonisolated(unsafe) static var seesAllocations = false

  /// From here on every allocation is seen.
  @inline(never) static func watchAllocations() {
    if seesAllocations { return }
    seesAllocations = true
    for row in 0..<SizeClass.count {
      Stress.lists[row] = freeLists[row]
      freeLists[row] = nil
    }
  }
  /// Nobody is interested any more.
  @inline(never) static func leaveAllocations() {
    if !seesAllocations || Options.gcStress > 0 { return }
    seesAllocations = false
    for row in 0..<SizeClass.count {
      // A cell that was freed by its owner meanwhile may lie on either list.
      guard var last = Stress.lists[row] else { continue }
      if let first = freeLists[row] {
        while let next = last.load(fromByteOffset: 8, as: Raw?.self) { last = next }
        last.storeBytes(of: first, toByteOffset: 8, as: Raw?.self)
      }
      freeLists[row] = Stress.lists[row]
      Stress.lists[row] = nil
    }
  }

  /// Objects that are marked now; for `gc__phase__…` only.
  static func countMarked() -> Int {
    var count = 0
    forEachBlock { block in for i in 0..<64 { count &+= block.marks[i].nonzeroBitCount } }
    let s = state
    for row in 0..<s.pointee.large.count where s.pointee.large.objects.unsafelyUnwrapped[row].isMarked { count &+= 1 }
    return count
  }
  @inline(never) static func firePhase(_ isBegin: Bool, _ phase: StaticString, _ generation: Int) {
    let objects = countMarked()
    let s = state
    let bytes = s.pointee.isMajor ? s.pointee.marked : s.pointee.live &+ s.pointee.marked
    let name = UnsafeRawPointer(phase.utf8Start).assumingMemoryBound(to: CChar.self)
    if isBegin {
      minipy_probe_gc_phase_begin(name, Int32(truncatingIfNeeded: generation), objects, bytes)
    } else {
      minipy_probe_gc_phase_end(name, Int32(truncatingIfNeeded: generation), objects, bytes)
    }
  }
}

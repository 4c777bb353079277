// The type str: its operations and methods. Library Reference, "Text Sequence Type".

import Glibc

extension Str {
  static func define(_ type: TypeBuilder) {
    type.doc("An immutable sequence of Unicode code points; str(object) gives the object's text.")
    type.layout(.str, size: MemoryLayout<StrFields>.size)
    type.flags(.subclassable)
    let slots = type.slots
    slots.pointee.repr = { unary($0, $1) { (t, s) throws(Raised) in try Str.repr(t, Str(s)).value } }
    slots.pointee.str = { unary($0, $1) { (t, s) throws(Raised) in try Str(s).exact(t).value } }
    slots.pointee.hash = { unary($0, $1) { (_, s) throws(Raised) in .int(Str(s).hash) } }
    slots.pointee.richCompare = { compare($0, $1, $2, $3, Str.richCompare) }
    slots.pointee.iter = { unary($0, $1, StrIterator.make) }
    slots.pointee.length = { unary($0, $1) { (_, s) throws(Raised) in .int(Str(s).length) } }
    slots.pointee.getItem = { binary($0, $1, $2, Str.getItem) }
    slots.pointee.contains = { binary($0, $1, $2, Str.contains) }
    slots.pointee.concat = { binary($0, $1, $2, Str.concat) }
    slots.pointee.repeat_ = { binary($0, $1, $2, Str.repeatSlot) }
    slots.pointee.remainder = { binary($0, $1, $2, Str.remainder) }
    type.new("str(object='', encoding='utf-8', errors='strict')") { native($0, $1, $2, $3, Str.new) }
    defineSearch(type)
    defineCase(type)
    defineOther(type)
  }
  private static func defineSearch(_ type: TypeBuilder) {
    type.method("find(sub, start=None, end=None, /)", "The lowest index where sub is found, or -1.") { native($0, $1, $2, $3, Str.find) }
    type.method("rfind(sub, start=None, end=None, /)", "The highest index where sub is found, or -1.") { native($0, $1, $2, $3, Str.rfind) }
    type.method("index(sub, start=None, end=None, /)", "Like find, but ValueError when sub is not found.") { native($0, $1, $2, $3, Str.index) }
    type.method("rindex(sub, start=None, end=None, /)", "Like rfind, but ValueError when sub is not found.") { native($0, $1, $2, $3, Str.rindex) }
    type.method("count(sub, start=None, end=None, /)", "How often sub occurs without overlapping.") { native($0, $1, $2, $3, Str.count) }
    type.method("startswith(prefix, start=None, end=None, /)", "Whether the text starts with prefix, or one of a tuple.") { native($0, $1, $2, $3, Str.startsWith) }
    type.method("endswith(suffix, start=None, end=None, /)", "Whether the text ends with suffix, or one of a tuple.") { native($0, $1, $2, $3, Str.endsWith) }
    type.method("removeprefix(prefix, /)", "The text without this prefix, if it has it.") { native($0, $1, $2, $3, Str.removePrefix) }
    type.method("removesuffix(suffix, /)", "The text without this suffix, if it has it.") { native($0, $1, $2, $3, Str.removeSuffix) }
    type.method("replace(old, new, count=-1, /)", "A copy with the first count (default all) occurrences of old replaced.") { native($0, $1, $2, $3, Str.replace) }
    type.method("split(sep=None, maxsplit=-1)", "The parts between separators (default: runs of white space).") { native($0, $1, $2, $3, Str.split) }
    type.method("rsplit(sep=None, maxsplit=-1)", "Like split, counting from the right.") { native($0, $1, $2, $3, Str.rsplit) }
    type.method("splitlines(keepends=False)", "The lines.") { native($0, $1, $2, $3, Str.splitLines) }
    type.method("partition(sep, /)", "(head, sep, tail) around the first separator.") { native($0, $1, $2, $3, Str.partition) }
    type.method("rpartition(sep, /)", "(head, sep, tail) around the last separator.") { native($0, $1, $2, $3, Str.rpartition) }
    type.method("strip(chars=None, /)", "Without leading and trailing white space (or chars).") { native($0, $1, $2, $3, Str.strip) }
    type.method("lstrip(chars=None, /)", "Without leading white space (or chars).") { native($0, $1, $2, $3, Str.lstrip) }
    type.method("rstrip(chars=None, /)", "Without trailing white space (or chars).") { native($0, $1, $2, $3, Str.rstrip) }
    type.method("join(iterable, /)", "The strs of iterable, this str between them.", consumer: .join) { native($0, $1, $2, $3, Str.join) }
  }
  private static func defineCase(_ type: TypeBuilder) {
    type.method("lower()", "In lower case.") { native($0, $1, $2, $3, Str.lower) }
    type.method("upper()", "In upper case.") { native($0, $1, $2, $3, Str.upper) }
    type.method("casefold()", "For comparison without regard to case.") { native($0, $1, $2, $3, Str.casefold) }
    type.method("capitalize()", "First character in title case, the others in lower case.") { native($0, $1, $2, $3, Str.capitalize) }
    type.method("title()", "Each word's first character in title case, the others in lower case.") { native($0, $1, $2, $3, Str.title) }
    type.method("swapcase()", "Upper case to lower case and the reverse.") { native($0, $1, $2, $3, Str.swapCase) }
    type.method("isalpha()", "Whether all characters are letters, and there is one.") { native($0, $1, $2, $3, Str.isAlpha) }
    type.method("isalnum()", "Whether all characters are letters or numbers, and there is one.") { native($0, $1, $2, $3, Str.isAlnum) }
    type.method("isdecimal()", "Whether all characters are decimal digits, and there is one.") { native($0, $1, $2, $3, Str.isDecimal) }
    type.method("isdigit()", "Whether all characters are digits, and there is one.") { native($0, $1, $2, $3, Str.isDigit) }
    type.method("isnumeric()", "Whether all characters are numeric, and there is one.") { native($0, $1, $2, $3, Str.isNumeric) }
    type.method("isspace()", "Whether all characters are white space, and there is one.") { native($0, $1, $2, $3, Str.isSpace) }
    type.method("isprintable()", "Whether repr would show all characters as they are.") { native($0, $1, $2, $3, Str.isPrintable) }
    type.method("isascii()", "Whether all characters are below 128.") { native($0, $1, $2, $3, Str.isASCII) }
    type.method("isidentifier()", "Whether the text could be a Python name.") { native($0, $1, $2, $3, Str.isIdentifier) }
    type.method("islower()", "Whether all cased characters are lower case, and there is one.") { native($0, $1, $2, $3, Str.isLower) }
    type.method("isupper()", "Whether all cased characters are upper case, and there is one.") { native($0, $1, $2, $3, Str.isUpper) }
    type.method("istitle()", "Whether upper case follows only uncased characters, and lower case only cased ones.") { native($0, $1, $2, $3, Str.isTitle) }
  }
  private static func defineOther(_ type: TypeBuilder) {
    type.method("ljust(width, fillchar=' ', /)", "Padded on the right to width.") { native($0, $1, $2, $3, Str.ljust) }
    type.method("rjust(width, fillchar=' ', /)", "Padded on the left to width.") { native($0, $1, $2, $3, Str.rjust) }
    type.method("center(width, fillchar=' ', /)", "Padded on both sides to width.") { native($0, $1, $2, $3, Str.center) }
    type.method("zfill(width, /)", "Padded with zeros on the left, behind a sign.") { native($0, $1, $2, $3, Str.zfill) }
    type.method("expandtabs(tabsize=8)", "With spaces instead of tabs.") { native($0, $1, $2, $3, Str.expandTabs) }
    type.method("translate(table, /)", "Each character replaced by what table[ord(c)] is.") { native($0, $1, $2, $3, Str.translate) }
    type.staticMethod("maketrans(x, y=None, z=None, /)", "A table for translate().") { native($0, $1, $2, $3, Str.makeTrans) }
    type.method("encode(encoding='utf-8', errors='strict')", "The text as bytes.") { native($0, $1, $2, $3, Str.encode) }
    type.method("format(*args, **kwargs)", "Replacement fields in braces filled with the arguments.") { native($0, $1, $2, $3, Str.format) }
    type.method("format_map(mapping, /)", "Replacement fields filled from a mapping.") { native($0, $1, $2, $3, Str.formatMap) }
    type.method("__format__(format_spec, /)", "Formatted as the format specification says.") { native($0, $1, $2, $3, Str.formatWithSpec) }
    type.method("__getnewargs__()", "Arguments for __new__ when unpickled.") { native($0, $1, $2, $3, Str.getNewArgs) }
    type.method("__sizeof__()", "Size in memory, in bytes.") { native($0, $1, $2, $3, Str.sizeOf) }
  }

  // MARK: Operations

  static func richCompare(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    if !a.isKind(.str) || !b.isKind(.str) { return .notImplemented }
    let x = Str(a)
    let y = Str(b)
    switch op {
    case .eq: return .bool(equal(x, y))
    case .ne: return .bool(!equal(x, y))
    case .lt: return .bool(order(x, y) < 0)
    case .le: return .bool(order(x, y) <= 0)
    case .gt: return .bool(order(x, y) > 0)
    case .ge: return .bool(order(x, y) >= 0)
    }
  }
  static func contains(_ thread: Thread, _ s: Value, _ item: Value) throws(Raised) -> Value {
    guard item.isKind(.str) else {
      throw thread.raise(.typeError, "'in <string>' requires string as left operand, not \(item.type.displayName)")
    }
    return .bool(Str(s).find(Str(item), 0, Str(s).length) >= 0)
  }
  static func getItem(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    let s = Str(v)
    if key.isExactly(.slice) {
      let r = try SliceRange(thread, key, s.length)
      if r.step == 1 { return try s.substring(thread, r.start, r.start &+ r.count).value }
      return try s.stepped(thread, r).value
    }
    guard Arguments.isIndex(key) else {
      throw thread.raise(.typeError, "string indices must be integers, not '\(key.type.displayName)'")
    }
    var i = key.isInt ? key.asInt : try thread.indexInt(key, overflow: .indexError)
    if i < 0 { i &+= s.length }
    if i < 0 || i >= s.length { throw thread.raise(.indexError, "string index out of range") }
    return Str.character(thread, s[i]).value
  }
  private func stepped(_ thread: Thread, _ r: SliceRange) throws(Raised) -> Str {
    if r.count == 0 { return Str.empty }
    var bits: UInt32 = 0
    var at = r.start
    var i = 0
    while i < r.count {
      bits |= self[at]
      at &+= r.step
      i &+= 1
    }
    if r.count == 1 { return Str.character(thread, bits) }
    let s = try Str.uninitialized(thread, length: r.count, width: Str.width(for: bits), ascii: bits < 0x80)
    at = r.start
    i = 0
    while i < r.count {
      s.store(self[at], at: i)
      at &+= r.step
      i &+= 1
    }
    return s
  }
  static func concat(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard b.isKind(.str) else {
      throw thread.raise(.typeError, "can only concatenate str (not \"\(b.type.displayName)\") to str")
    }
    return try concatenate(thread, Str(a), Str(b)).value
  }
  static func repeatSlot(_ thread: Thread, _ s: Value, _ n: Value) throws(Raised) -> Value {
    try repeated(thread, Str(s), try Arguments.factor(thread, n)).value
  }
  static func remainder(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if !a.isKind(.str) { return .notImplemented }
    return try PercentFormat.format(thread, Str(a), b).value
  }

  static func getNewArgs(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let copy = try Str.make(thread, units: s.data, width: s.width, count: s.length)
    return try Tuple.make(thread, [copy.value]).value
  }
  static func sizeOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let stored = s.header.pointee.flags & storedFlag != 0
    return .int(inlineOffset &+ (stored ? 24 : 0) &+ ((s.length &+ 1) &<< s.width))
  }

  // MARK: str(…)

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let cls = Type(args[0])
    let object = args[1]
    let text: Str
    if object.isEmpty, args[2].isEmpty, args[3].isEmpty {
      text = Str.empty
    } else if args[2].isEmpty, args[3].isEmpty {
      text = try thread.str(object)
      if cls.fields == Type[.str].fields { return text.value }
    } else {
      let encoding = try Arguments.codecName(thread, args[2], "str", "encoding")
      let errors = try Arguments.codecName(thread, args[3], "str", "errors")
      if object.isKind(.str) { throw thread.raise(.typeError, "decoding str is not supported") }
      if object.isEmpty {
        text = Str.empty
      } else {
        text = try Codecs.decodeObject(thread, object, encoding, errors)
      }
    }
    if cls.fields == Type[.str].fields { return text.value }
    return try makeSubclassInstance(thread, cls, text)
  }
}

/// Iterator over the characters of a str.
struct StrIteratorFields: BitwiseCopyable {
  var header: Header
  /// The str, or empty at the end.
  var str: Value
  /// int
  var position: Value
}
struct StrIterator: Handle {
  let fields: UnsafeMutablePointer<StrIteratorFields>
  @inline(__always) init(fields: UnsafeMutablePointer<StrIteratorFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.slots.pointee.iter = { _, a in a }
    type.slots.pointee.next = { unary($0, $1, StrIterator.next) }
    type.method("__length_hint__()", "How many are left.") { native($0, $1, $2, $3, StrIterator.lengthHint) }
    type.method("__reduce__()", "For pickling.") { native($0, $1, $2, $3, StrIterator.reduce) }
    type.method("__setstate__(state, /)", "For unpickling.") { native($0, $1, $2, $3, StrIterator.setState) }
  }
  static func make(_ thread: Thread, _ s: Value) throws(Raised) -> Value {
    let i = StrIterator(thread.allocate(24, .record, TypeID.strIterator))
    i.fields.pointee.str = s
    i.fields.pointee.position = .int(0)
    return i.value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = StrIterator(v)
    let s = it.fields.pointee.str
    if s.isEmpty { return .empty }
    let i = it.fields.pointee.position.asInt
    if i >= Str(s).length {
      it.fields.pointee.str = .empty
      return .empty
    }
    it.fields.pointee.position = .int(i &+ 1)
    return Str.character(thread, Str(s)[i]).value
  }
  /// The next character if it is below 256; nil says nothing.
  @inline(__always) func nextOfLatin1() -> Value? {
    let s = fields.pointee.str
    if s.isEmpty { return nil }
    let i = fields.pointee.position.asInt
    if i >= Str(s).length { return nil }
    let c = Str(s)[i]
    if c >= 256 { return nil }
    fields.pointee.position = .int(i &+ 1)
    return Str(machine.pointee.characters[Int(c)]).value
  }
  static func lengthHint(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = StrIterator(args[0])
    if it.fields.pointee.str.isEmpty { return .int(0) }
    return .int(max(0, Str(it.fields.pointee.str).length &- it.fields.pointee.position.asInt))
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = StrIterator(args[0])
    let iter = Module(machine.pointee.builtins).dict.get(Str.intern(thread, "iter"))
    if it.fields.pointee.str.isEmpty {
      let inner = try Tuple.make(thread, [Str.empty.value])
      return try Tuple.make(thread, [iter, inner.value]).value
    }
    let inner = try Tuple.make(thread, [it.fields.pointee.str])
    return try Tuple.make(thread, [iter, inner.value, it.fields.pointee.position]).value
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = StrIterator(args[0])
    guard Arguments.isIndex(args[1]) else { throw thread.raise(.typeError, "an integer is required") }
    let i = try Arguments.size(thread, args[1], 0)
    if it.fields.pointee.str.isObject { it.fields.pointee.position = .int(max(0, min(i, Str(it.fields.pointee.str).length))) }
    return .none
  }
}

// make_scanner: reads a JSON value.

struct JSONScannerFields: BitwiseCopyable {
  var header: Header
  /// True or False
  var strict: Value
  /// Functions, or none.
  var objectHook: Value
  var objectPairsHook: Value
  var parseFloat: Value
  var parseInt: Value
  var parseConstant: Value
}

struct JSONScanner: Handle {
  let fields: UnsafeMutablePointer<JSONScannerFields>
  @inline(__always) init(fields: UnsafeMutablePointer<JSONScannerFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("JSON scanner object")
    type.record(6)
    type.new("make_scanner(context)") { native($0, $1, $2, $3, JSONScanner.new) }
    type.slots.pointee.call = { callable($0, $1, $2, $3, JSONScanner.call) }
    type.member("strict", "Whether control characters in strings are errors.", offset: 8)
    type.member("object_hook", "Called with each dict.", offset: 16)
    type.member("object_pairs_hook", "Called with the pairs of each object.", offset: 24)
    type.member("parse_float", "Called with the text of each float.", offset: 32)
    type.member("parse_int", "Called with the text of each int.", offset: 40)
    type.member("parse_constant", "Called with NaN, Infinity, -Infinity.", offset: 48)
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    func attribute(_ name: StaticString) throws(Raised) -> Value { try thread.getAttribute(args[1], Str.intern(thread, name)) }
    let strict = try thread.truth(try attribute("strict"))
    let hook = try attribute("object_hook")
    let pairs = try attribute("object_pairs_hook")
    let float = try attribute("parse_float")
    let int = try attribute("parse_int")
    let constant = try attribute("parse_constant")
    let cls = Type(args[0])
    let s = JSONScanner(
      cls.fields == Type[.jsonScanner].fields ? thread.allocate(56, .record, TypeID.jsonScanner) : try cls.allocateInstance(thread))
    s.fields.pointee.strict = .bool(strict)
    s.fields.pointee.objectHook = hook
    s.fields.pointee.objectPairsHook = pairs
    s.fields.pointee.parseFloat = float
    s.fields.pointee.parseInt = int
    s.fields.pointee.parseConstant = constant
    return s.value
  }
  static func call(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    guard count == 3, names.isEmpty || Tuple(names).count == 0 else {
      throw thread.raise(.typeError, "scan_once() takes exactly 2 arguments (\(count &- 1) given)")
    }
    guard base[1].isKind(.str) else {
      throw thread.raise(.typeError, "first argument must be a string, not \(base[1].type.displayName)")
    }
    let start = try Arguments.size(thread, base[2], 0)
    if start < 0 { throw thread.raise(.valueError, "idx cannot be negative") }
    var reader = JSONReader(thread, JSONScanner(base[0]), Str(base[1]))
    let v = try reader.value(start)
    return Tuple.pair(thread, v, .int(reader.text.at))
  }
}

/// One scan under way.
private struct JSONReader {
  let thread: Thread
  let scanner: JSONScannerFields
  let source: Str
  var text: JSONText
  /// Keys that occurred, so that equal ones are one object.
  let keys: Dict
  let plainFloat: Bool
  let plainInt: Bool

  init(_ thread: Thread, _ scanner: JSONScanner, _ source: Str) {
    self.thread = thread
    self.scanner = scanner.fields.pointee
    self.source = source
    text = JSONText(thread, source, strict: scanner.fields.pointee.strict.isTrue)
    keys = Dict.make(thread)
    plainFloat = scanner.fields.pointee.parseFloat == Type[.float].value
    plainInt = scanner.fields.pointee.parseInt == Type[.int].value
  }
  @inline(__always) private func unit(_ i: Int) -> UInt32 { i < source.length ? source[i] : 0 }
  private func skipSpace(_ i: Int) -> Int {
    var i = i
    while i < source.length {
      let c = source[i]
      if c != 0x20, c != 0x0A, c != 0x09, c != 0x0D { break }
      i &+= 1
    }
    return i
  }
  private func has(_ word: StaticString, _ i: Int) -> Bool {
    let n = word.utf8CodeUnitCount
    if n > source.length &- i { return false }
    for k in 0..<n where source[i &+ k] != UInt32(word.utf8Start[k]) { return false }
    return true
  }
  private func stop(_ i: Int) -> Raised { thread.raise(.stopIteration, arguments: .int(i)) }

  /// The value that begins at i; `text.at` is behind it. StopIteration(i) when there is none.
  mutating func value(_ i: Int) throws(Raised) -> Value {
    if i >= source.length { throw stop(i) }
    switch source[i] {
    case 0x22: return try text.string(i &+ 1).value
    case 0x7B:
      try thread.checkNativeStack()
      return try object(i &+ 1)
    case 0x5B:
      try thread.checkNativeStack()
      return try array(i &+ 1)
    case 0x6E where has("null", i): return constant(.none, i &+ 4)
    case 0x74 where has("true", i): return constant(.yes, i &+ 4)
    case 0x66 where has("false", i): return constant(.no, i &+ 5)
    case 0x4E where has("NaN", i): return try special("NaN", i)
    case 0x49 where has("Infinity", i): return try special("Infinity", i)
    case 0x2D where has("-Infinity", i): return try special("-Infinity", i)
    default: return try number(i)
    }
  }
  private mutating func constant(_ v: Value, _ end: Int) -> Value {
    text.at = end
    return v
  }
  private mutating func special(_ word: StaticString, _ i: Int) throws(Raised) -> Value {
    let v = try thread.call(scanner.parseConstant, Str.make(thread, word).value)
    text.at = i &+ word.utf8CodeUnitCount
    return v
  }

  private mutating func number(_ start: Int) throws(Raised) -> Value {
    func isDigit(_ i: Int) -> Bool { unit(i) &- 0x30 < 10 }
    var i = start
    if unit(i) == 0x2D { i &+= 1 }
    if !isDigit(i) { throw stop(start) }
    if unit(i) == 0x30 { i &+= 1 } else { while isDigit(i) { i &+= 1 } }
    var isFloat = false
    if unit(i) == 0x2E, isDigit(i &+ 1) {
      isFloat = true
      i &+= 2
      while isDigit(i) { i &+= 1 }
    }
    if unit(i) | 0x20 == 0x65 {
      var j = i &+ 1
      if unit(j) == 0x2B || unit(j) == 0x2D { j &+= 1 }
      if isDigit(j) {
        isFloat = true
        while isDigit(j) { j &+= 1 }
        i = j
      }
    }
    if !isFloat, plainInt, i &- start <= 18 {
      var v = 0
      let negative = source[start] == 0x2D
      var k = negative ? start &+ 1 : start
      while k < i {
        v = v &* 10 &+ Int(source[k] &- 0x30)
        k &+= 1
      }
      text.at = i
      return .int(negative ? 0 &- v : v)
    }
    let digits = try source.substring(thread, start, i)
    let v: Value
    if isFloat {
      if plainFloat {
        let bytes = UnsafeBufferPointer(start: UnsafePointer(digits.u8), count: digits.length)
        v = thread.float(Float.parse(bytes) ?? 0)
      } else {
        v = try thread.call(scanner.parseFloat, digits.value)
      }
    } else {
      v = plainInt ? try Int.parse(thread, digits, base: 10) : try thread.call(scanner.parseInt, digits.value)
    }
    text.at = i
    return v
  }

  private mutating func array(_ start: Int) throws(Raised) -> Value {
    let list = try List.make(thread)
    var i = skipSpace(start)
    if unit(i) == 0x5D, i < source.length {
      text.at = i &+ 1
      return list.value
    }
    while true {
      let v = try item(i)
      try list.append(thread, v)
      i = skipSpace(text.at)
      let c = unit(i)
      if c == 0x5D {
        text.at = i &+ 1
        return list.value
      }
      if c != 0x2C { throw JSONModule.error(thread, "Expecting ',' delimiter", source, i) }
      i = skipSpace(i &+ 1)
    }
  }
  /// A value within an array or object; one that is missing is an error of the document.
  private mutating func item(_ i: Int) throws(Raised) -> Value { try value(i) }

  private mutating func object(_ start: Int) throws(Raised) -> Value {
    let wantsPairs = !scanner.objectPairsHook.isNone
    let pairs = wantsPairs ? try List.make(thread) : nil
    let dict = Dict.make(thread)
    var i = skipSpace(start)
    if unit(i) == 0x7D, i < source.length {
      i &+= 1
    } else {
      while true {
        if unit(i) != 0x22 {
          throw JSONModule.error(thread, "Expecting property name enclosed in double quotes", source, i)
        }
        var key = try text.string(i &+ 1)
        if let known = keys.get(key).orNil { key = Str(known) } else { keys.set(thread, key, key.value) }
        i = skipSpace(text.at)
        if unit(i) != 0x3A { throw JSONModule.error(thread, "Expecting ':' delimiter", source, i) }
        i = skipSpace(i &+ 1)
        let v = try item(i)
        if let pairs { try pairs.append(thread, Tuple.pair(thread, key.value, v)) } else { dict.set(thread, key, v) }
        i = skipSpace(text.at)
        let c = unit(i)
        i &+= 1
        if c == 0x7D { break }
        if c != 0x2C { throw JSONModule.error(thread, "Expecting ',' delimiter", source, i &- 1) }
        i = skipSpace(i)
      }
    }
    text.at = i
    if let pairs { return try thread.call(scanner.objectPairsHook, pairs.value) }
    if !scanner.objectHook.isNone { return try thread.call(scanner.objectHook, dict.value) }
    return dict.value
  }
}

// str.format(): replacement fields. Library Reference, "Format String Syntax".

/// A format string taken apart, and what fills its fields.
struct FormatString {
  private let thread: Thread
  /// Positional arguments; nil for `format_map`.
  private let args: Args?
  /// A mapping of the named ones, or empty.
  private let mapping: Value
  private var numbering = FieldNumbering.unknown
  private var nextNumber = 0

  private enum FieldNumbering { case unknown, automatic, manual }

  static func format(_ thread: Thread, _ format: Str, _ args: Args?, _ mapping: Value) throws(Raised) -> Str {
    var f = FormatString(thread: thread, args: args, mapping: mapping)
    return try f.build(format, 0, format.length, depth: 2)
  }
  private init(thread: Thread, args: Args?, mapping: Value) {
    self.thread = thread
    self.args = args
    self.mapping = mapping
  }

  private mutating func build(_ s: Str, _ from: Int, _ to: Int, depth: Int) throws(Raised) -> Str {
    if depth <= 0 { throw thread.raise(.valueError, "Max string recursion exceeded") }
    var out = try StrBuilder(thread, capacity: to &- from &+ 32)
    var scanner = FieldScanner(s, from, to)
    while try scanner.next(thread) {
      if scanner.literalEnd > scanner.literalStart { try out.append(s, scanner.literalStart, scanner.literalEnd) }
      if !scanner.hasField { continue }
      var v = try field(s, scanner.nameStart, scanner.nameEnd)
      switch scanner.conversion {
      case 0: break
      case 0x72: v = try thread.repr(v).value
      case 0x73: v = try thread.str(v).value
      case 0x61: v = try thread.ascii(v).value
      default:
        let c = scanner.conversion
        if c > 32, c < 127 {
          throw thread.raise(.valueError, "Unknown conversion specifier \(Character(Unicode.Scalar(UInt8(c))))")
        }
        throw thread.raise(.valueError, "Unknown conversion specifier \\x\(String(c, radix: 16))")
      }
      var spec = Str.empty
      if scanner.specNeedsExpanding {
        spec = try build(s, scanner.specStart, scanner.specEnd, depth: depth &- 1)
      } else if scanner.specEnd > scanner.specStart {
        spec = try s.substring(thread, scanner.specStart, scanner.specEnd)
      }
      if spec.length == 0, v.isExactly(.str) { try out.append(Str(v)) } else { try out.append(try thread.format(v, spec)) }
    }
    return try out.finish()
  }

  /// The object that a field name such as `0.attribute[key]` stands for.
  private mutating func field(_ s: Str, _ from: Int, _ to: Int) throws(Raised) -> Value {
    var i = from
    while i < to, s[i] != 0x2E, s[i] != 0x5B { i &+= 1 }
    var number = try FormatString.integer(thread, s, from, i)
    let isEmptyName = i == from
    if isEmptyName || number >= 0 {
      if numbering == .unknown { numbering = isEmptyName ? .automatic : .manual }
      if numbering == .manual, isEmptyName {
        throw thread.raise(.valueError, "cannot switch from manual field specification to automatic field numbering")
      }
      if numbering == .automatic, !isEmptyName {
        throw thread.raise(.valueError, "cannot switch from automatic field numbering to manual field specification")
      }
      if isEmptyName {
        number = nextNumber
        nextNumber &+= 1
      }
    }
    var v: Value
    if number < 0 {
      let key = try s.substring(thread, from, i)
      if mapping.isEmpty { throw thread.raise(.keyError, arguments: key.value) }
      v = try thread.getItem(mapping, key.value)
    } else {
      guard let args else { throw thread.raise(.valueError, "Format string contains positional fields") }
      // The first argument is the format string itself.
      if number >= args.count &- 1 {
        throw thread.raise(.indexError, "Replacement index \(number) out of range for positional args tuple")
      }
      v = args[number &+ 1]
    }
    var path = FieldPath(s, i, to)
    while try path.next(thread) {
      if path.isAttribute {
        v = try thread.getAttribute(v, try path.name(thread))
      } else if path.number >= 0 {
        v = try thread.getItem(v, .int(path.number))
      } else {
        v = try thread.getItem(v, try path.name(thread).value)
      }
    }
    return v
  }

  /// The number that the digits from ..< to make; -1 when they are not all digits.
  static func integer(_ thread: Thread, _ s: Str, _ from: Int, _ to: Int) throws(Raised) -> Int {
    if from == to { return -1 }
    var n = 0
    var i = from
    while i < to {
      let t = Characters.shared[s[i]]
      if !t.hasAny(.decimal) { return -1 }
      if n > (Int.max &- t.digitValue) / 10 {
        throw thread.raise(.valueError, "Too many decimal digits in format string")
      }
      n = n &* 10 &+ t.digitValue
      i &+= 1
    }
    return n
  }
}

/// Steps through a format string: a literal, then perhaps a field.
struct FieldScanner {
  private let s: Str
  private var at: Int
  private let end: Int
  private(set) var literalStart = 0
  private(set) var literalEnd = 0
  private(set) var hasField = false
  private(set) var nameStart = 0
  private(set) var nameEnd = 0
  /// 0: none.
  private(set) var conversion: UInt32 = 0
  private(set) var specStart = 0
  private(set) var specEnd = 0
  private(set) var specNeedsExpanding = false

  init(_ s: Str, _ from: Int, _ to: Int) {
    self.s = s
    at = from
    end = to
  }

  /// False at the end.
  mutating func next(_ thread: Thread) throws(Raised) -> Bool {
    hasField = false
    conversion = 0
    specNeedsExpanding = false
    specStart = 0
    specEnd = 0
    nameStart = 0
    nameEnd = 0
    if at >= end { return false }
    literalStart = at
    var c: UInt32 = 0
    var isMarkup = false
    while at < end {
      c = s[at]
      at &+= 1
      if c == 0x7B || c == 0x7D {
        isMarkup = true
        break
      }
    }
    literalEnd = at
    if !isMarkup { return true }
    let atEnd = at >= end
    if c == 0x7D, atEnd || s[at] != c { throw thread.raise(.valueError, "Single '}' encountered in format string") }
    if c == 0x7B, atEnd { throw thread.raise(.valueError, "Single '{' encountered in format string") }
    if s[at] == c {
      // Doubled: the first of the two is text.
      at &+= 1
      return true
    }
    literalEnd = at &- 1
    hasField = true
    try scanField(thread)
    return true
  }

  private mutating func scanField(_ thread: Thread) throws(Raised) {
    nameStart = at
    var c: UInt32 = 0
    scan: while at < end {
      c = s[at]
      at &+= 1
      switch c {
      case 0x7B: throw thread.raise(.valueError, "unexpected '{' in field name")
      case 0x5B:
        while at < end, s[at] != 0x5D { at &+= 1 }
      case 0x7D, 0x3A, 0x21: break scan
      default: break
      }
    }
    nameEnd = at &- 1
    if c == 0x7D { return }
    if c != 0x21, c != 0x3A { throw thread.raise(.valueError, "expected '}' before end of string") }
    if c == 0x21 {
      if at >= end { throw thread.raise(.valueError, "end of string while looking for conversion specifier") }
      conversion = s[at]
      at &+= 1
      if at < end {
        c = s[at]
        at &+= 1
        if c == 0x7D { return }
        if c != 0x3A { throw thread.raise(.valueError, "expected ':' after conversion specifier") }
      }
    }
    specStart = at
    var depth = 1
    while at < end {
      c = s[at]
      at &+= 1
      if c == 0x7B {
        specNeedsExpanding = true
        depth &+= 1
      } else if c == 0x7D {
        depth &-= 1
        if depth == 0 {
          specEnd = at &- 1
          return
        }
      }
    }
    throw thread.raise(.valueError, "unmatched '{' in format spec")
  }
}

/// Steps through what follows the first part of a field name: `.attribute` and `[key]`.
struct FieldPath {
  private let s: Str
  private var at: Int
  private let end: Int
  private(set) var isAttribute = false
  /// The key as a number, or -1.
  private(set) var number = -1
  private var nameStart = 0
  private var nameEnd = 0

  init(_ s: Str, _ from: Int, _ to: Int) {
    self.s = s
    at = from
    end = to
  }
  func name(_ thread: Thread) throws(Raised) -> Str { Str.intern(try s.substring(thread, nameStart, nameEnd)) }

  mutating func next(_ thread: Thread) throws(Raised) -> Bool {
    if at >= end { return false }
    let c = s[at]
    at &+= 1
    nameStart = at
    number = -1
    if c == 0x2E {
      isAttribute = true
      while at < end, s[at] != 0x2E, s[at] != 0x5B { at &+= 1 }
      nameEnd = at
    } else if c == 0x5B {
      isAttribute = false
      while at < end, s[at] != 0x5D { at &+= 1 }
      if at >= end { throw thread.raise(.valueError, "Missing ']' in format string") }
      nameEnd = at
      at &+= 1
      number = try FormatString.integer(thread, s, nameStart, nameEnd)
    } else {
      throw thread.raise(.valueError, "Only '.' or '[' may follow ']' in format field specifier")
    }
    if nameStart == nameEnd { throw thread.raise(.valueError, "Empty attribute in format string") }
    return true
  }
}

extension Str {
  static func format(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try FormatString.format(thread, Str(args[0]), args, args.keyword(0)).value
  }
  static func formatMap(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try FormatString.format(thread, Str(args[0]), nil, args[1]).value
  }
}

extension Thread {
  /// A replacement field of an f-string: `conversion` is 0, or the character s, r or a; `spec` empty when there is none.
  public func formatValue(_ v: Value, conversion: UInt8, spec: Value) throws(Raised) -> Value {
    var v = v
    switch conversion {
    case 0x73: v = try str(v).value
    case 0x72: v = try repr(v).value
    case 0x61: v = try ascii(v).value
    default: break
    }
    if spec.isEmpty || (spec.isKind(.str) && Str(spec).length == 0) {
      if v.isExactly(.str) { return v }
      if v.isInt { return try str(v).value }
      return try format(v, Str.empty).value
    }
    guard spec.isKind(.str) else { throw raise(.typeError, "format_spec must be a string, not \(spec.type.displayName)") }
    return try format(v, Str(spec)).value
  }
}

// MARK: The module _string: what string.Formatter is made from

enum StringModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Taking format strings apart.")
    m.function("formatter_parser(string, /)", "Iterate over (literal, field name, format spec, conversion).") { native($0, $1, $2, $3, StringModule.parser) }
    m.function("formatter_field_name_split(string, /)", "(first, rest) of a field name; rest iterates over (is attribute, name or index).") {
      native($0, $1, $2, $3, StringModule.split)
    }
  }
  static func parser(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[0].isKind(.str) else {
      throw thread.raise(.typeError, "expected str, got \(args[0].type.displayName)")
    }
    let s = Str(args[0])
    let list = try List.make(thread)
    var scanner = FieldScanner(s, 0, s.length)
    while try scanner.next(thread) {
      let t = try Tuple.make(thread, count: 4)
      t.items[0] = try s.substring(thread, scanner.literalStart, scanner.literalEnd).value
      t.items[1] = .none
      t.items[2] = .none
      t.items[3] = .none
      if scanner.hasField {
        t.items[1] = try s.substring(thread, scanner.nameStart, scanner.nameEnd).value
        t.items[2] = try s.substring(thread, scanner.specStart, scanner.specEnd).value
        t.items[3] = scanner.conversion == 0 ? .none : Str.character(thread, scanner.conversion).value
      }
      t.barrier()
      try list.append(thread, t.value)
    }
    return try thread.iterator(list.value)
  }
  static func split(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[0].isKind(.str) else {
      throw thread.raise(.typeError, "expected str, got \(args[0].type.displayName)")
    }
    let s = Str(args[0])
    var i = 0
    while i < s.length, s[i] != 0x2E, s[i] != 0x5B { i &+= 1 }
    let number = try FormatString.integer(thread, s, 0, i)
    let first: Value = number >= 0 ? .int(number) : try s.substring(thread, 0, i).value
    let list = try List.make(thread)
    var path = FieldPath(s, i, s.length)
    while try path.next(thread) {
      let name: Value = !path.isAttribute && path.number >= 0 ? .int(path.number) : try path.name(thread).value
      try list.append(thread, Tuple.pair(thread, .bool(path.isAttribute), name))
    }
    return Tuple.pair(thread, first, try thread.iterator(list.value))
  }
}

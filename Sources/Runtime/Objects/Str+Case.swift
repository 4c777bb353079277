// Case of strs, and the `is…` predicates.

import Glibc

extension Str {
  // MARK: Case mappings

  static func lower(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try Str(args[0]).mapped(thread, .lower).value }
  static func upper(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try Str(args[0]).mapped(thread, .upper).value }
  static func casefold(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try Str(args[0]).mapped(thread, .fold).value }

  private func mapped(_ thread: Thread, _ mapping: CaseMapping) throws(Raised) -> Str {
    if isASCII {
      let r = try Str.uninitialized(thread, length: length, width: 0, ascii: true)
      let n = length
      let a = u8
      let b = r.u8
      let first: UInt8 = mapping == .upper ? 0x61 : 0x41
      var i = 0
      while i < n {
        let c = a[i]
        b[i] = c &- first < 26 ? c ^ 0x20 : c
        i &+= 1
      }
      return r.length < 2 ? try r.shared(thread) : r
    }
    var out = try StrBuilder(thread, capacity: length &+ 8)
    let characters = Characters.shared
    var i = 0
    while i < length {
      let c = self[i]
      if c == 0x3A3, mapping == .lower {
        try out.append(isFinalSigma(i, characters) ? 0x3C2 : 0x3C3)
      } else {
        try Str.append(&out, c, mapping, characters)
      }
      i &+= 1
    }
    return try out.finish()
  }
  @inline(__always) private static func append(
    _ out: inout StrBuilder, _ c: UInt32, _ mapping: CaseMapping, _ characters: Characters
  ) throws(Raised) {
    let m = characters.map(c, mapping)
    if _fastPath(m != Characters.several) { try out.append(m) } else {
      for x in Characters.expansion(c, mapping) { try out.append(x) }
    }
  }
  /// The shared object of an empty or one-character str.
  private func shared(_ thread: Thread) throws(Raised) -> Str {
    length == 0 ? Str.empty : length == 1 ? Str.character(thread, self[0]) : self
  }
  /// Unicode's Final_Sigma: a cased letter before it and none behind it, case-ignorable ones left aside.
  private func isFinalSigma(_ i: Int, _ characters: Characters) -> Bool {
    var j = i &- 1
    while j >= 0, characters[self[j]].hasAny(.caseIgnorable) { j &-= 1 }
    if j < 0 || !characters[self[j]].hasAny(.cased) { return false }
    j = i &+ 1
    while j < length, characters[self[j]].hasAny(.caseIgnorable) { j &+= 1 }
    return j >= length || !characters[self[j]].hasAny(.cased)
  }

  private static func lowered(_ s: Str, _ i: Int, _ out: inout StrBuilder, _ characters: Characters) throws(Raised) {
    let c = s[i]
    if c == 0x3A3 {
      try out.append(s.isFinalSigma(i, characters) ? 0x3C2 : 0x3C3)
    } else {
      try append(&out, c, .lower, characters)
    }
  }

  static func capitalize(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    if s.length == 0 { return Str.empty.value }
    var out = try StrBuilder(thread, capacity: s.length &+ 8)
    let characters = Characters.shared
    try append(&out, s[0], .title, characters)
    var i = 1
    while i < s.length {
      try lowered(s, i, &out, characters)
      i &+= 1
    }
    return try out.finish().value
  }
  static func title(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    var out = try StrBuilder(thread, capacity: s.length &+ 8)
    let characters = Characters.shared
    var inWord = false
    var i = 0
    while i < s.length {
      if inWord { try lowered(s, i, &out, characters) } else { try append(&out, s[i], .title, characters) }
      inWord = characters[s[i]].hasAny(.cased)
      i &+= 1
    }
    return try out.finish().value
  }
  static func swapCase(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    var out = try StrBuilder(thread, capacity: s.length &+ 8)
    let characters = Characters.shared
    var i = 0
    while i < s.length {
      let t = characters[s[i]]
      if t.hasAny(.upper) {
        try lowered(s, i, &out, characters)
      } else if t.hasAny(.lower) {
        try append(&out, s[i], .upper, characters)
      } else {
        try out.append(s[i])
      }
      i &+= 1
    }
    return try out.finish().value
  }

  // MARK: Predicates

  /// Whether there is a code point, and all have one of the traits.
  private func all(_ traits: CharacterTraits, whenEmpty: Bool = false) -> Value {
    if length == 0 { return .bool(whenEmpty) }
    let characters = Characters.shared
    var i = 0
    while i < length {
      if !characters[self[i]].hasAny(traits) { return .no }
      i &+= 1
    }
    return .yes
  }
  static func isAlpha(_ thread: Thread, _ args: Args) throws(Raised) -> Value { Str(args[0]).all(.alpha) }
  static func isAlnum(_ thread: Thread, _ args: Args) throws(Raised) -> Value { Str(args[0]).all(.alphanumeric) }
  static func isDecimal(_ thread: Thread, _ args: Args) throws(Raised) -> Value { Str(args[0]).all(.decimal) }
  static func isDigit(_ thread: Thread, _ args: Args) throws(Raised) -> Value { Str(args[0]).all(.digit) }
  static func isNumeric(_ thread: Thread, _ args: Args) throws(Raised) -> Value { Str(args[0]).all(.numeric) }
  static func isSpace(_ thread: Thread, _ args: Args) throws(Raised) -> Value { Str(args[0]).all(.space) }
  static func isPrintable(_ thread: Thread, _ args: Args) throws(Raised) -> Value { Str(args[0]).all(.printable, whenEmpty: true) }
  static func isASCII(_ thread: Thread, _ args: Args) throws(Raised) -> Value { .bool(Str(args[0]).isASCII) }
  static func isIdentifier(_ thread: Thread, _ args: Args) throws(Raised) -> Value { .bool(Str(args[0]).isIdentifier) }

  var isIdentifier: Bool {
    if length == 0 { return false }
    let characters = Characters.shared
    if !characters[self[0]].hasAny(.identifierStart) { return false }
    var i = 1
    while i < length {
      if !characters[self[i]].hasAny(.identifierPart) { return false }
      i &+= 1
    }
    return true
  }

  /// Some cased code point, and none of the other cases.
  private func onlyCase(_ wanted: CharacterTraits, not others: CharacterTraits) -> Value {
    let characters = Characters.shared
    var seen = false
    var i = 0
    while i < length {
      let t = characters[self[i]]
      if t.hasAny(others) { return .no }
      if t.hasAny(wanted) { seen = true }
      i &+= 1
    }
    return .bool(seen)
  }
  static func isLower(_ thread: Thread, _ args: Args) throws(Raised) -> Value { Str(args[0]).onlyCase(.lower, not: [.upper, .title]) }
  static func isUpper(_ thread: Thread, _ args: Args) throws(Raised) -> Value { Str(args[0]).onlyCase(.upper, not: [.lower, .title]) }
  static func isTitle(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let characters = Characters.shared
    var seen = false
    var inWord = false
    var i = 0
    while i < s.length {
      let t = characters[s[i]]
      if t.hasAny([.upper, .title]) {
        if inWord { return .no }
        inWord = true
        seen = true
      } else if t.hasAny(.lower) {
        if !inWord { return .no }
        seen = true
      } else {
        inWord = false
      }
      i &+= 1
    }
    return .bool(seen)
  }
}

import Bytecode
import Syntax

/// The state of matching one `case`. Registers of subjects and captures are kept until the case ends, because names are bound
/// when the whole pattern has matched, and not before.
private struct PatternMatch {
  /// Where to go if the pattern does not match.
  var fail: Int
  /// What the pattern binds: the name, and the register with its value.
  var captures: [(name: String, register: Int, span: Span)] = []
  /// A pattern that always matches is allowed here.
  var allowsIrrefutable: Bool
  /// The pattern that was visited last: some errors are reported there.
  var lastSpan: Span = .artificial
}

/// `match` (langref 8.6).
extension Emitter {
  func match(_ subject: Expr, _ cases: [MatchCase], _ span: Span) throws(SyntaxFailure) {
    let value = unit.temp()
    try self.value(subject, into: value)
    let end = newLabel()
    for (index, item) in cases.enumerated() {
      let mark = unit.nextTemp
      let next = newLabel()
      let isLast = index == cases.count - 1
      var match = PatternMatch(fail: next, allowsIrrefutable: item.guardTest != nil || isLast)
      try pattern(item.pattern, value, &match)
      if isLast, case .matchAs(nil, nil) = item.pattern.kind { emit(.nop, item.pattern.span) }
      for capture in match.captures { store(capture.register, capture.name, capture.span) }
      if let test = item.guardTest { try jumpIf(test, next, false) }
      try statements(item.body)
      jump(end, .artificial)
      place(next)
      unit.nextTemp = mark
    }
    place(end)
  }

  private func pattern(_ pattern: Pattern, _ subject: Int, _ match: inout PatternMatch) throws(SyntaxFailure) {
    try depth.enter()
    defer { depth.leave() }
    let span = pattern.span
    match.lastSpan = span
    switch pattern.kind {
    case .matchValue(let expression):
      if let number = immediate(expression) {
        emit(.jumpIfNotEqImm, subject, number, label: match.fail, span)
      } else {
        let mark = unit.nextTemp
        let register = try operand(expression)
        emit(.jumpIfNotEq, subject, register, label: match.fail, span)
        unit.nextTemp = mark
      }
    case .matchSingleton(let literal):
      if case .none = literal {
        emit(.jumpIfNotNone, subject, label: match.fail, span)
      } else {
        let mark = unit.nextTemp
        let register = unit.temp()
        loadConstant(Emitter.constant(literal), into: register, span)
        emit(.jumpIfNotSame, subject, register, label: match.fail, span)
        unit.nextTemp = mark
      }
    case .matchAs(let inner, let name):
      guard let inner = inner else {
        if !match.allowsIrrefutable {
          let what = name.map { "name capture '\($0)'" } ?? "wildcard"
          throw failure("\(what) makes remaining patterns unreachable", span)
        }
        if let name = name { try capture(name, subject, &match, span) }
        return
      }
      try self.pattern(inner, subject, &match)
      if let name = name { try capture(name, subject, &match, span) }
    case .matchStar(let name):
      if let name = name { try capture(name, subject, &match, span) }
    case .matchSequence(let patterns): try sequencePattern(patterns, subject, &match, span)
    case .matchMapping(let keys, let patterns, let rest):
      try mappingPattern(keys, patterns, rest, subject, &match, span)
    case .matchClass(let cls, let patterns, let names, let kwdPatterns):
      try classPattern(cls, patterns, names, kwdPatterns, subject, &match, span)
    case .matchOr(let alternatives): try alternativePatterns(alternatives, subject, &match, span)
    }
  }

  private func subpattern(_ pattern: Pattern, _ subject: Int, _ match: inout PatternMatch) throws(SyntaxFailure) {
    let allowed = match.allowsIrrefutable
    match.allowsIrrefutable = true
    try self.pattern(pattern, subject, &match)
    match.allowsIrrefutable = allowed
  }

  private func capture(
    _ name: String, _ register: Int, _ match: inout PatternMatch, _ span: Span
  ) throws(SyntaxFailure) {
    try checkAssignable(name, span)
    for other in match.captures where other.name == name {
      throw failure("multiple assignments to name '\(name)' in pattern", span)
    }
    match.captures.append((name, register, span))
  }

  private func isWildcard(_ pattern: Pattern) -> Bool {
    if case .matchAs(nil, nil) = pattern.kind { return true }
    return false
  }

  // MARK: Sequences

  private func sequencePattern(
    _ patterns: [Pattern], _ subject: Int, _ match: inout PatternMatch, _ span: Span
  ) throws(SyntaxFailure) {
    var star = -1
    var onlyWildcards = true
    var isStarWildcard = false
    for (index, item) in patterns.enumerated() {
      if case .matchStar(let name) = item.kind {
        if star >= 0 { throw failure("multiple starred names in sequence pattern", span) }
        if index >= 256 { throw failure("too many expressions in star-unpacking sequence pattern", span) }
        star = index
        isStarWildcard = name == nil
        if name != nil { onlyWildcards = false }
      } else if !isWildcard(item) {
        onlyWildcards = false
      }
    }
    emit(.jumpIfNotSequence, subject, label: match.fail, span)
    let size = patterns.count
    if star < 0 {
      compareLength(subject, .jumpIfNotEqImm, .jumpIfNotEq, size, match.fail, span)
    } else if size > 1 {
      compareLength(subject, .jumpIfLtImm, .jumpIfLt, size - 1, match.fail, span)
    }
    if onlyWildcards { return }
    if isStarWildcard {
      for (index, item) in patterns.enumerated() where index != star && !isWildcard(item) {
        let register = unit.temp()
        if index < star, index <= 32767 {
          emit(.getItemImm, register, subject, index, span)
        } else {
          let position = unit.temp()
          let back = unit.temp()
          emit(.getLen, position, subject, span)
          loadConstant(.int(size - index), into: back, span)
          emit(.sub, position, position, back, span)
          emit(.getItem, register, subject, position, span)
        }
        try subpattern(item, register, &match)
      }
      return
    }
    let first = unit.temps(size)
    if star >= 0 {
      emit(.unpackEx, first, subject, star, word0: size - star - 1, span)
    } else {
      emit(.unpack, first, subject, size, span)
    }
    for (index, item) in patterns.enumerated() where !isWildcard(item) {
      try subpattern(item, first + index, &match)
    }
  }

  private func compareLength(
    _ subject: Int, _ short: Opcode, _ long: Opcode, _ size: Int, _ fail: Int, _ span: Span
  ) {
    let mark = unit.nextTemp
    let length = unit.temp()
    emit(.getLen, length, subject, span)
    if size <= 32767 {
      emit(short, length, size, label: fail, span)
    } else {
      let number = unit.temp()
      loadConstant(.int(size), into: number, span)
      emit(long, length, number, label: fail, span)
    }
    unit.nextTemp = mark
  }

  // MARK: Mappings

  private func mappingPattern(
    _ keys: [Expr], _ patterns: [Pattern], _ rest: String?, _ subject: Int, _ match: inout PatternMatch, _ span: Span
  ) throws(SyntaxFailure) {
    emit(.jumpIfNotMapping, subject, label: match.fail, span)
    if keys.isEmpty, rest == nil { return }
    if !keys.isEmpty { compareLength(subject, .jumpIfLtImm, .jumpIfLt, keys.count, match.fail, span) }
    var seen: Set<ConstantKey> = []
    let keyTuple = unit.temp()
    let first = unit.nextTemp
    for key in keys {
      if let known = constant(key) {
        if let identity = ConstantKey(known), !seen.insert(Emitter.equalityKey(identity)).inserted {
          throw failure("mapping pattern checks duplicate key (\(unparse(known)))", span)
        }
      } else if case .attribute = key.kind {
      } else {
        throw failure("mapping pattern keys may only match literals and attribute lookups", span)
      }
      try value(key, into: unit.temp())
    }
    emit(.buildTuple, keyTuple, first, keys.count, span)
    let values: Int = keys.isEmpty ? first : unit.temp()
    emit(.matchKeys, values, subject, keyTuple, span)
    emit(.jumpIfNone, values, label: match.fail, span)
    let items: Int = unit.temps(keys.count)
    emit(.unpack, items, values, keys.count, span)
    for (index, item) in patterns.enumerated() where !isWildcard(item) {
      try subpattern(item, items + index, &match)
    }
    if let rest = rest {
      let register = unit.temp()
      emit(.copyWithoutKeys, register, subject, keyTuple, span)
      try capture(rest, register, &match, span)
    }
  }

  /// Constants that compare equal in Python get the same key.
  private static func equalityKey(_ key: ConstantKey) -> ConstantKey {
    switch key {
    case .true: return .int(1)
    case .false: return .int(0)
    case .float(let bits):
      let number = Double(bitPattern: bits)
      return Int(exactly: number).map { .int($0) } ?? key
    default: return key
    }
  }

  // MARK: Classes

  private func classPattern(
    _ cls: Expr, _ patterns: [Pattern], _ names: [String], _ kwdPatterns: [Pattern], _ subject: Int,
    _ match: inout PatternMatch, _ span: Span
  ) throws(SyntaxFailure) {
    for (index, name) in names.enumerated() {
      let position = kwdPatterns[index].span
      try checkAssignable(name, position)
      if let second = names[(index + 1)...].firstIndex(of: name) {
        throw failure("attribute name repeated in class pattern: \(name)", kwdPatterns[second].span)
      }
    }
    let attributes = unit.temp()
    let type = try operand(cls, reuse: attributes)
    let constant = unit.constantIndex(.tuple(names.map { .string(Array($0.utf8)) }))
    emit(.matchClass, attributes, subject, type, word0: constant, word1: patterns.count, span)
    emit(.jumpIfNone, attributes, label: match.fail, span)
    let all = patterns + kwdPatterns
    if all.allSatisfy({ isWildcard($0) }) { return }
    let first = unit.temps(all.count)
    emit(.unpack, first, attributes, all.count, span)
    for (index, item) in all.enumerated() where !isWildcard(item) {
      try subpattern(item, first + index, &match)
    }
  }

  // MARK: Alternatives

  private func alternativePatterns(
    _ alternatives: [Pattern], _ subject: Int, _ match: inout PatternMatch, _ span: Span
  ) throws(SyntaxFailure) {
    let matched = newLabel()
    /// Every alternative leaves its captures in the registers that the first one chose.
    var chosen: [(name: String, register: Int, span: Span)] = []
    for (index, alternative) in alternatives.enumerated() {
      let isLast = index == alternatives.count - 1
      let next: Int = isLast ? match.fail : newLabel()
      var own = PatternMatch(fail: next, allowsIrrefutable: match.allowsIrrefutable && isLast)
      try pattern(alternative, subject, &own)
      match.lastSpan = own.lastSpan
      if index == 0 {
        for capture in own.captures { chosen.append((capture.name, unit.temp(), capture.span)) }
      }
      guard chosen.count == own.captures.count else {
        throw failure("alternative patterns bind different names", match.lastSpan)
      }
      for target in chosen {
        guard let capture = own.captures.first(where: { $0.name == target.name }) else {
          throw failure("alternative patterns bind different names", match.lastSpan)
        }
        emit(.move, target.register, capture.register, alternative.span)
      }
      if !isLast {
        jump(matched, .artificial)
        place(next)
      }
    }
    place(matched)
    for capture in chosen { try self.capture(capture.name, capture.register, &match, capture.span) }
  }
}

// The machine that runs a program (RegexProgram.swift) on a text.
//
// Backtracking without native recursion. All that changes while matching is a row of words (marks, number of the last group,
// registers of loops) and two stacks, which are malloc'd and grow:
//
//  - choices: where to go on when the present way fails: pc, position, height of the trail. A choice of a repeated single character
//    is a range of positions in one entry.
//  - trail: (index, old value) of each word that was changed since the last choice, so that taking a choice restores the state exactly.
//
// Leaving an atomic group or an assertion drops the choices made inside (its height was stored on entry), not the trail.
// The machine takes no thread, except to look for Ctrl-C now and then; it is specialised for texts of 1, 2 and 4 bytes a character.

import CRuntime
import Glibc

struct RegexChoice: BitwiseCopyable {
  /// Where to go on. With a body (`low` >= 0): the pc of a repetition.
  var pc: Int32
  var kind: Kind
  var position: Int
  /// Greedy repetition: the least position. Lazy one: how many more are allowed.
  var low: Int
  var trail: Int

  enum Kind: Int32 {
    case plain, greedy, lazy
    /// `position` rounds are done: go on with the body of a lazy loop.
    case lazyLoop
  }
}

struct RegexTrailEntry: BitwiseCopyable {
  var index: Int
  var value: Int
}

/// The two stacks; kept between matches.
struct RegexStacks {
  var choices: UnsafeMutablePointer<RegexChoice>
  var choiceLimit: Int
  var trail: UnsafeMutablePointer<RegexTrailEntry>
  var trailLimit: Int

  nonisolated(unsafe) private static var spare: RegexStacks?

  static func take() -> RegexStacks {
    if let s = spare {
      spare = nil
      return s
    }
    return RegexStacks(choices: .allocate(capacity: 256), choiceLimit: 256, trail: .allocate(capacity: 512), trailLimit: 512)
  }
  func giveBack() {
    if RegexStacks.spare == nil, choiceLimit < 1 << 16, trailLimit < 1 << 16 {
      RegexStacks.spare = self
    } else {
      choices.deallocate()
      trail.deallocate()
    }
  }
}

enum RegexMode {
  case match, fullMatch, search
}

/// One matching under way, on units of type U.
struct RegexMachine<U: CodeUnit> {
  let thread: Thread
  let program: UnsafePointer<Int32>
  let text: UnsafePointer<U>
  /// Matching goes up to here; the text begins at 0.
  let end: Int
  /// Marks, last group, registers.
  let state: UnsafeMutablePointer<Int>
  let stateCount: Int
  let lastGroup: Int
  let characters: Characters
  var stacks: RegexStacks
  /// An empty match here does not count, or -1.
  var mustAdvanceFrom = -1
  var wholeText = false
  private var isOutOfMemory = false
  private var steps = 0

  init(_ thread: Thread, _ program: UnsafePointer<Int32>, _ text: UnsafePointer<U>, end: Int, state: UnsafeMutablePointer<Int>) {
    self.thread = thread
    self.program = program
    self.text = text
    self.end = end
    self.state = state
    stateCount = Int(program[0])
    lastGroup = Int(program[1]) * 2
    characters = Characters.shared
    stacks = RegexStacks.take()
  }
  func close() { stacks.giveBack() }

  @inline(__always) private func unit(_ i: Int) -> UInt32 { UInt32(truncatingIfNeeded: text[i]) }

  // MARK: Search

  /// Looks for a match that begins at `start` (match, fullMatch) or later (search): its range, or nil. The marks are in `state`.
  mutating func run(_ start: Int, _ mode: RegexMode) throws(Raised) -> (Int, Int)? {
    wholeText = mode == .fullMatch
    if start > end { return nil }
    if mode != .search {
      reset()
      guard let stop = try attempt(Int(program[2]), start) else { return nil }
      return (start, stop)
    }
    let minimum = Int(program[3])
    if end &- start < minimum { return nil }
    let last = end &- minimum
    let prefixCount = Int(program[4])
    if prefixCount > 1 { return try searchPrefix(start, prefixCount) }
    let hasFirst = program[7] != 0
    let only = program[9]
    let high = program[8] != 0
    let bitmap = program + RegexHead.firstStart
    var i = start
    while i <= last {
      if hasFirst {
        if only >= 0 {
          i = find(UInt32(only), i, last &+ 1)
        } else {
          while i <= last {
            let c = unit(i)
            if c < 256 ? UInt32(bitPattern: bitmap[Int(c >> 5)]) >> (c & 31) & 1 != 0 : high { break }
            i &+= 1
          }
        }
        if i > last || i < 0 { return nil }
      }
      reset()
      if let stop = try attempt(Int(program[2]), i) { return (i, stop) }
      i &+= 1
    }
    return nil
  }
  private mutating func searchPrefix(_ start: Int, _ count: Int) throws(Raised) -> (Int, Int)? {
    let prefix = program + Int(program[5])
    // The prefix in units of the text; one that does not fit cannot occur.
    let room = UnsafeMutablePointer<U>.allocate(capacity: count)
    defer { room.deallocate() }
    for k in 0..<count {
      guard let u = U(exactly: UInt32(bitPattern: prefix[k])) else { return nil }
      room[k] = u
    }
    let width = MemoryLayout<U>.size == 1 ? 0 : MemoryLayout<U>.size == 2 ? 1 : 2
    var i = start
    while true {
      i = Search.first(UnsafeRawPointer(text), i, end, UnsafeRawPointer(room), count, width)
      if i < 0 { return nil }
      if program[6] != 0 {
        reset()
        return (i, i &+ count)
      }
      reset()
      if let stop = try attempt(Int(program[2]), i) { return (i, stop) }
      i &+= 1
    }
  }
  /// The first place of a character in from ..< to, or -1.
  @inline(__always) private func find(_ c: UInt32, _ from: Int, _ to: Int) -> Int {
    if from >= to { return -1 }
    guard let u = U(exactly: c) else { return -1 }
    if MemoryLayout<U>.size == 1 {
      guard let p = memchr(text + from, Int32(c), to &- from) else { return -1 }
      return UnsafeRawPointer(p) - UnsafeRawPointer(text)
    }
    var i = from
    while i < to {
      if text[i] == u { return i }
      i &+= 1
    }
    return -1
  }
  @inline(__always) private func reset() {
    var i = 0
    while i <= lastGroup {
      state[i] = -1
      i &+= 1
    }
  }

  // MARK: Stacks

  @inline(never) private mutating func growChoices() {
    let limit = stacks.choiceLimit &* 2
    guard limit < 1 << 28, let p = realloc(stacks.choices, limit &* MemoryLayout<RegexChoice>.stride) else {
      isOutOfMemory = true
      return
    }
    stacks.choices = p.assumingMemoryBound(to: RegexChoice.self)
    stacks.choiceLimit = limit
  }
  @inline(never) private mutating func growTrail() {
    let limit = stacks.trailLimit &* 2
    guard limit < 1 << 29, let p = realloc(stacks.trail, limit &* MemoryLayout<RegexTrailEntry>.stride) else {
      isOutOfMemory = true
      return
    }
    stacks.trail = p.assumingMemoryBound(to: RegexTrailEntry.self)
    stacks.trailLimit = limit
  }
  /// Changes a word of the state; the old value goes to the trail if there is a choice that could need it.
  @inline(__always) private mutating func set(_ index: Int, _ value: Int, _ trail: inout Int, _ choices: Int) {
    if choices > 0 {
      if _slowPath(trail == stacks.trailLimit) {
        growTrail()
        if isOutOfMemory { return }
      }
      stacks.trail[trail] = RegexTrailEntry(index: index, value: state[index])
      trail &+= 1
    }
    state[index] = value
  }
  @inline(__always) private mutating func push(
    _ pc: Int, _ kind: RegexChoice.Kind, _ position: Int, _ low: Int, _ trail: Int, _ choices: inout Int
  ) {
    if _slowPath(choices == stacks.choiceLimit) {
      growChoices()
      if isOutOfMemory { return }
    }
    stacks.choices[choices] = RegexChoice(pc: Int32(truncatingIfNeeded: pc), kind: kind, position: position, low: low, trail: trail)
    choices &+= 1
  }

  // MARK: One character

  /// Whether the one-character instruction at pc takes `c`.
  @inline(__always) private func takes(_ pc: Int, _ c: UInt32) -> Bool {
    switch RegexOp.of(program[pc]) {
    case .any: return c != 0x0A
    case .anyAll: return true
    case .char: return c == UInt32(bitPattern: program[pc &+ 1])
    case .notChar: return c != UInt32(bitPattern: program[pc &+ 1])
    case .set: return inSet(pc, c)
    default: return takesIgnoring(pc, c)
    }
  }
  @inline(__always) private func inSet(_ pc: Int, _ c: UInt32) -> Bool {
    if _fastPath(c < 256) { return UInt32(bitPattern: program[pc &+ 3 &+ Int(c >> 5)]) >> (c & 31) & 1 != 0 }
    return inLargeSet(pc, c)
  }
  @inline(never) private func inLargeSet(_ pc: Int, _ c: UInt32) -> Bool {
    let fold = RegexFold(rawValue: program[pc &+ 2]) ?? .none
    return RegexSet.contains(program + (pc &+ 11), fold.lower(c, characters), characters)
  }
  @inline(never) private func takesIgnoring(_ pc: Int, _ c: UInt32) -> Bool {
    let wanted = UInt32(bitPattern: program[pc &+ 1])
    switch RegexOp.of(program[pc]) {
    case .charIgnore: return RegexFold.ascii.lower(c, characters) == wanted
    case .notCharIgnore: return RegexFold.ascii.lower(c, characters) != wanted
    case .charIgnoreUnicode: return RegexFold.unicode.lower(c, characters) == wanted
    case .notCharIgnoreUnicode: return RegexFold.unicode.lower(c, characters) != wanted
    case .charIgnoreLocale: return c == wanted || RegexLocale.lower(c) == wanted || RegexLocale.upper(c) == wanted
    case .notCharIgnoreLocale: return c != wanted && RegexLocale.lower(c) != wanted && RegexLocale.upper(c) != wanted
    default: return false
    }
  }
  /// How far the one-character instruction at pc goes from `from`, at most to `to`.
  @inline(__always) private func runLength(_ pc: Int, _ from: Int, _ to: Int) -> Int {
    var i = from
    switch RegexOp.of(program[pc]) {
    case .anyAll: return to
    case .any:
      if MemoryLayout<U>.size == 1 {
        let j = find(0x0A, from, to)
        return j < 0 ? max(from, to) : j
      }
      while i < to, text[i] != 0x0A { i &+= 1 }
    case .char:
      guard let u = U(exactly: UInt32(bitPattern: program[pc &+ 1])) else { return from }
      while i < to, text[i] == u { i &+= 1 }
    case .notChar:
      guard let u = U(exactly: UInt32(bitPattern: program[pc &+ 1])) else { return to }
      if MemoryLayout<U>.size == 1 {
        let j = find(UInt32(truncatingIfNeeded: u), from, to)
        return j < 0 ? max(from, to) : j
      }
      while i < to, text[i] != u { i &+= 1 }
    case .set:
      while i < to, inSet(pc, unit(i)) { i &+= 1 }
    default:
      while i < to, takesIgnoring(pc, unit(i)) { i &+= 1 }
    }
    return i
  }

  // MARK: Positions

  private func isAt(_ code: Int32, _ i: Int) -> Bool {
    switch code {
    case 0, 2: return i == 0
    case 1: return i == 0 || text[i &- 1] == 0x0A
    case 5: return i == end || (i &+ 1 == end && text[i] == 0x0A)
    case 6: return i == end || text[i] == 0x0A
    case 7: return i == end
    default: break
    }
    // Boundaries: ASCII, locale, Unicode; odd: the negated one.
    if end == 0 { return false }
    let before = i > 0 && isWord(code, unit(i &- 1))
    let after = i < end && isWord(code, unit(i))
    return (before != after) == (code == 3 || code == 8 || code == 10)
  }
  @inline(__always) private func isWord(_ code: Int32, _ c: UInt32) -> Bool {
    code < 8 ? RegexSet.isASCIIWord(c) : code < 10 ? RegexLocale.isWord(c) : RegexSet.isWord(c, characters)
  }
  /// Where the text of a group ends when it stands again at `i`; -1: it does not.
  private func again(_ group: Int, _ fold: RegexFold, _ i: Int) -> Int {
    let from = state[group &* 2]
    let to = state[group &* 2 &+ 1]
    if from < 0 || to < from || to &- from > end &- i { return -1 }
    let n = to &- from
    if fold == .none { return memcmp(text + from, text + i, n &* MemoryLayout<U>.size) == 0 ? i &+ n : -1 }
    for k in 0..<n where fold.lower(unit(from &+ k), characters) != fold.lower(unit(i &+ k), characters) { return -1 }
    return i &+ n
  }

  // MARK: The loop

  /// Runs the program at position `start`; where the match ends, or nil.
  private mutating func attempt(_ startPC: Int, _ start: Int) throws(Raised) -> Int? {
    let program = self.program
    var pc = startPC
    var i = start
    var choices = 0
    var trail = 0
    while true {
      // Forward, until something fails.
      forward: while true {
        switch RegexOp.of(program[pc]) {
        case .char:
          if i >= end || unit(i) != UInt32(bitPattern: program[pc &+ 1]) { break forward }
          i &+= 1
          pc &+= 2
        case .set:
          if i >= end || !inSet(pc, unit(i)) { break forward }
          i &+= 1
          pc = Int(program[pc &+ 1])
        case .any:
          if i >= end || text[i] == 0x0A { break forward }
          i &+= 1
          pc &+= 1
        case .anyAll:
          if i >= end { break forward }
          i &+= 1
          pc &+= 1
        case .notChar:
          if i >= end || unit(i) == UInt32(bitPattern: program[pc &+ 1]) { break forward }
          i &+= 1
          pc &+= 2
        case .charIgnore, .notCharIgnore, .charIgnoreUnicode, .notCharIgnoreUnicode, .charIgnoreLocale, .notCharIgnoreLocale:
          if i >= end || !takesIgnoring(pc, unit(i)) { break forward }
          i &+= 1
          pc &+= 2
        case .repeatOne:
          let low = Int(program[pc &+ 1])
          let most = Int(program[pc &+ 2])
          if end &- i < low { break forward }
          let limit = most < 0 || most > end &- i ? end : i &+ most
          var to = runLength(pc &+ 5, i, limit)
          let least = i &+ low
          if to < least { break forward }
          if to > least {
            let next = program[pc &+ 4]
            if next >= 0 {
              // Only where the literal that follows stands can the repetition end.
              let c = UInt32(bitPattern: next)
              while to >= least, to >= end || unit(to) != c { to &-= 1 }
              if to < least { break forward }
            }
            if to > least {
              push(pc, .greedy, to &- 1, least, trail, &choices)
              if isOutOfMemory { throw outOfMemory() }
            }
          }
          i = to
          pc = Int(program[pc &+ 3])
        case .minRepeatOne:
          let low = Int(program[pc &+ 1])
          let most = Int(program[pc &+ 2])
          if end &- i < low { break forward }
          if low > 0 {
            if runLength(pc &+ 5, i, i &+ low) < i &+ low { break forward }
            i &+= low
          }
          if most < 0 || most > low {
            push(pc, .lazy, i, most < 0 ? Int.max : most &- low, trail, &choices)
            if isOutOfMemory { throw outOfMemory() }
          }
          pc = Int(program[pc &+ 3])
        case .possessiveRepeatOne:
          let low = Int(program[pc &+ 1])
          let most = Int(program[pc &+ 2])
          if end &- i < low { break forward }
          let limit = most < 0 || most > end &- i ? end : i &+ most
          let to = runLength(pc &+ 5, i, limit)
          if to < i &+ low { break forward }
          i = to
          pc = Int(program[pc &+ 3])
        case .mark:
          let m = Int(program[pc &+ 1])
          set(m, i, &trail, choices)
          if m & 1 != 0 { set(lastGroup, m &>> 1 &+ 1, &trail, choices) }
          if isOutOfMemory { throw outOfMemory() }
          pc &+= 2
        case .jump:
          pc = Int(program[pc &+ 1])
        case .branch:
          let next = Int(program[pc &+ 1])
          let test = program[pc &+ 2]
          if test != 0 {
            let c: UInt32 = i < end ? unit(i) : UInt32.max
            let fits = test == 1 ? c == UInt32(bitPattern: program[pc &+ 3]) : i < end && inSet(Int(program[pc &+ 3]), c)
            if !fits {
              pc = next
              continue forward
            }
          }
          push(next, .plain, i, 0, trail, &choices)
          if isOutOfMemory { throw outOfMemory() }
          pc &+= 4
        case .at:
          if !isAt(program[pc &+ 1], i) { break forward }
          pc &+= 2
        case .loopEnter:
          let r = Int(program[pc &+ 1])
          set(r, -1, &trail, choices)
          set(r &+ 1, -1, &trail, choices)
          if isOutOfMemory { throw outOfMemory() }
          pc &+= 2
        case .maxUntil:
          let r = Int(program[pc &+ 1])
          let count = state[r] &+ 1
          if count < Int(program[pc &+ 2]) {
            set(r, count, &trail, choices)
            pc = Int(program[pc &+ 4])
          } else if program[pc &+ 3] < 0 || count < Int(program[pc &+ 3]), i != state[r &+ 1] {
            push(pc &+ 5, .plain, i, 0, trail, &choices)
            set(r, count, &trail, choices)
            set(r &+ 1, i, &trail, choices)
            pc = Int(program[pc &+ 4])
          } else {
            pc &+= 5
          }
          if isOutOfMemory { throw outOfMemory() }
        case .minUntil:
          let r = Int(program[pc &+ 1])
          let count = state[r] &+ 1
          if count < Int(program[pc &+ 2]) {
            set(r, count, &trail, choices)
            pc = Int(program[pc &+ 4])
          } else {
            if program[pc &+ 3] < 0 || count < Int(program[pc &+ 3]), i != state[r &+ 1] {
              push(pc, .lazyLoop, i, count, trail, &choices)
            }
            pc &+= 5
          }
          if isOutOfMemory { throw outOfMemory() }
        case .groupRef:
          let to = again(Int(program[pc &+ 1]), RegexFold(rawValue: program[pc &+ 2]) ?? .none, i)
          if to < 0 { break forward }
          i = to
          pc &+= 3
        case .groupExists:
          let g = Int(program[pc &+ 1]) &* 2
          pc = state[g] >= 0 && state[g &+ 1] >= state[g] ? pc &+ 3 : Int(program[pc &+ 2])
        case .atomicEnter:
          set(Int(program[pc &+ 1]), choices, &trail, choices)
          if isOutOfMemory { throw outOfMemory() }
          pc &+= 2
        case .atomicExit:
          choices = state[Int(program[pc &+ 1])]
          pc &+= 2
        case .assertEnter:
          let r = Int(program[pc &+ 1])
          let back = Int(program[pc &+ 2])
          if back > i { break forward }
          set(r, choices, &trail, choices)
          set(r &+ 1, i, &trail, choices)
          if isOutOfMemory { throw outOfMemory() }
          i &-= back
          pc &+= 3
        case .assertExit:
          let r = Int(program[pc &+ 1])
          choices = state[r]
          i = state[r &+ 1]
          pc &+= 2
        case .assertNotEnter:
          let r = Int(program[pc &+ 1])
          let back = Int(program[pc &+ 2])
          let after = Int(program[pc &+ 3])
          if back > i {
            pc = after
            continue forward
          }
          set(r, choices, &trail, choices)
          push(after, .plain, i, 0, trail, &choices)
          if isOutOfMemory { throw outOfMemory() }
          i &-= back
          pc &+= 4
        case .assertNotExit:
          // The choices made inside go, and with them the one that stands for success; what the inside changed is undone
          // when an older choice is taken, or never looked at again when there is none.
          let height = state[Int(program[pc &+ 1])]
          restore(to: stacks.choices[height].trail, &trail)
          choices = height
          break forward
        case .possessiveEnter:
          let r = Int(program[pc &+ 1])
          set(r, 0, &trail, choices)
          set(r &+ 1, -1, &trail, choices)
          if isOutOfMemory { throw outOfMemory() }
          // The until that belongs to it stands behind the body.
          pc = try possessive(pc, &i, &trail, &choices)
          if pc < 0 { break forward }
        case .possessiveUntil:
          pc = try nextRound(pc, &i, &trail, &choices)
        case .success:
          if (wholeText && i != end) || i == mustAdvanceFrom { break forward }
          return i
        case .fail: break forward
        }
      }
      // Backward: the latest choice.
      backward: while true {
        if choices == 0 { return nil }
        steps &+= 1
        if _slowPath(steps & 0xF_FFFF == 0) { try thread.checkEvents() }
        let top = choices &- 1
        let choice = stacks.choices + top
        restore(to: choice.pointee.trail, &trail)
        let at = Int(choice.pointee.pc)
        switch choice.pointee.kind {
        case .plain:
          i = choice.pointee.position
          pc = at
          choices = top
          break backward
        case .greedy:
          var to = choice.pointee.position
          let least = choice.pointee.low
          let next = program[at &+ 4]
          if next >= 0 {
            let c = UInt32(bitPattern: next)
            while to >= least, unit(to) != c { to &-= 1 }
            if to < least {
              choices = top
              continue backward
            }
          }
          i = to
          pc = Int(program[at &+ 3])
          if to > least { choice.pointee.position = to &- 1 } else { choices = top }
          break backward
        case .lazy:
          var to = choice.pointee.position
          var left = choice.pointee.low
          let next = program[at &+ 4]
          if next >= 0 {
            // Go on to where the literal that follows stands.
            let c = UInt32(bitPattern: next)
            var found = false
            while left > 0, to < end, takes(at &+ 5, unit(to)) {
              to &+= 1
              left &-= 1
              if to < end, unit(to) == c {
                found = true
                break
              }
            }
            if !found {
              choices = top
              continue backward
            }
          } else {
            if to >= end || !takes(at &+ 5, unit(to)) {
              choices = top
              continue backward
            }
            to &+= 1
            left &-= 1
          }
          i = to
          pc = Int(program[at &+ 3])
          if left > 0 {
            choice.pointee.position = to
            choice.pointee.low = left
          } else {
            choices = top
          }
          break backward
        case .lazyLoop:
          i = choice.pointee.position
          let count = choice.pointee.low
          choices = top
          let r = Int(program[at &+ 1])
          set(r, count, &trail, choices)
          set(r &+ 1, i, &trail, choices)
          if isOutOfMemory { throw outOfMemory() }
          pc = Int(program[at &+ 4])
          break backward
        }
      }
    }
  }
  @inline(__always) private mutating func restore(to height: Int, _ trail: inout Int) {
    while trail > height {
      trail &-= 1
      let e = stacks.trail[trail]
      state[e.index] = e.value
    }
  }
  private func outOfMemory() -> Raised { thread.raiseMemoryError() }

  // MARK: Possessive loops: each round is atomic, and a round that fails ends the loop

  /// At a `possessiveEnter`: begins the first round, or goes behind the loop when none is allowed.
  private mutating func possessive(_ pc: Int, _ i: inout Int, _ trail: inout Int, _ choices: inout Int) throws(Raised) -> Int {
    try beginRound(Int(program[pc &+ 2]), Int(program[pc &+ 1]), Int(program[pc &+ 3]), i, &trail, &choices)
  }
  /// At a `possessiveUntil`: the round is done.
  private mutating func nextRound(_ pc: Int, _ i: inout Int, _ trail: inout Int, _ choices: inout Int) throws(Raised) -> Int {
    let r = Int(program[pc &+ 1])
    choices = state[r &+ 2]
    set(r, state[r] &+ 1, &trail, choices)
    if isOutOfMemory { throw outOfMemory() }
    return try beginRound(Int(program[pc &+ 4]), r, pc, i, &trail, &choices)
  }
  private mutating func beginRound(
    _ body: Int, _ r: Int, _ until: Int, _ i: Int, _ trail: inout Int, _ choices: inout Int
  ) throws(Raised) -> Int {
    let count = state[r]
    let low = Int(program[until &+ 2])
    let high = Int(program[until &+ 3])
    let after = until &+ 5
    if count >= low, (high >= 0 && count >= high) || i == state[r &+ 1] { return after }
    set(r &+ 2, choices, &trail, choices)
    if count >= low {
      set(r &+ 1, i, &trail, choices)
      push(after, .plain, i, 0, trail, &choices)
    }
    if isOutOfMemory { throw outOfMemory() }
    return body
  }
}

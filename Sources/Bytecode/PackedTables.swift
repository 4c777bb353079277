// What a loaded code object keeps of the compiler's result beside the words that run: line table and original words, packed into bytes.
// A program holds thousands of code objects and asks few of them, so size counts: a row of the line table takes about 5 bytes instead of
// 24, a word about 4 instead of 8. Each table begins with an index that has an entry for each 16 rows, so that a look-up unpacks no more.

/// Reads numbers of 7 bits a byte, the lowest first; the last byte's upper bit is clear.
private struct Reader {
  var at: UnsafePointer<UInt8>

  mutating func byte() -> UInt8 {
    let b = at.pointee
    at += 1
    return b
  }
  mutating func number() -> UInt32 {
    var n: UInt32 = 0
    var shift: UInt32 = 0
    while true {
      let b = byte()
      n |= UInt32(b & 0x7F) &<< shift
      if b < 0x80 { return n }
      shift &+= 7
    }
  }
  /// A number with its sign in the lowest bit.
  mutating func signed() -> Int32 {
    let n = number()
    return Int32(bitPattern: n &>> 1) ^ (0 &- Int32(bitPattern: n & 1))
  }
}

private func append(_ number: UInt32, _ out: inout [UInt8]) {
  var n = number
  while n >= 0x80 {
    out.append(UInt8(truncatingIfNeeded: n) | 0x80)
    n &>>= 7
  }
  out.append(UInt8(truncatingIfNeeded: n))
}
private func append(signed number: Int32, _ out: inout [UInt8]) {
  append(UInt32(bitPattern: number &<< 1 ^ number &>> 31), &out)
}
private func append(fixed number: UInt32, _ out: inout [UInt8]) {
  for shift: UInt32 in [0, 8, 16, 24] { out.append(UInt8(truncatingIfNeeded: number &>> shift)) }
}
private let groupSize = 16

/// A line table in the bytes that `LineTable.packed` has made: number of rows; index (first word, line before, offset of the bytes) of each
/// group of rows; rows, each as differences from the row before.
public struct PackedLineTable: BitwiseCopyable {
  let base: UnsafePointer<UInt8>
  public init(_ base: UnsafePointer<UInt8>) { self.base = base }

  private func fixed(_ offset: Int) -> UInt32 { UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
  private var count: Int { Int(fixed(0)) }
  private var groupCount: Int { (count &+ groupSize &- 1) / groupSize }

  /// Calls `body` with the rows from group `group` on, until it answers false.
  private func forEach(from group: Int, _ body: (LineTable.Row) -> Bool) {
    var index = group &* groupSize
    if index >= count { return }
    var start = Int32(bitPattern: fixed(4 &+ group &* 12))
    var line = Int32(bitPattern: fixed(8 &+ group &* 12))
    var reader = Reader(at: base + Int(fixed(12 &+ group &* 12)))
    var isFirst = true
    while index < count {
      let step = reader.number()
      // A group's first row begins where the index says.
      if !isFirst { start &+= Int32(bitPattern: step &>> 1) }
      isFirst = false
      line &+= reader.signed()
      let endLine = line &+ reader.signed()
      let column = reader.signed()
      let endColumn = column &+ reader.signed()
      let position = LineTable.Position(line: line, endLine: endLine, column: column, endColumn: endColumn)
      if !body(LineTable.Row(start: start, startsLine: step & 1 != 0, position: position)) { return }
      index &+= 1
    }
  }

  /// Whether `bytes` are what `LineTable.packed` can have made, so that no look-up reads anything else.
  public static func isSound(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress, bytes.count >= 4 else { return false }
    let table = PackedLineTable(base)
    if table.count > bytes.count || 4 + table.groupCount * 12 > bytes.count { return false }
    var at = 4 + table.groupCount * 12
    for index in 0..<table.count {
      if index % groupSize == 0, Int(table.fixed(12 + index / groupSize * 12)) != at { return false }
      for _ in 0..<5 {
        let first = at
        while at < bytes.count, bytes[at] >= 0x80 { at += 1 }
        if at >= bytes.count || at - first >= 5 { return false }
        at += 1
      }
    }
    return at == bytes.count
  }

  /// All rows.
  public var rows: [LineTable.Row] {
    var rows: [LineTable.Row] = []
    rows.reserveCapacity(count)
    forEach(from: 0) {
      rows.append($0)
      return true
    }
    return rows
  }
  /// The row that covers `word`.
  public func row(at word: Int) -> LineTable.Row? {
    var low = 0
    var high = groupCount
    while low < high {
      let middle = (low &+ high) &>> 1
      if Int(Int32(bitPattern: fixed(4 &+ middle &* 12))) <= word { low = middle &+ 1 } else { high = middle }
    }
    if low == 0 { return nil }
    var found: LineTable.Row? = nil
    forEach(from: low &- 1) {
      if Int($0.start) > word { return false }
      found = $0
      return true
    }
    return found
  }
  /// As `LineTable.position`, `line`, `startsLine`.
  public func position(at word: Int) -> LineTable.Position { row(at: word)?.position ?? .none }
  public func line(at word: Int) -> Int { Int(position(at: word).line) }
  public func startsLine(at word: Int) -> Bool {
    guard let row = row(at: word) else { return false }
    return row.startsLine && Int(row.start) == word
  }
}

extension LineTable {
  /// For PackedLineTable.
  public var packed: [UInt8] {
    var out: [UInt8] = []
    var index: [UInt8] = []
    var line: Int32 = 0
    var start: Int32 = 0
    let groups = (rows.count + groupSize - 1) / groupSize
    let head = 4 + groups * 12
    for (i, row) in rows.enumerated() {
      if i % groupSize == 0 {
        append(fixed: UInt32(bitPattern: row.start), &index)
        append(fixed: UInt32(bitPattern: line), &index)
        append(fixed: UInt32(truncatingIfNeeded: head + out.count), &index)
      }
      let p = row.position
      append(UInt32(bitPattern: (row.start &- start) &<< 1) | (row.startsLine ? 1 : 0), &out)
      append(signed: p.line &- line, &out)
      append(signed: p.endLine &- p.line, &out)
      append(signed: p.column, &out)
      append(signed: p.endColumn &- p.column, &out)
      start = row.start
      line = p.line
    }
    var packed: [UInt8] = []
    packed.reserveCapacity(head + out.count)
    append(fixed: UInt32(truncatingIfNeeded: rows.count), &packed)
    return packed + index + out
  }
}

/// Words of a code object in the bytes that `PackedWords.pack` has made: the offset of each group's bytes, then for each word a byte that
/// says which of its eight bytes are not zero, and those.
public struct PackedWords: BitwiseCopyable {
  let base: UnsafePointer<UInt8>
  public let count: Int
  public init(_ base: UnsafePointer<UInt8>, count: Int) {
    self.base = base
    self.count = count
  }

  public static func pack(_ words: [UInt64]) -> [UInt8] {
    let head = (words.count + groupSize - 1) / groupSize * 4
    var index: [UInt8] = []
    var out: [UInt8] = []
    for (i, word) in words.enumerated() {
      if i % groupSize == 0 { append(fixed: UInt32(truncatingIfNeeded: head + out.count), &index) }
      let place = out.count
      out.append(0)
      var rest = word
      var bit: UInt8 = 1
      while rest != 0 {
        let byte = UInt8(truncatingIfNeeded: rest)
        if byte != 0 {
          out[place] |= bit
          out.append(byte)
        }
        rest &>>= 8
        bit &<<= 1
      }
    }
    return index + out
  }

  private func next(_ reader: inout Reader) -> UInt64 {
    var mask = reader.byte()
    var word: UInt64 = 0
    while mask != 0 {
      word |= UInt64(reader.byte()) &<< UInt64(8 &* mask.trailingZeroBitCount)
      mask &= mask &- 1
    }
    return word
  }
  private func reader(_ group: Int) -> Reader {
    Reader(at: base + Int(UnsafeRawPointer(base).loadUnaligned(fromByteOffset: group &* 4, as: UInt32.self)))
  }

  public subscript(_ i: Int) -> UInt64 {
    precondition(i >= 0 && i < count)
    var reader = reader(i / groupSize)
    var at = i / groupSize &* groupSize
    while true {
      let word = next(&reader)
      if at == i { return word }
      at &+= 1
    }
  }
  /// Whether `bytes` are what `pack` can have made of `count` words, so that no look-up reads anything else.
  public static func isSound(_ bytes: UnsafeBufferPointer<UInt8>, count: Int) -> Bool {
    let head = (count + groupSize - 1) / groupSize * 4
    if count < 0 || head + count > bytes.count { return false }
    var at = head
    for i in 0..<count {
      if i % groupSize == 0, Int(UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: i / groupSize * 4, as: UInt32.self)) != at { return false }
      if at >= bytes.count { return false }
      at += 1 + bytes[at].nonzeroBitCount
    }
    return at == bytes.count
  }
  /// Writes all words.
  public func unpack(to words: UnsafeMutablePointer<UInt64>) {
    if count == 0 { return }
    var reader = reader(0)
    for i in 0..<count { words[i] = next(&reader) }
  }
  /// All words.
  public var unpacked: [UInt64] {
    Array(unsafeUninitializedCapacity: count) { words, initialized in
      if let to = words.baseAddress { unpack(to: to) }
      initialized = count
    }
  }
}

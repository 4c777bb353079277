// "Did you mean: 'x'?" behind a NameError, AttributeError or ImportError that nothing has caught.

enum Suggestions {
  /// The text behind the message, or nil.
  static func find(_ thread: Thread, _ exception: Value) -> String? {
    do throws(Raised) {
      guard let (wrong, candidates) = try candidates(thread, exception) else { return nil }
      guard let best = nearest(wrong, candidates) else { return nil }
      return ". Did you mean: '\(best)'?"
    } catch {
      _ = thread.takeRaised()
      return nil
    }
  }

  /// The name that was not found, and those that exist.
  private static func candidates(_ thread: Thread, _ exception: Value) throws(Raised) -> (String, [String])? {
    if exception.isInstance(of: .importError) { return nil }
    if exception.isInstance(of: .attributeError) {
      let e = Exception(exception)
      guard e.extra(0).pointee.isKind(.str), !e.extra(1).pointee.isEmpty else { return nil }
      let object = e.extra(1).pointee
      let names = try thread.call(Module(machine.pointee.builtins).dict.get(Str.intern(thread, "dir")), object)
      return (Str(e.extra(0).pointee).string, try strings(thread, names))
    }
    if exception.isInstance(of: .nameError) {
      let e = Exception(exception)
      guard e.extra(0).pointee.isKind(.str) else { return nil }
      var cursor = e.fields.pointee.traceback
      var frame = Value.empty
      while cursor.isExactly(.traceback) {
        frame = Traceback(cursor).fields.pointee.frame
        cursor = Traceback(cursor).fields.pointee.next
      }
      if !frame.isExactly(.frame) { return nil }
      let f = FrameObject(frame)
      var names = try strings(thread, try f.locals(thread))
      names += try strings(thread, f.function.globals.value)
      names += try strings(thread, f.function.builtins.value)
      return (Str(e.extra(0).pointee).string, names)
    }
    return nil
  }
  private static func strings(_ thread: Thread, _ iterable: Value) throws(Raised) -> [String] {
    var result: [String] = []
    let list = try List.make(thread, of: iterable)
    for i in 0..<list.count where list[i].isKind(.str) { result.append(Str(list[i]).string) }
    return result
  }

  private static let moveCost = 2
  private static let caseCost = 1

  /// The candidate that is fewest edits away, if that is near enough to be meant.
  static func nearest(_ wrong: String, _ candidates: [String]) -> String? {
    if candidates.count > 750 { return nil }
    let w = Array(wrong.utf8)
    var best: String?
    var bestDistance = Int.max
    for candidate in candidates where candidate != wrong {
      let c = Array(candidate.utf8)
      let most: Int = min((w.count + c.count + 3) * moveCost / 6, bestDistance == Int.max ? Int.max : bestDistance - 1)
      let d = distance(w, c, most)
      if d > most { continue }
      if d < bestDistance {
        best = candidate
        bestDistance = d
      }
    }
    return best
  }
  private static func substitution(_ a: UInt8, _ b: UInt8) -> Int {
    if a == b { return 0 }
    let isLetter: Bool = (a | 0x20) >= 0x61 && (a | 0x20) <= 0x7A
    return isLetter && a ^ b == 0x20 ? caseCost : moveCost
  }
  /// Levenshtein's distance, where a change of case costs half.
  private static func distance(_ a: [UInt8], _ b: [UInt8], _ most: Int) -> Int {
    if a.count > 40 || b.count > 40 { return most + 1 }
    if abs(a.count - b.count) * moveCost > most { return most + 1 }
    var row: [Int] = (0...b.count).map { $0 * moveCost }
    for i in 0..<a.count {
      var diagonal = row[0]
      row[0] = (i + 1) * moveCost
      for j in 0..<b.count {
        let replaced: Int = diagonal + substitution(a[i], b[j])
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, min(row[j], row[j + 1]) + moveCost)
      }
    }
    return row[b.count]
  }
}

// Binding the arguments of a call to the parameters of a Python function (langref 6.3.4).

import Bytecode

extension Thread {
  /// Fills the parameters' registers at `frame` from `count` positional arguments at `source`, behind which lie the values of the keywords that the
  /// tuple `names` names (empty: none). `source` may be `frame` itself, or overlap it.
  @inline(never)
  func bindArguments(
    _ function: Function, _ frame: Raw, _ source: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value
  ) throws(Raised) {
    let code = function.code
    let flags = code.fields.pointee.flags
    let hasVarArgs = flags & Code.Flags.varArgs.rawValue != 0
    let hasVarKeywords = flags & Code.Flags.varKeywords.rawValue != 0
    let registers = frame.assumingMemoryBound(to: Value.self)
    if code.fields.pointee.usesNamespace {
      if count != 1 || !names.isEmpty { throw raise(.typeError, "code takes its namespace only") }
      registers[0] = source[0]
      return
    }
    let argCount = Int(code.fields.pointee.argCount)
    let kwOnly = Int(code.fields.pointee.kwOnlyCount)
    let parameters = argCount &+ kwOnly
    let keywordCount = names.isEmpty ? 0 : Tuple(names).count
    let total = count &+ keywordCount

    // 1. What has to be allocated, while the arguments are where they were.
    var extra = Value.empty
    var rest = Value.empty
    if hasVarArgs || hasVarKeywords {
      let end = Raw(source + total)
      let guardian = isOnStack(end) ? protect(end) : nil
      do throws(Raised) {
        if hasVarArgs {
          let more = max(0, count &- argCount)
          extra = try Tuple.make(self, UnsafePointer(source + min(count, argCount)), count: more).value
        }
        if hasVarKeywords { rest = Dict.make(self).value }
        if keywordCount > 0, hasVarKeywords {
          // The dict is seen through `rest`; the tuple through this frame's registers (conservatively).
          let tuple = Tuple(names)
          for k in 0..<keywordCount where parameter(code, tuple[k], parameters) == nil {
            if !tuple[k].isKind(.str) { throw raise(.typeError, "\(displayName(function)) keywords must be strings") }
            let dict = Dict(rest)
            if tuple[k].isExactly(.str), !dict.get(Str(tuple[k])).isEmpty {
              throw raise(.typeError, "\(displayName(function)) got multiple values for keyword argument '\(Str(tuple[k]).string)'")
            }
            try dict.set(self, tuple[k], source[count &+ k])
          }
        }
      } catch {
        if let guardian { unprotect(guardian) }
        throw error
      }
      if let guardian { unprotect(guardian) }
    }

    // 2. Keyword values go aside: the parameters' registers may be where they lie.
    let frameBytes = function.fields.pointee.frameBytes
    let scratch = (frame + max(frameBytes, total &* 8 &+ 64)).assumingMemoryBound(to: Value.self)
    if Raw(scratch + keywordCount) > Raw(state.pointee.stackEnd) { throw raiseRecursion() }
    var k = 0
    while k < keywordCount {
      scratch[k] = source[count &+ k]
      k &+= 1
    }

    // 3. Positional arguments, then empty.
    let given = min(count, argCount)
    var i = 0
    if registers != source {
      while i < given {
        registers[i] = source[i]
        i &+= 1
      }
    }
    i = given
    while i < parameters {
      registers[i] = .empty
      i &+= 1
    }

    // 4. Keywords.
    if keywordCount > 0 {
      let tuple = Tuple(names)
      k = 0
      while k < keywordCount {
        if let at = parameter(code, tuple[k], parameters) {
          if !registers[at].isEmpty {
            throw raise(.typeError, "\(displayName(function)) got multiple values for argument '\(Str(tuple[k]).string)'")
          }
          registers[at] = scratch[k]
        } else if !hasVarKeywords {
          throw raiseUnexpected(function, tuple, tuple[k])
        }
        k &+= 1
      }
    }

    // 5. Defaults, and what is missing.
    if count > argCount, !hasVarArgs { throw raiseTooMany(function, count, registers) }
    if given < argCount {
      let defaults = function.fields.pointee.defaults
      let defaultCount = defaults.isEmpty ? 0 : Tuple(defaults).count
      let first = argCount &- defaultCount
      i = given
      var missing = false
      while i < argCount {
        if registers[i].isEmpty {
          if i >= first { registers[i] = Tuple(defaults)[i &- first] } else { missing = true }
        }
        i &+= 1
      }
      if missing { throw raiseMissing(function, registers, 0, first, "positional") }
    }
    if kwOnly > 0 {
      let defaults = function.fields.pointee.keywordDefaults
      i = argCount
      var missing = false
      while i < parameters {
        if registers[i].isEmpty {
          if !defaults.isEmpty { registers[i] = Dict(defaults).get(Str(Tuple(code.fields.pointee.varNames)[i])) }
          if registers[i].isEmpty { missing = true }
        }
        i &+= 1
      }
      if missing { throw raiseMissing(function, registers, argCount, parameters, "keyword-only") }
    }

    // 6. *args and **kwargs.
    i = parameters
    if hasVarArgs {
      registers[i] = extra
      i &+= 1
    }
    if hasVarKeywords { registers[i] = rest }
  }

  /// The number of the parameter that keyword `name` names; positional-only ones have no name here.
  @inline(__always)
  private func parameter(_ code: CodeObject, _ name: Value, _ parameters: Int) -> Int? {
    let names = Tuple(code.fields.pointee.varNames)
    let first = Int(code.fields.pointee.posOnlyCount)
    var i = first
    while i < parameters {
      if names[i] == name { return i }
      i &+= 1
    }
    if name.isExactly(.str), Str(name).isInterned { return nil }
    if !name.isKind(.str) { return nil }
    i = first
    while i < parameters {
      if Str.equal(Str(names[i]), Str(name)) { return i }
      i &+= 1
    }
    return nil
  }

  private func displayName(_ function: Function) -> String { Str(function.fields.pointee.qualname).string + "()" }

  @inline(never)
  private func raiseUnexpected(_ function: Function, _ names: Tuple, _ name: Value) -> Raised {
    if !name.isKind(.str) { return raise(.typeError, "\(displayName(function)) keywords must be strings") }
    let code = function.code
    let varNames = Tuple(code.fields.pointee.varNames)
    var positional: [String] = []
    for i in 0..<Int(code.fields.pointee.posOnlyCount) {
      for k in 0..<names.count where names[k].isKind(.str) && Str.equal(Str(names[k]), Str(varNames[i])) {
        positional.append(Str(varNames[i]).string)
      }
    }
    if !positional.isEmpty {
      let list: String = positional.joined(separator: ", ")
      return raise(
        .typeError, "\(displayName(function)) got some positional-only arguments passed as keyword arguments: '\(list)'")
    }
    return raise(.typeError, "\(displayName(function)) got an unexpected keyword argument '\(Str(name).string)'")
  }

  @inline(never)
  private func raiseTooMany(_ function: Function, _ count: Int, _ registers: UnsafeMutablePointer<Value>) -> Raised {
    let code = function.code
    let argCount = Int(code.fields.pointee.argCount)
    let defaults = function.fields.pointee.defaults
    let defaultCount: Int = defaults.isEmpty ? 0 : Tuple(defaults).count
    var given = 0
    for i in argCount..<(argCount + Int(code.fields.pointee.kwOnlyCount)) where !registers[i].isEmpty { given += 1 }
    let takes: String = defaultCount > 0 ? "from \(argCount - defaultCount) to \(argCount)" : "\(argCount)"
    let plural: String = defaultCount > 0 || argCount != 1 ? "s" : ""
    var were = "\(count)"
    if given > 0 {
      let s1: String = count != 1 ? "s" : ""
      let s2: String = given != 1 ? "s" : ""
      were = "\(count) positional argument\(s1) (and \(given) keyword-only argument\(s2))"
    }
    let verb: String = count == 1 && given == 0 ? "was" : "were"
    return raise(
      .typeError, "\(displayName(function)) takes \(takes) positional argument\(plural) but \(were) \(verb) given")
  }

  @inline(never)
  private func raiseMissing(
    _ function: Function, _ registers: UnsafeMutablePointer<Value>, _ first: Int, _ end: Int, _ kind: String
  ) -> Raised {
    let varNames = Tuple(function.code.fields.pointee.varNames)
    var names: [String] = []
    for i in first..<end where registers[i].isEmpty { names.append("'\(Str(varNames[i]).string)'") }
    let list: String
    switch names.count {
    case 1: list = names[0]
    case 2: list = "\(names[0]) and \(names[1])"
    default: list = names.dropLast().joined(separator: ", ") + ", and " + (names.last ?? "")
    }
    let plural: String = names.count == 1 ? "" : "s"
    return raise(
      .typeError, "\(displayName(function)) missing \(names.count) required \(kind) argument\(plural): \(list)")
  }
}

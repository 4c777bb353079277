// The module `minipy`: what this interpreter offers that CPython does not.

import CProbes

enum MinipyModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("What minipy offers beyond Python: its tracing markers.")
    m.function(
      "probe(name, a0=0, a1=0, a2=0, a3=0, a4=0, /)",
      "Fires the marker minipy:user with a name and up to five integers of 64 bits. Costs next to nothing while nobody listens."
    ) {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try MinipyModule.probe(thread, args) }
    }
    m.function("probes()", "Every marker as a tuple: provider, name, its parameters, whether anybody listens.") {
      native($0, $1, $2, $3) { (thread, _) throws(Raised) in
        let list = try List.make(thread)
        for row in Probes.rows {
          let provider = Str.make(thread, row.provider).value
          let name = Str.make(thread, row.name).value
          let parameters = Str.make(thread, row.parameters).value
          try list.append(thread, try Tuple.make(thread, [provider, name, parameters, .bool(row.isOn)]).value)
        }
        return list.value
      }
    }
  }

  private static func probe(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[0].isKind(.str) else { throw thread.raise(.typeError, "probe() argument 1 must be str, not \(args[0].type.displayName)") }
    if !minipy_probe_user_enabled() { return .none }
    var numbers = (0, 0, 0, 0, 0)
    if args.count > 1, !args[1].isEmpty { numbers.0 = try thread.indexInt(args[1], overflow: .overflowError) }
    if args.count > 2, !args[2].isEmpty { numbers.1 = try thread.indexInt(args[2], overflow: .overflowError) }
    if args.count > 3, !args[3].isEmpty { numbers.2 = try thread.indexInt(args[3], overflow: .overflowError) }
    if args.count > 4, !args[4].isEmpty { numbers.3 = try thread.indexInt(args[4], overflow: .overflowError) }
    if args.count > 5, !args[5].isEmpty { numbers.4 = try thread.indexInt(args[5], overflow: .overflowError) }
    MarkerText.with(args[0]) { minipy_probe_user($0, numbers.0, numbers.1, numbers.2, numbers.3, numbers.4) }
    return .none
  }
}

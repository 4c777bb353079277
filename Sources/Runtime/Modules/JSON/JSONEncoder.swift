// make_encoder: writes a value as JSON.

struct JSONEncoderFields: BitwiseCopyable {
  var header: Header
  /// dict id -> object of containers under way, or none
  var markers: Value
  var defaultFunction: Value
  var encoder: Value
  var indent: Value
  /// strs
  var keySeparator: Value
  var itemSeparator: Value
  /// True or False
  var sortKeys: Value
  var skipKeys: Value
  var allowNaN: Value
  /// int: 0 call `encoder`, 1 its ASCII form is built in, 2 the other form is
  var fast: Value
}

struct JSONEncoder: Handle {
  let fields: UnsafeMutablePointer<JSONEncoderFields>
  @inline(__always) init(fields: UnsafeMutablePointer<JSONEncoderFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)")
    type.record(10)
    type.new("make_encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)") {
      native($0, $1, $2, $3, JSONEncoder.new)
    }
    type.slots.pointee.call = { callable($0, $1, $2, $3, JSONEncoder.call) }
    type.member("markers", "Containers under way.", offset: 8)
    type.member("default", "Called with what has no JSON form.", offset: 16)
    type.member("encoder", "Writes strings.", offset: 24)
    type.member("indent", "Indentation.", offset: 32)
    type.member("key_separator", "Between key and value.", offset: 40)
    type.member("item_separator", "Between items.", offset: 48)
    type.member("sort_keys", "Whether keys are sorted.", offset: 56)
    type.member("skipkeys", "Whether keys of other types are left out.", offset: 64)
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isNone || args[1].isKind(.dict) else {
      throw thread.raise(.typeError, "make_encoder() argument 1 must be dict or None, not \(args[1].type.displayName)")
    }
    for i in 5...6 {
      guard args[i].isKind(.str) else {
        throw Arguments.wrongType(thread, args[i], "make_encoder() argument \(i) must be str")
      }
    }
    let sortKeys = try thread.truth(args[7])
    let skipKeys = try thread.truth(args[8])
    let allowNaN = try thread.truth(args[9])
    let e = JSONEncoder(thread.allocate(MemoryLayout<JSONEncoderFields>.size, .record, TypeID.jsonEncoder))
    e.fields.pointee.markers = args[1]
    e.fields.pointee.defaultFunction = args[2]
    e.fields.pointee.encoder = args[3]
    e.fields.pointee.indent = args[4]
    e.fields.pointee.keySeparator = args[5]
    e.fields.pointee.itemSeparator = args[6]
    e.fields.pointee.sortKeys = .bool(sortKeys)
    e.fields.pointee.skipKeys = .bool(skipKeys)
    e.fields.pointee.allowNaN = .bool(allowNaN)
    e.fields.pointee.fast = .int(0)
    let module = try Importer.module(thread, Str.intern(thread, "_json"))
    if args[3] == (try thread.getAttribute(module, Str.intern(thread, "encode_basestring_ascii"))) {
      e.fields.pointee.fast = .int(1)
    } else if args[3] == (try thread.getAttribute(module, Str.intern(thread, "encode_basestring"))) {
      e.fields.pointee.fast = .int(2)
    }
    return e.value
  }
  static func call(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    guard count == 3 else {
      throw thread.raise(.typeError, "_iterencode() takes exactly 2 arguments (\(count &- 1) given)")
    }
    var writer = JSONWriter(thread: thread, e: JSONEncoder(base[0]).fields.pointee, out: try StrBuilder(thread, capacity: 256))
    try writer.write(base[1])
    return try Tuple.make(thread, [try writer.out.finish().value]).value
  }
}

private struct JSONWriter {
  let thread: Thread
  let e: JSONEncoderFields
  var out: StrBuilder

  mutating func write(_ v: Value) throws(Raised) {
    if v.isKind(.str) { return try string(v) }
    if v.isNone { return try out.append("null") }
    if v.isTrue { return try out.append("true") }
    if v.isFalse { return try out.append("false") }
    if let text = try number(v) { return try out.append(text) }
    try thread.checkNativeStack()
    if v.isKind(.list) || v.isKind(.tuple) { return try array(v) }
    if v.isKind(.dict) { return try object(v) }
    try mark(v)
    let replacement = try thread.call(e.defaultFunction, v)
    try write(replacement)
    try unmark(v)
  }
  private mutating func string(_ v: Value) throws(Raised) {
    if e.fast != .int(0) { return try JSONModule.appendQuoted(&out, Str(v), ascii: e.fast == .int(1)) }
    let text = try thread.call(e.encoder, v)
    guard text.isKind(.str) else {
      throw thread.raise(.typeError, "encoder() must return a string, not \(text.type.displayName)")
    }
    try out.append(Str(text))
  }
  /// The text of an int or float; nil for other objects.
  private func number(_ v: Value) throws(Raised) -> Str? {
    let plain = Int.plain(v)
    if !plain.isEmpty { return try Int.decimal(thread, plain) }
    guard let d = Float.number(of: v) else { return nil }
    if d.isFinite { return try Float.repr(thread, d) }
    if !e.allowNaN.isTrue { throw thread.raise(.valueError, "Out of range float values are not JSON compliant") }
    return Str.make(thread, d.isNaN ? "NaN" : d > 0 ? "Infinity" : "-Infinity")
  }

  private func identity(_ v: Value) -> Value { thread.int(unsigned: UInt64(UInt(bitPattern: v.isObject ? v.object : nil))) }
  private func mark(_ v: Value) throws(Raised) {
    if !e.markers.isKind(.dict) { return }
    let id = identity(v)
    if try Dict(e.markers).find(thread, id) != nil { throw thread.raise(.valueError, "Circular reference detected") }
    try Dict(e.markers).set(thread, id, v)
  }
  private func unmark(_ v: Value) throws(Raised) {
    if e.markers.isKind(.dict) { try Dict(e.markers).remove(thread, identity(v)) }
  }

  private mutating func array(_ v: Value) throws(Raised) {
    let isList = v.isKind(.list)
    if (isList ? List(v).count : Tuple(v).count) == 0 { return try out.append("[]") }
    try mark(v)
    try out.append(0x5B)
    var i = 0
    while i < (isList ? List(v).count : Tuple(v).count) {
      if i > 0 { try out.append(Str(e.itemSeparator)) }
      try write(isList ? List(v)[i] : Tuple(v)[i])
      i &+= 1
    }
    try out.append(0x5D)
    try unmark(v)
  }
  private mutating func object(_ v: Value) throws(Raised) {
    if v.isExactly(.dict), Dict(v).count == 0 { return try out.append("{}") }
    try mark(v)
    // A snapshot: what is called below may change the dict.
    let items = try List.make(thread)
    if v.isExactly(.dict) {
      let d = Dict(v)
      var i = 0
      while i < d.fields.pointee.used {
        let entry = d.entries[i]
        i &+= 1
        if !entry.key.isEmpty { try items.append(thread, Tuple.pair(thread, entry.key, entry.value)) }
      }
    } else {
      let view = try thread.callMethod(v, .items)
      try thread.forEach(view) { (item: Value) throws(Raised) -> Bool in
        guard item.isKind(.tuple), Tuple(item).count == 2 else {
          throw thread.raise(.valueError, "items must return 2-tuples")
        }
        try items.append(thread, item)
        return true
      }
    }
    if e.sortKeys.isTrue { try items.sort(thread, key: .none, reverse: false) }
    try out.append(0x7B)
    var first = true
    var i = 0
    while i < items.count {
      let pair = Tuple(items[i])
      i &+= 1
      guard let key = try self.key(pair[0]) else { continue }
      if !first { try out.append(Str(e.itemSeparator)) }
      first = false
      try string(key)
      try out.append(Str(e.keySeparator))
      try write(pair[1])
    }
    try out.append(0x7D)
    try unmark(v)
  }
  /// A key as a str; nil: left out.
  private func key(_ v: Value) throws(Raised) -> Value? {
    if v.isKind(.str) { return v }
    if v.isTrue { return Str.make(thread, "true").value }
    if v.isFalse { return Str.make(thread, "false").value }
    if v.isNone { return Str.make(thread, "null").value }
    if let text = try number(v) { return text.value }
    if e.skipKeys.isTrue { return nil }
    throw thread.raise(.typeError, "keys must be str, int, float, bool or None, not \(v.type.displayName)")
  }
}

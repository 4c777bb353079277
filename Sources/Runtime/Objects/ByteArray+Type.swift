// The type bytearray: what it has beyond the methods of bytes.

import Glibc

extension ByteArray {
  static func define(_ type: TypeBuilder) {
    type.doc("bytearray(source=b'', encoding, errors): a mutable sequence of bytes.")
    type.layout(.byteArray, size: MemoryLayout<ByteArrayFields>.size)
    type.flags(.subclassable)
    let slots = type.slots
    slots.pointee.repr = { unary($0, $1, ByteArray.repr) }
    slots.pointee.str = { unary($0, $1, ByteArray.repr) }
    slots.pointee.richCompare = { compare($0, $1, $2, $3, ByteMethods.richCompare) }
    slots.pointee.iter = { unary($0, $1) { (t, v) throws(Raised) in ByteIterator.make(t, v, .bytearrayIterator) } }
    slots.pointee.length = { unary($0, $1) { (_, v) throws(Raised) in .int(ByteArray(v).count) } }
    slots.pointee.getItem = { binary($0, $1, $2, ByteArray.getItem) }
    slots.pointee.setItem = { ternary($0, $1, $2, $3, ByteArray.setItem) }
    slots.pointee.contains = { binary($0, $1, $2, ByteMethods.contains) }
    slots.pointee.concat = { binary($0, $1, $2, ByteMethods.concat) }
    slots.pointee.repeat_ = { binary($0, $1, $2, ByteMethods.repeated) }
    slots.pointee.inPlaceConcat = { binary($0, $1, $2, ByteArray.inPlaceConcat) }
    slots.pointee.inPlaceRepeat = { binary($0, $1, $2, ByteArray.inPlaceRepeat) }
    slots.pointee.remainder = { binary($0, $1, $2, ByteArray.remainder) }
    slots.pointee.buffer = { binary($0, $1, $2, ByteArray.buffer) }
    type.new("bytearray(*args, **kwargs)") { native($0, $1, $2, $3, ByteArray.new) }
    type.initialize("bytearray(source=b'', encoding='utf-8', errors='strict')") { native($0, $1, $2, $3, ByteArray.initialize) }
    ByteMethods.define(type)
    type.classMethod("fromhex(string, /)", "A bytearray from pairs of hexadecimal digits.") { native($0, $1, $2, $3, ByteArray.fromHex) }
    type.method("append(item, /)", "Add a byte at the end.") { native($0, $1, $2, $3, ByteArray.append) }
    type.method("extend(iterable_of_ints, /)", "Add bytes at the end.") { native($0, $1, $2, $3, ByteArray.extend) }
    type.method("insert(index, item, /)", "Insert a byte before index.") { native($0, $1, $2, $3, ByteArray.insert) }
    type.method("pop(index=-1, /)", "Remove and return the byte at index.") { native($0, $1, $2, $3, ByteArray.pop) }
    type.method("remove(value, /)", "Remove the first such byte.") { native($0, $1, $2, $3, ByteArray.remove) }
    type.method("reverse()", "Reverse the order in place.") { native($0, $1, $2, $3, ByteArray.reverse) }
    type.method("clear()", "Remove all bytes.") { native($0, $1, $2, $3, ByteArray.clear) }
    type.method("copy()", "A copy.") { native($0, $1, $2, $3, ByteArray.copy) }
    type.method("__alloc__()", "Bytes of memory in use for the contents.") { native($0, $1, $2, $3, ByteArray.allocated) }
    type.method("__sizeof__()", "Size in memory, in bytes.") { native($0, $1, $2, $3, ByteArray.sizeOf) }
    type.method("__reduce__()", "For pickling.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try ByteArray.reduce(t, a[0], 2) } }
    type.method("__reduce_ex__(proto=0, /)", "For pickling.") { native($0, $1, $2, $3, ByteArray.reduceEx) }
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let cls = Type(args[0])
    if cls.fields == Type[.bytearray].fields { return try make(thread, nil, 0).value }
    let b = ByteArray(try cls.allocateInstance(thread))
    b.initialize()
    return b.value
  }
  static func initialize(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let b = ByteArray(args[0])
    let source = args[1]
    if b.count > 0 { try b.resize(thread, 0) }
    if source.isEmpty {
      try Bytes.checkNoEncoding(thread, args)
      return .none
    }
    if source.isKind(.str) {
      if args[2].isEmpty { throw thread.raise(.typeError, "string argument without an encoding") }
      let encoding = try Arguments.codecName(thread, args[2], "bytearray", "encoding")
      let errors = try Arguments.codecName(thread, args[3], "bytearray", "errors")
      let encoded = try Codecs.encode(thread, Str(source), encoding, errors)
      try b.replace(thread, 0, b.count, encoded.data, encoded.count)
      return .none
    }
    try Bytes.checkNoEncoding(thread, args)
    if Arguments.isIndex(source), let n = try Bytes.count(thread, source) {
      try b.resize(thread, n)
      if n > 0 { memset(b.data, 0, n) }
      return .none
    }
    let out = try Bytes.contents(thread, source, "bytearray")
    try b.replace(thread, 0, b.count, out.data, out.count)
    return .none
  }

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    var out = try StrBuilder(thread, capacity: ByteArray(v).count &+ 32)
    try out.append(text: v.type.displayName)
    try out.append("(")
    try ByteMethods.appendRepr(&out, ByteMethods.span(v))
    try out.append(")")
    return try out.finish().value
  }
  static func getItem(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    if key.isExactly(.slice) { return try ByteMethods.slice(thread, v, key) }
    let i = try index(thread, v, key, "bytearray index out of range")
    return .int(Int(ByteArray(v).data[i]))
  }
  private static func index(_ thread: Thread, _ v: Value, _ key: Value, _ message: StaticString) throws(Raised) -> Int {
    guard Arguments.isIndex(key) else {
      throw thread.raise(.typeError, "bytearray indices must be integers or slices, not \(key.type.displayName)")
    }
    var i = key.isInt ? key.asInt : try thread.indexInt(key, overflow: .indexError)
    let n = ByteArray(v).count
    if i < 0 { i &+= n }
    if i < 0 || i >= n { throw thread.raise(.indexError, "\(message)") }
    return i
  }
  static func setItem(_ thread: Thread, _ v: Value, _ key: Value, _ item: Value) throws(Raised) -> Value {
    let b = ByteArray(v)
    if key.isExactly(.slice) {
      try setSlice(thread, v, key, item)
      return .none
    }
    var i = try index(thread, v, key, "bytearray index out of range")
    if item.isEmpty {
      try b.replace(thread, i, i &+ 1, nil, 0)
      return .none
    }
    let byte = try Bytes.byte(thread, item)
    // The item's __index__ may have changed the array.
    if i >= b.count { i = try index(thread, v, key, "bytearray index out of range") }
    b.data[i] = byte
    return .none
  }
  private static func setSlice(_ thread: Thread, _ v: Value, _ key: Value, _ item: Value) throws(Raised) {
    let b = ByteArray(v)
    var content: Bytes = .empty
    if !item.isEmpty {
      if item.isKind(.str) || Arguments.isIndex(item) || !(BufferView.isSupported(by: item) || (item.isObject && Iteration.isIterable(item))) {
        throw thread.raise(.typeError, "can assign only bytes, buffers, or iterables of ints in range(0, 256)")
      }
      var out = try Bytes.contents(thread, item, "bytearray")
      content = try out.finish()
    }
    let r = try SliceRange(thread, key, b.count)
    let n = b.count
    if r.step == 1 {
      let from = min(r.start, n)
      try b.replace(thread, from, min(n, from &+ r.count), content.data, content.count)
      return
    }
    if content.count == 0 {
      if r.count == 0 { return }
      try b.checkResizable(thread)
      // Keep what the slice does not name.
      let step = abs(r.step)
      let first = r.step > 0 ? r.start : r.start &+ (r.count &- 1) &* r.step
      var out = 0
      for i in 0..<n {
        let d = i &- first
        if d >= 0, d % step == 0, d / step < r.count { continue }
        b.data[out] = b.data[i]
        out &+= 1
      }
      try b.resize(thread, out)
      return
    }
    if content.count != r.count {
      throw thread.raise(.valueError, "attempt to assign bytes of size \(content.count) to extended slice of size \(r.count)")
    }
    var at = r.start
    for i in 0..<r.count where at >= 0 && at < b.count {
      b.data[at] = content.data[i]
      at &+= r.step
    }
  }
  static func inPlaceConcat(_ thread: Thread, _ v: Value, _ other: Value) throws(Raised) -> Value {
    guard BufferView.isSupported(by: other) else {
      throw thread.raise(.typeError, "can't concat \(other.type.displayName) to bytearray")
    }
    let b = ByteArray(v)
    if other == v {
      let n = b.count
      try b.resize(thread, n &* 2)
      if n > 0 { memcpy(b.data + n, b.data, n) }
      return v
    }
    let view = try BufferView.get(thread, other)
    defer { view.close() }
    let n = b.count
    try b.resize(thread, n &+ view.length)
    if view.length > 0 { view.copyItems(to: Raw(b.data + n)) }
    return v
  }
  static func inPlaceRepeat(_ thread: Thread, _ v: Value, _ factor: Value) throws(Raised) -> Value {
    let n = max(0, try Arguments.factor(thread, factor))
    let b = ByteArray(v)
    let size = b.count
    let (total, overflow) = size.multipliedReportingOverflow(by: n)
    if overflow { throw thread.raiseMemoryError() }
    try b.resize(thread, total)
    var done = size
    while done < total, size > 0 {
      let step = min(done, total &- done)
      memcpy(b.data + done, b.data, step)
      done &+= step
    }
    return v
  }
  static func remainder(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if !a.isKind(.byteArray) { return .notImplemented }
    let format = try Bytes.make(thread, ByteArray(a).data, ByteArray(a).count)
    let text = try PercentFormat.format(thread, bytes: format.buffer, b)
    let bytes = try Bytes.latin1(thread, text)
    return try make(thread, bytes.data, bytes.count).value
  }
  static func buffer(_ thread: Thread, _ v: Value, _ address: Value) throws(Raised) -> Value {
    guard let view = UnsafeMutablePointer<BufferView>(bitPattern: UInt(address.bits)) else { return .none }
    view.pointee.object = v
    view.pointee.data = Raw(ByteArray(v).data)
    view.pointee.length = ByteArray(v).count
    view.pointee.isReadOnly = false
    view.pointee.release = { ByteArray(Value(bits: $0)).fields.pointee.exports &-= 1 }
    ByteArray(v).fields.pointee.exports &+= 1
    return .none
  }

  // MARK: Methods

  static func fromHex(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var out = try ByteMethods.fromHex(thread, args[1])
    if args[0] == Type[.bytearray].value { return try make(thread, out.data, out.count).value }
    return try thread.call(args[0], try out.finish().value)
  }
  static func append(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let byte = try Bytes.byte(thread, args[1])
    try ByteArray(args[0]).append(thread, byte)
    return .none
  }
  static func extend(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let v = args[1]
    if BufferView.isSupported(by: v) { _ = try inPlaceConcat(thread, args[0], v); return .none }
    if !v.isObject || !Iteration.isIterable(v) {
      throw thread.raise(.typeError, "can't extend bytearray with \(v.type.displayName)")
    }
    var out = try ByteBuilder(thread)
    _ = try thread.lengthHint(v, 32)
    try thread.forEach(v) { (item: Value) throws(Raised) -> Bool in
      try out.append(try Bytes.byte(thread, item))
      return true
    }
    let b = ByteArray(args[0])
    try b.replace(thread, b.count, b.count, out.data, out.count)
    return .none
  }
  static func insert(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let b = ByteArray(args[0])
    var i = try Arguments.size(thread, args[1], 0)
    var byte = try Bytes.byte(thread, args[2])
    if i < 0 { i = max(0, i &+ b.count) }
    i = min(i, b.count)
    try b.replace(thread, i, i, nil, 1)
    b.data[i] = byte
    byte = 0
    return .none
  }
  static func pop(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let b = ByteArray(args[0])
    var i = try Arguments.size(thread, args[1], -1)
    if b.count == 0 { throw thread.raise(.indexError, "pop from empty bytearray") }
    if i < 0 { i &+= b.count }
    if i < 0 || i >= b.count { throw thread.raise(.indexError, "pop index out of range") }
    let byte = b.data[i]
    try b.replace(thread, i, i &+ 1, nil, 0)
    return .int(Int(byte))
  }
  static func remove(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let byte = try Bytes.byte(thread, args[1])
    let b = ByteArray(args[0])
    guard b.count > 0, let p = memchr(b.data, Int32(byte), b.count) else {
      throw thread.raise(.valueError, "value not found in bytearray")
    }
    let i = UnsafeRawPointer(p) - UnsafeRawPointer(b.data)
    try b.replace(thread, i, i &+ 1, nil, 0)
    return .none
  }
  static func reverse(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let b = ByteArray(args[0])
    var i = 0
    var j = b.count &- 1
    while i < j {
      let c = b.data[i]
      b.data[i] = b.data[j]
      b.data[j] = c
      i &+= 1
      j &-= 1
    }
    return .none
  }
  static func clear(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try ByteArray(args[0]).checkResizable(thread)
    try ByteArray(args[0]).resize(thread, 0)
    return .none
  }
  static func copy(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try make(thread, ByteArray(args[0]).data, ByteArray(args[0]).count).value
  }
  static func allocated(_ thread: Thread, _ args: Args) throws(Raised) -> Value { .int(ByteArray(args[0]).fields.pointee.capacity) }
  static func sizeOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    .int(MemoryLayout<ByteArrayFields>.size &+ ByteArray(args[0]).fields.pointee.capacity)
  }
  static func reduceEx(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try reduce(thread, args[0], try Arguments.int32(thread, args[1], 0))
  }
  private static func reduce(_ thread: Thread, _ v: Value, _ proto: Int) throws(Raised) -> Value {
    let b = ByteArray(v)
    let state = try thread.callMethod(v, .__getstate__)
    let arguments: Tuple
    if proto < 3 {
      let text = try Str.latin1(thread, b.data, b.count)
      arguments = try Tuple.make(thread, b.count == 0 ? [] : [text.value, Str.make(thread, "latin-1").value])
    } else {
      arguments = try Tuple.make(thread, b.count == 0 ? [] : [try Bytes.make(thread, b.data, b.count).value])
    }
    return try Tuple.make(thread, [v.type.value, arguments.value, state]).value
  }
}

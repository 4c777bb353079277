// The modules _queue (a queue that threads share) and _crypt (passwords, by the system's libcrypt).

import Glibc

struct SimpleQueue: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// list; the items before `head` are gone
    var items: Value
    /// int
    var head: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  static let type = Root(), empty = Root()
  var count: Int { List(fields.pointee.items).count - fields.pointee.head.asInt }

  private func put(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    try List(fields.pointee.items).append(t, v)
    InterpreterLock.announce(raw)
    return .none
  }
  private func get(_ t: Thread, seconds: Double) throws(Raised) -> Value {
    if count == 0, !(try InterpreterLock.wait(t, seconds: seconds, for: raw, until: { count > 0 })) { throw t.raise(try t.call(SimpleQueue.empty.value)) }
    let items = List(fields.pointee.items)
    let i = fields.pointee.head.asInt
    let v = items[i]
    items.set(i, .none)
    fields.pointee.head = .int(i + 1)
    // Room is taken back when half of the list is gone.
    if (i + 1) * 2 > items.count {
      try items.replace(t, 0, i + 1, with: nil, count: 0)
      fields.pointee.head = .int(0)
    }
    return v
  }

  static func defineModule(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.doc("The queue under queue.SimpleQueue.")
    try m.exception(empty, "Empty", module: "_queue", base: Type[.exception].value)
    if !type.value.isObject { type.value = try BuiltinTypes.makeUnnumbered(t, name: "_queue.SimpleQueue", base: Type[.object], define: define).value }
    m.set("SimpleQueue", type.value)
  }
  private static func define(_ type: TypeBuilder) {
    type.doc("A queue without bound, whose `put` may interrupt itself.")
    type.record(2)
    type.flags([.subclassable, .weakReferenceable])
    type.new("SimpleQueue()") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let items = try List.make(t)
        let q = SimpleQueue(try Type(a[0]).allocateInstance(t))
        q.fields.pointee.head = .int(0)
        q.barrier()
        q.fields.pointee.items = items.value
        return q.value
      }
    }
    type.method("put(item, block=True, timeout=None)", "Puts an item in; `block` and `timeout` are ignored, since there is always room.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SimpleQueue(a[0]).put(t, a[1]) }
    }
    type.method("put_nowait(item)", "Puts an item in.") { native($0, $1, $2, $3) { t, a throws(Raised) in try SimpleQueue(a[0]).put(t, a[1]) } }
    type.method("get(block=True, timeout=None)", "Takes the oldest item out; waits for one if `block`, `timeout` seconds at most.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let isBlocking: Bool = a[1].isEmpty ? true : try t.truth(a[1])
        var seconds: Double = -1
        if !isBlocking {
          seconds = 0
        } else if !a[2].isEmpty, !a[2].isNone {
          guard a[2].isFloat || a[2].isInstance(of: .float) || Arguments.isIndex(a[2]) else {
            throw t.raise(.typeError, "'\(a[2].type.displayName)' object cannot be interpreted as an integer")
          }
          seconds = try t.double(a[2])
          if seconds.isNaN { throw t.raise(.valueError, "Invalid value NaN (not a number)") }
          if seconds < 0 { throw t.raise(.valueError, "'timeout' must be a non-negative number") }
          if seconds > 9.2e9 { throw t.raise(.overflowError, "timestamp too large to convert to C _PyTime_t") }
        }
        return try SimpleQueue(a[0]).get(t, seconds: seconds)
      }
    }
    type.method("get_nowait()", "Takes the oldest item out; Empty if there is none.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SimpleQueue(a[0]).get(t, seconds: 0) }
    }
    type.method("empty()", "Whether nothing is in it at the moment.") {
      native($0, $1, $2, $3) { _, a in .bool(SimpleQueue(a[0]).count == 0) }
    }
    type.method("qsize()", "How many items are in it at the moment.") {
      native($0, $1, $2, $3) { _, a in .int(SimpleQueue(a[0]).count) }
    }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }
}

enum CryptModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    _ = try SharedLibrary.open(m.thread, "_crypt", "libcrypt.so.1")
    m.function("crypt(word, salt, /)", "Hash a *word* with the given *salt* and return the hashed password.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        for i in 0...1 where !a[i].isKind(.str) { throw Arguments.wrongType(t, a[i], "crypt() argument \(i + 1) must be str") }
        let word = try PyExpatModule.text(t, a[0])
        let salt = try PyExpatModule.text(t, a[1])
        let f: @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>) -> UnsafePointer<CChar>? =
          try SharedLibrary.open(t, "_crypt", "libcrypt.so.1").function(t, "crypt")
        guard let hashed = f(word, salt) else { throw t.raiseOSError(errno) }
        return try OSText.decode(t, hashed).value
      }
    }
  }
}

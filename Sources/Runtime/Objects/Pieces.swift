// Texts made of many pieces, such as a list's repr: the pieces are collected in a list and copied once.

public struct Pieces {
  private let thread: Thread
  private let list: List
  private var length: Int = 0
  private var width: Int = 0
  private var ascii: Bool = true

  public init(_ thread: Thread) throws(Raised) {
    self.thread = thread
    list = try List.make(thread, capacity: 8)
  }
  public init(_ thread: Thread, _ text: StaticString) throws(Raised) {
    try self.init(thread)
    try add(text)
  }
  public init(_ thread: Thread, _ text: String) throws(Raised) {
    try self.init(thread)
    try add(text)
  }
  public mutating func add(_ s: Str) throws(Raised) {
    let (sum, overflow) = length.addingReportingOverflow(s.length)
    if overflow { throw thread.raiseMemoryError() }
    length = sum
    width = max(width, s.width)
    if !s.isASCII { ascii = false }
    try list.append(thread, s.value)
  }
  public mutating func add(_ text: StaticString) throws(Raised) { try add(Str.intern(thread, text)) }
  public mutating func add(repr v: Value) throws(Raised) { try add(try thread.repr(v)) }
  public mutating func add(_ text: String) throws(Raised) { try add(Str.make(thread, text)) }

  public func joined() throws(Raised) -> Value {
    let result = try Str.uninitialized(thread, length: length, width: width, ascii: ascii)
    var at = 0
    var i = 0
    while i < list.count {
      let s = Str(list[i])
      if s.width == width {
        (result.data + at &<< width).copyMemory(from: s.data, byteCount: s.byteCount)
      } else {
        var k = 0
        while k < s.length {
          result.store(s[k], at: at &+ k)
          k &+= 1
        }
      }
      at &+= s.length
      i &+= 1
    }
    return result.value
  }
}

extension Thread {
  /// Enters the repr of a container; false if it is already under way further out, in which case it must not be left.
  func enterRepr(_ v: Value) throws(Raised) -> Bool {
    try checkNativeStack()
    if state.pointee.reprStack.isEmpty { state.pointee.reprStack = try List.make(self).value }
    let stack = List(state.pointee.reprStack)
    var i = stack.count
    // Each level counts as a call; it also keeps this search short.
    if i &+ recursionDepth > state.pointee.recursionLimit {
      throw raise(.recursionError, "maximum recursion depth exceeded while getting the repr of an object")
    }
    while i > 0 {
      i &-= 1
      if stack[i] == v { return false }
    }
    try stack.append(self, v)
    return true
  }
  func leaveRepr(_ v: Value) {
    if state.pointee.reprStack.isEmpty { return }
    let stack = List(state.pointee.reprStack)
    var i = stack.count
    while i > 0 {
      i &-= 1
      if stack[i] == v {
        stack.remove(self, at: i)
        return
      }
    }
  }
  /// The repr of a container: `body` adds its pieces; `cyclic` when it contains itself.
  func containerRepr(
    _ v: Value, cyclic: StaticString, _ body: (inout Pieces) throws(Raised) -> Void
  ) throws(Raised) -> Value {
    if !(try enterRepr(v)) { return Str.intern(self, cyclic).value }
    defer { leaveRepr(v) }
    var pieces = try Pieces(self)
    try body(&pieces)
    return try pieces.joined()
  }
}

extension GenericAlias {
  /// `__class_getitem__` of built-in classes: `list[int]`.
  static func classGetItem(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try make(thread, args[0], args[1]) }
}

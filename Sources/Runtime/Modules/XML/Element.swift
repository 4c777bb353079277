// xml.etree.ElementTree.Element: a tag, attributes, text, children.

struct ElementFields: BitwiseCopyable {
  var header: Header
  var tag: Value
  var text: Value
  var tail: Value
  /// Dict; empty: none has been asked for
  var attributes: Value
  /// List of Elements; empty: none
  var children: Value
}

struct Element: Handle {
  let fields: UnsafeMutablePointer<ElementFields>
  @inline(__always) init(fields: UnsafeMutablePointer<ElementFields>) { self.fields = fields }
  static var displayName: StaticString { "xml.etree.ElementTree.Element" }

  @inline(__always) static func isElement(_ v: Value) -> Bool {
    v.isExactly(.xmlElement) || BuiltinTypes.isMade(.xmlElement) && v.isKind(.record) && v.type.isSubclass(of: .xmlElement)
  }
  /// `attributes`: a Dict that is the element's own, or empty.
  @inline(__always) static func make(_ t: Thread, _ tag: Value, _ attributes: Value) -> Element {
    let e = Element(t.allocate(MemoryLayout<ElementFields>.size, .record, TypeID.xmlElement))
    e.fields.pointee.tag = tag
    e.fields.pointee.text = .none
    e.fields.pointee.tail = .none
    e.fields.pointee.attributes = attributes
    e.fields.pointee.children = .empty
    return e
  }
  @inline(__always) var count: Int { fields.pointee.children.isObject ? List(fields.pointee.children).count : 0 }
  @inline(__always) func child(_ i: Int) -> Value { List(fields.pointee.children)[i] }
  func attributes(_ t: Thread) -> Dict {
    if !fields.pointee.attributes.isObject {
      let d = Dict.make(t).value
      barrier()
      fields.pointee.attributes = d
    }
    return Dict(fields.pointee.attributes)
  }
  func children(_ t: Thread) throws(Raised) -> List {
    if !fields.pointee.children.isObject {
      let list = try List.make(t).value
      barrier()
      fields.pointee.children = list
    }
    return List(fields.pointee.children)
  }
  @inline(__always) func append(_ t: Thread, _ v: Value) throws(Raised) { try children(t).append(t, v) }

  // MARK: Arguments

  static func check(_ t: Thread, _ v: Value, _ what: StaticString) throws(Raised) {
    if !isElement(v) { throw t.raise(.typeError, "\(what) must be \(displayName), not \(v.isNone ? "None" : v.type.displayName)") }
  }
  /// The attributes that a call names: a dict as argument or keyword, and further keywords.
  static func attributes(_ t: Thread, _ given: Value, _ keywords: Value, _ what: StaticString) throws(Raised) -> Value {
    if given.isEmpty, keywords.isEmpty { return .empty }
    var d: Dict
    if !given.isEmpty {
      guard given.isKind(.dict) else { throw t.raise(.typeError, "\(what) must be dict, not \(given.isNone ? "None" : given.type.displayName)") }
      d = try Dict(given).copy(t)
      if keywords.isKind(.dict) { try d.merge(t, Dict(keywords)) }
    } else {
      d = try Dict(keywords).copy(t)
      let name = Str.intern(t, "attrib")
      let named = d.get(name)
      if !named.isEmpty {
        guard named.isKind(.dict) else { throw t.raise(.typeError, "attrib must be dict, not \(named.isNone ? "None" : named.type.displayName)") }
        d.remove(name)
        let all = try Dict(named).copy(t)
        try all.merge(t, d)
        d = all
      }
    }
    return d.value
  }
  /// A path that is one tag; nil: it is more.
  private static func plainTag(_ path: Value) -> Bool {
    guard path.isKind(.str) else { return false }
    let s = Str(path)
    if s.length == 0 { return false }
    var isInside = false
    for i in 0..<s.length {
      switch s[i] {
      case 0x7B:
        // "{*}" stands for any namespace.
        if i &+ 1 < s.length, s[i &+ 1] == 0x2A { return false }
        isInside = true
      case 0x7D:
        if i &+ 1 < s.length, s[i &+ 1] == 0x2A { return false }
        isInside = false
      case 0x2F, 0x2A, 0x5B, 0x40, 0x2E, 0x3A: if !isInside { return false }
      default: break
      }
    }
    return true
  }
  private static func path(_ t: Thread, _ name: StaticString, _ args: [Value]) throws(Raised) -> Value {
    try t.callMethod(try Importer.module(t, Str.intern(t, "xml.etree.ElementPath")), Str.intern(t, name), args)
  }
  @inline(__always) private static func sameTag(_ t: Thread, _ e: Value, _ tag: Value) throws(Raised) -> Bool {
    let other = Element(e).fields.pointee.tag
    return other == tag ? true : try t.equal(other, tag)
  }
  static func find(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    if !plainTag(a[1]) || !a[2].isEmpty && !a[2].isNone { return try path(t, "find", [a[0], a[1], a[2].orNil ?? .none]) }
    let e = Element(a[0])
    var i = 0
    while i < e.count {
      let c = e.child(i)
      if try sameTag(t, c, a[1]) { return c }
      i &+= 1
    }
    return .none
  }
  static func findText(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    if !plainTag(a[1]) || !a[3].isEmpty && !a[3].isNone {
      return try path(t, "findtext", [a[0], a[1], a[2].orNil ?? .none, a[3].orNil ?? .none])
    }
    let e = Element(a[0])
    var i = 0
    while i < e.count {
      let c = e.child(i)
      if try sameTag(t, c, a[1]) {
        let text = Element(c).fields.pointee.text
        return text.isNone ? machine.pointee.emptyString : text
      }
      i &+= 1
    }
    return a[2].orNil ?? .none
  }
  static func findAll(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    if !plainTag(a[1]) || !a[2].isEmpty && !a[2].isNone { return try path(t, "findall", [a[0], a[1], a[2].orNil ?? .none]) }
    let list = try List.make(t)
    let e = Element(a[0])
    var i = 0
    while i < e.count {
      let c = e.child(i)
      if try sameTag(t, c, a[1]) { try list.append(t, c) }
      i &+= 1
    }
    return list.value
  }
  /// Takes over children from any sequence of elements.
  func extend(_ t: Thread, _ v: Value) throws(Raised) {
    if !v.isIterable { throw t.raise(.typeError, "expected sequence, not \"\(v.type.displayName)\"") }
    let list = try List.make(t, of: v)
    for i in 0..<list.count {
      if !Element.isElement(list[i]) { throw t.raise(.typeError, "expected an Element, not \"\(list[i].type.displayName)\"") }
      try append(t, list[i])
    }
  }
  static func deepCopy(_ t: Thread, _ v: Value, _ memo: Value) throws(Raised) -> Value {
    try t.checkNativeStack()
    let f = Element(v).fields
    func copy(_ x: Value) throws(Raised) -> Value {
      if x.isNone || x.isExactly(.str) || x.isInt { return x }
      return try t.call(try t.getAttribute(try Importer.module(t, Str.intern(t, "copy")), Str.intern(t, "deepcopy")), x, memo)
    }
    let made = Element.make(t, try copy(f.pointee.tag), .empty)
    let text = try copy(f.pointee.text)
    made.barrier()
    made.fields.pointee.text = text
    let tail = try copy(f.pointee.tail)
    made.barrier()
    made.fields.pointee.tail = tail
    if f.pointee.attributes.isObject, Dict(f.pointee.attributes).count > 0 {
      let d = Dict.make(t)
      let pairs = try List.make(t, of: DictView.make(t, .dictItems, f.pointee.attributes))
      for i in 0..<pairs.count { try d.set(t, try copy(Tuple(pairs[i])[0]), try copy(Tuple(pairs[i])[1])) }
      made.barrier()
      made.fields.pointee.attributes = d.value
    }
    var i = 0
    while i < Element(v).count {
      let c = Element(v).child(i)
      try made.append(t, c.isExactly(.xmlElement) ? try deepCopy(t, c, memo) : try copy(c))
      i &+= 1
    }
    if memo.isKind(.dict) { try Dict(memo).set(t, t.int(unsigned: UInt64(v.identity)), made.value) }
    return made.value
  }
}

// MARK: iter() and itertext()

struct ElementIteratorFields: BitwiseCopyable {
  var header: Header
  /// The root until it has come; then empty
  var root: Value
  /// Elements that are under way, and the index of each one's next child: lists
  var stack: Value
  var places: Value
  /// What to look for; none: all
  var tag: Value
  var wantsText: Value
}

struct ElementIterator: Handle {
  let fields: UnsafeMutablePointer<ElementIteratorFields>
  init(fields: UnsafeMutablePointer<ElementIteratorFields>) { self.fields = fields }

  static func make(_ t: Thread, _ root: Value, _ tag: Value, text: Bool) throws(Raised) -> Value {
    let stack = try List.make(t)
    let places = try List.make(t)
    let it = ElementIterator(t.allocate(MemoryLayout<ElementIteratorFields>.size, .record, TypeID.xmlElementIterator))
    it.fields.pointee.root = root
    it.fields.pointee.stack = stack.value
    it.fields.pointee.places = places.value
    it.fields.pointee.tag = tag
    it.fields.pointee.wantsText = .bool(text)
    return it.value
  }
  private func push(_ t: Thread, _ e: Value) throws(Raised) {
    try List(fields.pointee.stack).append(t, e)
    try List(fields.pointee.places).append(t, .int(0))
  }
  private static func isShown(_ t: Thread, _ v: Value) throws(Raised) -> Bool { v.isNone ? false : v.isExactly(.str) ? Str(v).length > 0 : try t.truth(v) }

  static func next(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let it = ElementIterator(v)
    let isText = it.fields.pointee.wantsText.isTrue
    let tag = it.fields.pointee.tag
    while true {
      let entered: Value
      let stack = List(it.fields.pointee.stack)
      let places = List(it.fields.pointee.places)
      if it.fields.pointee.root.isObject {
        entered = it.fields.pointee.root
        it.fields.pointee.root = .empty
      } else {
        if stack.count == 0 { return .empty }
        let top = stack.count &- 1
        let e = Element(stack[top])
        let at = places[top].asInt
        if at < e.count {
          places.set(top, .int(at &+ 1))
          entered = e.child(at)
        } else {
          stack.remove(t, at: top)
          places.remove(t, at: top)
          if isText, stack.count > 0, try isShown(t, e.fields.pointee.tail) { return e.fields.pointee.tail }
          continue
        }
      }
      let e = Element(entered)
      if isText {
        // Comments and processing instructions have no text of their own.
        let its = e.fields.pointee.tag
        if !its.isKind(.str), !its.isNone {
          if stack.count > 0, try isShown(t, e.fields.pointee.tail) { return e.fields.pointee.tail }
          continue
        }
        try it.push(t, entered)
        if try isShown(t, e.fields.pointee.text) { return e.fields.pointee.text }
        continue
      }
      try it.push(t, entered)
      if tag.isNone || e.fields.pointee.tag == tag { return entered }
      if try t.equal(e.fields.pointee.tag, tag) { return entered }
    }
  }
  static func define(_ type: TypeBuilder) {
    type.record(5)
    type.flags(.noNew)
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, ElementIterator.next) }
  }
}

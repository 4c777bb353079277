// xml.etree.ElementTree.TreeBuilder: makes a tree from what a parser reports.

struct ElementBuilderFields: BitwiseCopyable {
  var header: Header
  /// The first element; none
  var root: Value
  /// Elements that are open: list
  var stack: Value
  /// The element that text belongs to, inside of it or behind it; none
  var last: Value
  var isTail: Value
  /// Text that has come in: a str or what it was given, a list of more than one, or empty
  var data: Value
  /// None: Element, Comment, ProcessingInstruction
  var elementFactory: Value
  var commentFactory: Value
  var instructionFactory: Value
  var insertsComments: Value
  var insertsInstructions: Value
  /// What a pull parser wants: the queue's append, or none; names of the events, or none
  var append: Value
  var startEvent: Value
  var endEvent: Value
  var startNamespaceEvent: Value
  var endNamespaceEvent: Value
  var commentEvent: Value
  var instructionEvent: Value
}

struct ElementBuilder: Handle {
  let fields: UnsafeMutablePointer<ElementBuilderFields>
  @inline(__always) init(fields: UnsafeMutablePointer<ElementBuilderFields>) { self.fields = fields }
  /// `_set_factories`
  static let commentFactory = Root(), instructionFactory = Root()

  func clear(_ t: Thread) throws(Raised) {
    let stack = try List.make(t)
    let h = header.pointee
    barrier()
    fields.pointee = ElementBuilderFields(
      header: h, root: .none, stack: stack.value, last: .none, isTail: .no, data: .empty, elementFactory: .none, commentFactory: .none,
      instructionFactory: .none, insertsComments: .no, insertsInstructions: .no, append: .none, startEvent: .none, endEvent: .none,
      startNamespaceEvent: .none, endNamespaceEvent: .none, commentEvent: .none, instructionEvent: .none)
  }
  static func make(_ t: Thread, _ type: Type) throws(Raised) -> ElementBuilder {
    // Fields are empty until clear() has run.
    let b = ElementBuilder(try type.allocateInstance(t))
    try b.clear(t)
    return b
  }

  /// Gives the text that has come in to its element.
  func flush(_ t: Thread) throws(Raised) {
    let data = fields.pointee.data
    if data.isEmpty { return }
    fields.pointee.data = .empty
    var text = data
    if data.isExactly(.list) {
      text = try t.callMethod(machine.pointee.emptyString, .join, data)
    }
    let last = fields.pointee.last
    if last.isNone { return }
    if last.isExactly(.xmlElement) {
      let e = Element(last)
      e.barrier()
      if fields.pointee.isTail.isTrue { e.fields.pointee.tail = text } else { e.fields.pointee.text = text }
    } else {
      try t.setAttribute(last, Str.intern(t, fields.pointee.isTail.isTrue ? "tail" : "text" as StaticString), text)
    }
  }
  func data(_ t: Thread, _ text: Value) throws(Raised) {
    let old = fields.pointee.data
    if old.isEmpty {
      if fields.pointee.last.isNone { return }
      // A list stands for more than one piece.
      let piece = text.isExactly(.list) ? try List.make(t, of: Tuple.pair(t, machine.pointee.emptyString, text)).value : text
      barrier()
      fields.pointee.data = piece
    } else if old.isExactly(.list) {
      try List(old).append(t, text)
    } else {
      let list = try List.make(t)
      try list.append(t, old)
      try list.append(t, text)
      barrier()
      fields.pointee.data = list.value
    }
  }
  private func add(_ t: Thread, _ e: Value) throws(Raised) {
    let stack = List(fields.pointee.stack)
    if stack.count == 0 {
      if fields.pointee.root.isNone {
        barrier()
        fields.pointee.root = e
      }
      return
    }
    let parent = stack[stack.count &- 1]
    if parent.isExactly(.xmlElement), Element.isElement(e) { try Element(parent).append(t, e) } else { _ = try t.callMethod(parent, .append, e) }
  }
  private func event(_ t: Thread, _ name: Value, _ v: Value) throws(Raised) {
    if name.isNone || fields.pointee.append.isNone { return }
    _ = try t.call(fields.pointee.append, Tuple.pair(t, name, v))
  }
  /// `attributes`: a Dict of the element's own, or empty
  func start(_ t: Thread, _ tag: Value, _ attributes: Value) throws(Raised) -> Value {
    try flush(t)
    let e: Value
    if fields.pointee.elementFactory.isNone {
      e = Element.make(t, tag, attributes).value
    } else {
      e = try t.call(fields.pointee.elementFactory, tag, attributes.isEmpty ? Dict.make(t).value : attributes)
    }
    try add(t, e)
    try List(fields.pointee.stack).append(t, e)
    barrier()
    fields.pointee.last = e
    fields.pointee.isTail = .no
    try event(t, fields.pointee.startEvent, e)
    return e
  }
  func end(_ t: Thread) throws(Raised) -> Value {
    try flush(t)
    let stack = List(fields.pointee.stack)
    if stack.count == 0 { throw t.raise(.indexError, "pop from empty stack") }
    let e = stack.remove(t, at: stack.count &- 1)
    barrier()
    fields.pointee.last = e
    fields.pointee.isTail = .yes
    try event(t, fields.pointee.endEvent, e)
    return e
  }
  /// A comment or processing instruction.
  private func single(_ t: Thread, _ e: Value, _ isInserted: Bool, _ name: Value) throws(Raised) -> Value {
    if isInserted {
      try flush(t)
      let stack = List(fields.pointee.stack)
      if stack.count > 0 { try add(t, e) }
      barrier()
      fields.pointee.last = e
      fields.pointee.isTail = .yes
    }
    try event(t, name, e)
    return e
  }
  func comment(_ t: Thread, _ text: Value) throws(Raised) -> Value {
    let factory = fields.pointee.commentFactory.isNone ? ElementBuilder.commentFactory.value : fields.pointee.commentFactory
    let e = factory.isObject ? try t.call(factory, text) : text
    return try single(t, e, fields.pointee.insertsComments.isTrue, fields.pointee.commentEvent)
  }
  func instruction(_ t: Thread, _ target: Value, _ text: Value) throws(Raised) -> Value {
    let factory = fields.pointee.instructionFactory.isNone ? ElementBuilder.instructionFactory.value : fields.pointee.instructionFactory
    let e = factory.isObject ? try t.call(factory, target, text) : Tuple.pair(t, target, text)
    return try single(t, e, fields.pointee.insertsInstructions.isTrue, fields.pointee.instructionEvent)
  }
  func startNamespace(_ t: Thread, _ prefix: Value, _ uri: Value) throws(Raised) {
    if !fields.pointee.startNamespaceEvent.isNone { try event(t, fields.pointee.startNamespaceEvent, Tuple.pair(t, prefix, uri)) }
  }
  func endNamespace(_ t: Thread) throws(Raised) { try event(t, fields.pointee.endNamespaceEvent, .none) }

  /// `_setevents(queue, events)`
  func setEvents(_ t: Thread, _ queue: Value, _ names: Value) throws(Raised) {
    let append = try t.getAttribute(queue, .append)
    fields.pointee.startEvent = .none
    fields.pointee.endEvent = .none
    fields.pointee.startNamespaceEvent = .none
    fields.pointee.endNamespaceEvent = .none
    fields.pointee.commentEvent = .none
    fields.pointee.instructionEvent = .none
    barrier()
    fields.pointee.append = append
    if names.isNone {
      let name = Str.intern(t, "end").value
      barrier()
      fields.pointee.endEvent = name
      return
    }
    if !names.isIterable { throw t.raise(.typeError, "events must be a sequence") }
    let list = try List.make(t, of: names)
    for i in 0..<list.count {
      let name = list[i]
      guard name.isKind(.str) else { throw t.raise(.typeError, "invalid events sequence") }
      barrier()
      let s = Str(name)
      if s.equals("start") { fields.pointee.startEvent = name
      } else if s.equals("end") { fields.pointee.endEvent = name
      } else if s.equals("start-ns") { fields.pointee.startNamespaceEvent = name
      } else if s.equals("end-ns") { fields.pointee.endNamespaceEvent = name
      } else if s.equals("comment") { fields.pointee.commentEvent = name
      } else if s.equals("pi") { fields.pointee.instructionEvent = name
      } else { throw t.raise(.valueError, "unknown event '\(s.string)'") }
    }
  }

  static func define(_ type: TypeBuilder) {
    type.record(17)
    type.flags([.subclassable, .weakReferenceable])
    type.new("TreeBuilder(*args, **kwargs)") { native($0, $1, $2, $3) { t, a throws(Raised) in try ElementBuilder.make(t, Type(a[0])).value } }
    type.initialize("TreeBuilder(element_factory=None, *, comment_factory=None, pi_factory=None, insert_comments=False, insert_pis=False)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let b = ElementBuilder(a[0])
        let comments: Bool = a.keyword(2).isEmpty ? false : try t.truth(a.keyword(2))
        let instructions: Bool = a.keyword(3).isEmpty ? false : try t.truth(a.keyword(3))
        b.barrier()
        b.fields.pointee.elementFactory = a[1].orNil ?? .none
        b.fields.pointee.commentFactory = a.keyword(0).orNil ?? .none
        b.fields.pointee.instructionFactory = a.keyword(1).orNil ?? .none
        b.fields.pointee.insertsComments = .bool(comments)
        b.fields.pointee.insertsInstructions = .bool(instructions)
        return .none
      }
    }
    type.method("start(tag, attrs, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[2].isKind(.dict) else { throw t.raise(.typeError, "start() argument 2 must be dict, not \(a[2].isNone ? "None" : a[2].type.displayName)") }
        return try ElementBuilder(a[0]).start(t, a[1], a[2])
      }
    }
    type.method("end(tag, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in try ElementBuilder(a[0]).end(t) } }
    type.method("data(data, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try ElementBuilder(a[0]).data(t, a[1])
        return .none
      }
    }
    type.method("comment(text, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in try ElementBuilder(a[0]).comment(t, a[1]) } }
    type.method("pi(target, text=None, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try ElementBuilder(a[0]).instruction(t, a[1], a[2].orNil ?? .none) }
    }
    type.method("close()", "") { native($0, $1, $2, $3) { _, a throws(Raised) in ElementBuilder(a[0]).fields.pointee.root } }
  }
}

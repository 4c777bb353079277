// What Python sees of Element.

extension Element {
  private static func state(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let e = Element(a[0])
    let d = Dict.make(t)
    d.set(t, Str.intern(t, "tag"), e.fields.pointee.tag)
    d.set(t, Str.intern(t, "_children"), e.fields.pointee.children.isObject ? try List.make(t, of: e.fields.pointee.children).value : try List.make(t).value)
    d.set(t, Str.intern(t, "attrib"), e.attributes(t).value)
    d.set(t, Str.intern(t, "text"), e.fields.pointee.text)
    d.set(t, Str.intern(t, "tail"), e.fields.pointee.tail)
    return d.value
  }
  private static func setState(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    guard a[1].isKind(.dict) else { throw t.raise(.typeError, "Don't know how to unpickle \"\(try t.repr(a[1]).string)\" as an Element") }
    let d = Dict(a[1])
    func get(_ name: StaticString) -> Value? { d.get(Str.intern(t, name)).orNil }
    let e = Element(a[0])
    let children = get("_children")
    if let children {
      guard children.isKind(.list) else { throw t.raise(.typeError, "'_children' is not a list") }
      for i in 0..<List(children).count { try check(t, List(children)[i], "_children items") }
    }
    if let attributes = get("attrib"), !attributes.isKind(.dict) { throw t.raise(.typeError, "attrib must be dict, not \(attributes.type.displayName)") }
    let list = children == nil ? nil : try List.make(t, of: children ?? .none)
    e.barrier()
    if let tag = get("tag") { e.fields.pointee.tag = tag }
    e.fields.pointee.text = get("text") ?? .none
    e.fields.pointee.tail = get("tail") ?? .none
    if let attributes = get("attrib") { e.fields.pointee.attributes = attributes }
    if let list { e.fields.pointee.children = list.value }
    return .none
  }
  private static func setItem(_ t: Thread, _ v: Value, _ key: Value, _ value: Value) throws(Raised) -> Value {
    let list = try Element(v).children(t)
    if key.isExactly(.slice) {
      if value.isEmpty { return try List.setItem(t, list.value, key, value) }
      if !value.isIterable { throw t.raise(.typeError, "expected sequence, not \"\(value.type.displayName)\"") }
      let items = try List.make(t, of: value)
      for i in 0..<items.count where !isElement(items[i]) {
        throw t.raise(.typeError, "expected an Element, not \"\(items[i].type.displayName)\"")
      }
      return try List.setItem(t, list.value, key, items.value)
    }
    guard Arguments.isIndex(key) else { throw t.raise(.typeError, "element indices must be integers") }
    var i = try t.indexInt(key, overflow: .indexError)
    if i < 0 { i &+= list.count }
    if i < 0 || i >= list.count { throw t.raise(.indexError, "child assignment index out of range") }
    if value.isEmpty {
      list.remove(t, at: i)
    } else {
      if !isElement(value) { throw t.raise(.typeError, "expected an Element, not \"\(value.type.displayName)\"") }
      list.set(i, value)
    }
    return .none
  }

  static func define(_ type: TypeBuilder) {
    type.record(5)
    type.flags([.subclassable, .weakReferenceable])
    type.new("Element(*args, **kwargs)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let e = Element(try Type(a[0]).allocateInstance(t))
        e.fields.pointee.tag = .none
        e.fields.pointee.text = .none
        e.fields.pointee.tail = .none
        e.fields.pointee.attributes = .empty
        e.fields.pointee.children = .empty
        return e.value
      }
    }
    type.initialize("Element(*args, **kwargs)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let n = a.count - 1
        if n < 1 { throw t.raise(.typeError, "Element() takes at least 1 argument (\(n) given)") }
        if n > 2 { throw t.raise(.typeError, "Element() takes at most 2 arguments (\(n) given)") }
        let attributes = try Element.attributes(t, a[2], a.keyword(0), "Element() argument 2")
        let e = Element(a[0])
        e.barrier()
        e.fields.pointee.tag = a[1]
        e.fields.pointee.attributes = attributes
        e.fields.pointee.text = .none
        e.fields.pointee.tail = .none
        return .none
      }
    }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in
      let tag = Element(v).fields.pointee.tag
      if !(try t.enterRepr(v)) { throw t.raise(.runtimeError, "reentrant call inside \(v.type.displayName).__repr__") }
      defer { t.leaveRepr(v) }
      return Str.make(t, "<Element \(try t.repr(tag).string) at \(hexAddress(v))>").value
    } }
    type.slots.pointee.iter = { unary($0, $1) { t, v throws(Raised) in
      let e = Element(v)
      return IndexedIterator.make(t, .listIterator, try e.children(t).value)
    } }
    type.slots.pointee.length = { unary($0, $1) { _, v throws(Raised) in .int(Element(v).count) } }
    type.slots.pointee.getItem = { binary($0, $1, $2) { t, v, key throws(Raised) in
      let e = Element(v)
      if key.isExactly(.slice) { return try List.getItem(t, try e.children(t).value, key) }
      guard Arguments.isIndex(key) else { throw t.raise(.typeError, "element indices must be integers") }
      var i = try t.indexInt(key, overflow: .indexError)
      if i < 0 { i &+= e.count }
      if i < 0 || i >= e.count { throw t.raise(.indexError, "child index out of range") }
      return e.child(i)
    } }
    type.slots.pointee.setItem = { ternary($0, $1, $2, $3, Element.setItem) }
    let members: [(StaticString, UnarySlot, BinarySlot)] = [
      ("tag", { unary($0, $1) { _, v throws(Raised) in Element(v).fields.pointee.tag } }, { binary($0, $1, $2) { t, v, x throws(Raised) in
        if x.isEmpty { throw t.raise(.attributeError, "can't delete element attribute") }
        Element(v).barrier()
        Element(v).fields.pointee.tag = x
        return .none
      } }),
      ("text", { unary($0, $1) { _, v throws(Raised) in Element(v).fields.pointee.text } }, { binary($0, $1, $2) { t, v, x throws(Raised) in
        if x.isEmpty { throw t.raise(.attributeError, "can't delete element attribute") }
        Element(v).barrier()
        Element(v).fields.pointee.text = x
        return .none
      } }),
      ("tail", { unary($0, $1) { _, v throws(Raised) in Element(v).fields.pointee.tail } }, { binary($0, $1, $2) { t, v, x throws(Raised) in
        if x.isEmpty { throw t.raise(.attributeError, "can't delete element attribute") }
        Element(v).barrier()
        Element(v).fields.pointee.tail = x
        return .none
      } }),
      ("attrib", { unary($0, $1) { t, v throws(Raised) in Element(v).attributes(t).value } }, { binary($0, $1, $2) { t, v, x throws(Raised) in
        if x.isEmpty { throw t.raise(.attributeError, "can't delete element attribute") }
        guard x.isKind(.dict) else { throw t.raise(.typeError, "attrib must be dict, not \(x.isNone ? "None" : x.type.displayName)") }
        Element(v).barrier()
        Element(v).fields.pointee.attributes = x
        return .none
      } }),
    ]
    for (name, get, set) in members { type.property(name, "", get, set: set) }
    defineChildren(type)
    defineSearch(type)
  }
  private static func defineChildren(_ type: TypeBuilder) {
    type.method("append(subelement, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try Element.check(t, a[1], "append() argument")
        try Element(a[0]).append(t, a[1])
        return .none
      }
    }
    type.method("extend(elements, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try Element(a[0]).extend(t, a[1])
        return .none
      }
    }
    type.method("insert(index, subelement, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        var i = try t.indexClipped(try t.index(a[1]))
        try Element.check(t, a[2], "insert() argument 2")
        let list = try Element(a[0]).children(t)
        if i < 0 { i = max(0, i &+ list.count) }
        try list.insert(t, a[2], at: min(i, list.count))
        return .none
      }
    }
    type.method("remove(subelement, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try Element.check(t, a[1], "remove() argument")
        let e = Element(a[0])
        for i in 0..<e.count where e.child(i) == a[1] {
          List(e.fields.pointee.children).remove(t, at: i)
          return .none
        }
        var i = 0
        while i < e.count {
          if try t.equal(e.child(i), a[1]) {
            if i < e.count { List(e.fields.pointee.children).remove(t, at: i) }
            return .none
          }
          i &+= 1
        }
        throw t.raise(.valueError, "list.remove(x): x not in list")
      }
    }
    type.method("clear()", "") {
      native($0, $1, $2, $3) { _, a throws(Raised) in
        let e = Element(a[0])
        e.fields.pointee.text = .none
        e.fields.pointee.tail = .none
        e.fields.pointee.attributes = .empty
        e.fields.pointee.children = .empty
        return .none
      }
    }
    type.method("makeelement(tag, attrib, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[2].isKind(.dict) else {
          throw t.raise(.typeError, "makeelement() argument 2 must be dict, not \(a[2].isNone ? "None" : a[2].type.displayName)")
        }
        return Element.make(t, a[1], try Dict(a[2]).copy(t).value).value
      }
    }
    type.method("__copy__()", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let e = Element(a[0])
        let attributes: Value = e.fields.pointee.attributes.isObject ? try Dict(e.fields.pointee.attributes).copy(t).value : .empty
        let made = Element.make(t, e.fields.pointee.tag, attributes)
        made.fields.pointee.text = e.fields.pointee.text
        made.fields.pointee.tail = e.fields.pointee.tail
        if e.count > 0 {
          let list = try List.make(t, of: e.fields.pointee.children)
          made.barrier()
          made.fields.pointee.children = list.value
        }
        return made.value
      }
    }
    type.method("__deepcopy__(memo, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in try Element.deepCopy(t, a[0], a[1]) } }
    type.method("__getstate__()", "") { native($0, $1, $2, $3, Element.state) }
    type.method("__setstate__(state, /)", "") { native($0, $1, $2, $3, Element.setState) }
    type.method("__sizeof__()", "") {
      native($0, $1, $2, $3) { _, a throws(Raised) in .int(MemoryLayout<ElementFields>.size + Element(a[0]).count * 8) }
    }
  }
  private static func defineSearch(_ type: TypeBuilder) {
    type.method("find(path, namespaces=None)", "") { native($0, $1, $2, $3, Element.find) }
    type.method("findtext(path, default=None, namespaces=None)", "") { native($0, $1, $2, $3, Element.findText) }
    type.method("findall(path, namespaces=None)", "") { native($0, $1, $2, $3, Element.findAll) }
    type.method("iterfind(path, namespaces=None)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try t.callMethod(
          try Importer.module(t, Str.intern(t, "xml.etree.ElementPath")), Str.intern(t, "iterfind"), [a[0], a[1], a[2].orNil ?? .none])
      }
    }
    type.method("iter(tag=None)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let isAll: Bool = a[1].isEmpty || a[1].isKind(.str) && Str(a[1]).equals("*")
        return try ElementIterator.make(t, a[0], isAll ? .none : a[1], text: false)
      }
    }
    type.method("itertext()", "") { native($0, $1, $2, $3) { t, a throws(Raised) in try ElementIterator.make(t, a[0], .none, text: true) } }
    type.method("get(key, default=None)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let attributes = Element(a[0]).fields.pointee.attributes
        if attributes.isObject {
          let found = try Dict(attributes).get(t, a[1])
          if !found.isEmpty { return found }
        }
        return a[2].orNil ?? .none
      }
    }
    type.method("set(key, value, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try Element(a[0]).attributes(t).set(t, a[1], a[2])
        return .none
      }
    }
    type.method("keys()", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let attributes = Element(a[0]).fields.pointee.attributes
        return try attributes.isObject ? List.make(t, of: attributes).value : List.make(t).value
      }
    }
    type.method("items()", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let attributes = Element(a[0]).fields.pointee.attributes
        return try attributes.isObject ? List.make(t, of: DictView.make(t, .dictItems, attributes)).value : List.make(t).value
      }
    }
  }
}

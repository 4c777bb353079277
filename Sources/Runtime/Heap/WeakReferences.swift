// Weak references: a table object -> its references, which the collector clears when the object dies.

import CProbes

/// A weak reference or proxy (kind `.record`, but its referent is disguised from the collector).
struct WeakReferenceFields: BitwiseCopyable {
  var header: Header
  /// The referent's address as `Value.raw`, or none when it is dead.
  var referent: Value
  /// A callable, or none.
  var callback: Value
  /// Hash of the referent once asked, or none.
  var hash: Value
  /// Next reference to the same object (`Value.raw`), or none.
  var next: Value
  /// See Instance.swift; for subclasses.
  var dictWord: Value
}

struct WeakReference: Handle {
  let fields: UnsafeMutablePointer<WeakReferenceFields>
  init(fields: UnsafeMutablePointer<WeakReferenceFields>) { self.fields = fields }

  /// The object, or empty when it is dead.
  @inline(__always) var target: Value {
    if fields.pointee.referent.isNone { return .empty }
    return Value(fields.pointee.referent.asRaw.unsafelyUnwrapped)
  }
}

enum WeakReferences {
  struct Row: BitwiseCopyable {
    /// The referent; nil: free row.
    var object: Raw?
    /// First WeakReference of its chain.
    var first: Raw
  }
  struct State: BitwiseCopyable {
    var rows: UnsafeMutablePointer<Row>?
    var mask: Int
    var count: Int
    /// References whose callbacks wait.
    var pending: RawStack
  }
  @inline(__always) static var state: UnsafeMutablePointer<State> {
    (Raw(Heap.state) + 8448).assumingMemoryBound(to: State.self)
  }

  @inline(__always) private static func hash(_ p: Raw) -> Int { Int(bitPattern: ((UInt(bitPattern: p) &>> 4) &* 0x9E37_79B9_7F4A_7C15) &>> 20) }

  private static func find(_ object: Raw) -> UnsafeMutablePointer<Row>? {
    let s = state
    guard let rows = s.pointee.rows, object.header.pointee.gc & GCBits.weaklyReferenced != 0 else { return nil }
    var i = hash(object) & s.pointee.mask
    while let found = rows[i].object {
      if found == object { return rows + i }
      i = (i &+ 1) & s.pointee.mask
    }
    return nil
  }

  private static func insert(_ object: Raw, _ first: Raw) {
    let s = state
    if s.pointee.rows == nil || s.pointee.count &* 2 > s.pointee.mask { grow() }
    object.header.pointee.gc |= GCBits.weaklyReferenced
    place(Row(object: object, first: first))
  }
  private static func place(_ row: Row) {
    let s = state
    let rows = s.pointee.rows.unsafelyUnwrapped
    var i = hash(row.object.unsafelyUnwrapped) & s.pointee.mask
    while rows[i].object != nil { i = (i &+ 1) & s.pointee.mask }
    rows[i] = row
    s.pointee.count &+= 1
  }
  private static func grow() { rebuild(capacity: max(64, (state.pointee.mask &+ 1) &* 2)) { _ in true } }

  /// A table with the rows that `keep` wants.
  private static func rebuild(capacity: Int, _ keep: (UnsafeMutablePointer<Row>) -> Bool) {
    let s = state
    let old = s.pointee.rows
    let oldCount = old == nil ? 0 : s.pointee.mask &+ 1
    let fresh = UnsafeMutablePointer<Row>.allocate(capacity: capacity)
    fresh.initialize(repeating: Row(object: nil, first: Raw(fresh)), count: capacity)
    s.pointee.rows = fresh
    s.pointee.mask = capacity &- 1
    s.pointee.count = 0
    var i = 0
    while i < oldCount {
      let row = old.unsafelyUnwrapped + i
      if row.pointee.object != nil, keep(row) { place(row.pointee) }
      i &+= 1
    }
    old?.deallocate()
  }

  // MARK: What native code does

  /// References to an object, first the latest.
  static func forEach(_ object: Value, _ body: (WeakReference) -> Void) {
    guard object.isObject, let row = find(object.object) else { return }
    var at: Raw? = row.pointee.first
    while let p = at {
      let reference = WeakReference(p)
      at = reference.fields.pointee.next.isNone ? nil : reference.fields.pointee.next.asRaw
      body(reference)
    }
  }

  /// Puts a new reference, whose fields are written, in the chain of its referent.
  static func register(_ reference: WeakReference) {
    guard let object = reference.fields.pointee.referent.asRaw else { return }
    if let row = find(object) {
      reference.fields.pointee.next = .raw(row.pointee.first)
      row.pointee.first = reference.raw
    } else {
      reference.fields.pointee.next = .none
      insert(object, reference.raw)
    }
  }

  // MARK: What the collector does

  /// After marking: chains lose dead references; references to dead objects are cleared, and their callbacks queued.
  static func clearDead() {
    let s = state
    guard s.pointee.rows != nil, s.pointee.count > 0 else { return }
    var changed = false
    var i = 0
    let rows = s.pointee.rows.unsafelyUnwrapped
    while i <= s.pointee.mask {
      let row = rows + i
      i &+= 1
      guard let object = row.pointee.object else { continue }
      let isAlive = Heap.isMarked(object)
      var kept: WeakReference? = nil
      var first: Raw? = nil
      var at: Raw? = row.pointee.first
      while let p = at {
        let reference = WeakReference(p)
        at = reference.fields.pointee.next.isNone ? nil : reference.fields.pointee.next.asRaw
        if !Heap.isMarked(p) { continue }
        if isAlive {
          if let kept { kept.fields.pointee.next = .raw(p) } else { first = p }
          reference.fields.pointee.next = .none
          kept = reference
        } else {
          reference.fields.pointee.referent = .none
          reference.fields.pointee.next = .none
          if !reference.fields.pointee.callback.isNone {
            s.pointee.pending.push(p)
            minipy_events_set(Events.finalizers)
          }
        }
      }
      if let first { row.pointee.first = first } else {
        if isAlive { object.header.pointee.gc &= ~GCBits.weaklyReferenced }
        row.pointee.object = Raw(bitPattern: 1)
        changed = true
      }
    }
    if changed {
      let dead = Raw(bitPattern: 1)
      rebuild(capacity: s.pointee.mask &+ 1) { $0.pointee.object != dead }
    }
  }

  static func visitPending() {
    let s = state
    var i = 0
    while i < s.pointee.pending.count {
      Heap.mark(s.pointee.pending.base.unsafelyUnwrapped[i])
      i &+= 1
    }
  }

  /// Calls the callbacks of references that were cleared, each with its reference.
  static func runCallbacks(_ thread: Thread) {
    let s = state
    while let p = s.pointee.pending.pop() {
      let reference = WeakReference(p)
      let callback = reference.fields.pointee.callback
      reference.fields.pointee.callback = .none
      if callback.isNone { continue }
      do throws(Raised) { _ = try thread.call(callback, reference.value) } catch {
        Unraisable.report(thread, message: nil, object: callback)
      }
    }
  }
}

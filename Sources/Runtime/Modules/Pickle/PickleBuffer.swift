// PickleBuffer (PEP 574): a buffer that may travel beside the pickle instead of in it.

struct PickleBuffer: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// memoryview of the object, or none when released.
    var view: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("A buffer that pickle may pass beside the stream (PEP 574).")
    type.record(1)
    type.flags(.weakReferenceable)
    type.new("PickleBuffer(*object)") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        if a.count != 2 { throw t.raise(.typeError, "PickleBuffer() takes exactly 1 positional argument (\(a.count - 1) given)") }
        guard BufferView.isSupported(by: a[1]) else {
          throw t.raise(.typeError, "a bytes-like object is required, not '\(a[1].type.displayName)'")
        }
        let source = a[1].isExactly(.pickleBuffer) ? try PickleBuffer(a[1]).alive(t).value : a[1]
        let view = try MemoryView.make(t, source)
        let b = PickleBuffer(try Type(a[0]).allocateInstance(t))
        b.fields.pointee.view = view.value
        return b.value
      }
    }
    type.method("raw()", "A view of the memory as plain bytes; BufferError if it is not in one piece.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let view = try PickleBuffer(a[0]).alive(t)
        if !view.view.isContiguous { throw t.raise(.bufferError, "cannot extract raw buffer from non-contiguous buffer") }
        let copy = try MemoryView.make(t, view.value)
        if view.dimensions == 1, Str(view.fields.pointee.format).equals("B") { return copy.value }
        return try t.callMethod(copy.value, Str.intern(t, "cast"), [Str.make(t, "B").value])
      }
    }
    type.method("release()", "Gives the memory up.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let b = PickleBuffer(a[0])
        if b.fields.pointee.view.isNone { return .none }
        let view = MemoryView(b.fields.pointee.view)
        b.fields.pointee.view = .none
        // Views that others took of it keep the memory until they are released.
        _ = try t.ignoring(.bufferError) { () throws(Raised) in try view.release(t) }
        return .none
      }
    }
    type.slots.pointee.buffer = {
      binary($0, $1, $2) { (t, v, address) throws(Raised) in
        try MemoryView.buffer(t, try PickleBuffer(v).alive(t).value, address)
      }
    }
  }
  private func alive(_ thread: Thread) throws(Raised) -> MemoryView {
    if fields.pointee.view.isNone { throw thread.raise(.valueError, "operation forbidden on released PickleBuffer object") }
    return MemoryView(fields.pointee.view)
  }
}

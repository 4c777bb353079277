// How native code raises.
//
// Swift functions throw the zero-sized `Raised`, which says "the thread's `raised` is set": 1.4 ns a call when nothing is
// thrown, 3.8 ns when it is (an untyped throw costs 16). C-convention slots and bodies hand back `Value.error` instead.

/// The exception itself is in `ThreadState.raised`. Only `Thread.raise` makes one.
public struct Raised: Error, BitwiseCopyable {
  @inline(__always) init() {}
}

extension Thread {
  /// Begins to raise `exception`, an exception object: `throw thread.raise(object)`. Sets its `__context__` to what is being handled.
  @inline(never) public func raise(_ exception: Value) -> Raised {
    Exceptions.setContext(self, exception)
    state.pointee.raised = exception
    return Raised()
  }

  /// Raises a built-in exception with one str argument: `throw thread.raise(.typeError, "…")`.
  @inline(never) public func raise(_ type: TypeID, _ message: String) -> Raised {
    raise(type, arguments: Str.make(self, message).value)
  }

  /// Raises a built-in exception with these arguments: `raise(.keyError, arguments: key)`.
  @inline(never) public func raise(_ type: TypeID, arguments: Value...) -> Raised { raise(type, tuple: arguments) }
  /// The same with one argument, which most have: without an array.
  @inline(never) public func raise(_ type: TypeID, arguments argument: Value) -> Raised {
    do throws(Raised) {
      let tuple = try Tuple.make(self, count: 1)
      tuple.items[0] = argument
      return raise(try Exceptions.make(self, Type[type], tuple))
    } catch { return error }
  }
  /// The same without arguments.
  @inline(never) public func raise(_ type: TypeID) -> Raised { raise(type, tuple: []) }
  private func raise(_ type: TypeID, tuple arguments: [Value]) -> Raised {
    do throws(Raised) {
      let tuple = try Tuple.make(self, arguments)
      return raise(try Exceptions.make(self, Type[type], tuple))
    } catch { return error }
  }

  /// Takes the exception that a `Raised` announced: `do { … } catch { let e = thread.takeRaised() … }`.
  @inline(__always) public func takeRaised() -> Value {
    let e = state.pointee.raised
    state.pointee.raised = .empty
    return e
  }

  /// Throws again what `takeRaised` took, unchanged (no new context).
  @inline(__always) public func reraise(_ exception: Value) -> Raised {
    state.pointee.raised = exception
    return Raised()
  }

  /// Whether the exception that is under way is an instance of `type`.
  @inline(never) public func isRaising(_ type: TypeID) -> Bool {
    state.pointee.raised.isObject && state.pointee.raised.isInstance(of: type)
  }

  /// Runs `body`; nil, with the exception dropped, when it raises `type`.
  @inline(__always) public func ignoring<T>(_ type: TypeID, _ body: () throws(Raised) -> T) throws(Raised) -> T? {
    do throws(Raised) { return try body() } catch {
      if isRaising(type) { _ = takeRaised(); return nil }
      throw error
    }
  }
}

extension UInt64 {
  /// What a slot or a native body handed back, as a throw.
  @inline(__always) public func orThrow() throws(Raised) -> Value {
    let v = Value(bits: self)
    if _slowPath(v.isError) { throw Raised() }
    return v
  }
}

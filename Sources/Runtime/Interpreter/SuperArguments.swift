// What `super()` without arguments means: the class whose method is running, and the method's first argument (Library Reference, "super").

extension Thread {
  /// Of the innermost Python frame. RuntimeError when it is no method.
  func superArguments() throws(Raised) -> (type: Value, object: Value) {
    guard let frame = innermostFrame else { throw raise(.runtimeError, "super(): no current frame") }
    let code = frame.function.code
    if code.fields.pointee.argCount == 0 { throw raise(.runtimeError, "super(): no arguments") }
    var object = frame.fp[0]
    if object.isExactly(.cell) { object = Cell(object).content }
    if object.isEmpty { throw raise(.runtimeError, "super(): arg[0] deleted") }
    let free = Tuple(code.fields.pointee.freeVars)
    for i in 0..<free.count where Str(free[i]).equals("__class__") {
      let closure = frame.function.fields.pointee.closure
      if !closure.isKind(.tuple) { break }
      let type = Cell(Tuple(closure)[i]).content
      if type.isEmpty { throw raise(.runtimeError, "super(): empty __class__ cell") }
      if !type.isKind(.type) {
        throw raise(.runtimeError, "super(): __class__ is not a type (\(type.type.displayName))")
      }
      return (type, object)
    }
    throw raise(.runtimeError, "super(): __class__ cell not found")
  }
}

// exit, quit, help, copyright, credits, license (Library Reference, "Constants added by the site module"): they are there from the
// beginning, without the library.

enum SiteBuiltins {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    for id in [TypeID.quitter, .helper, .printer] { _ = try BuiltinTypes.make(m.thread, id) }
    func object(_ id: TypeID, _ text: Value, _ name: StaticString) {
      let p = m.thread.allocate(16, .record, id)
      p.at(8, as: Value.self).pointee = text
      m.set(name, Value(p))
    }
    object(.quitter, Str.intern(m.thread, "quit").value, "quit")
    object(.quitter, Str.intern(m.thread, "exit").value, "exit")
    object(.helper, .none, "help")
    object(.printer, Str.make(m.thread, "Copyright (c) the minipy developers.").value, "copyright")
    object(.printer, Str.make(m.thread, "minipy runs programs of the language Python, with its library. See www.python.org for those who made them.").value, "credits")
    object(.printer, Str.make(m.thread, "See the file LICENSE of minipy; for the library, https://www.python.org/psf/license/").value, "license")
  }
  private static func text(_ v: Value) -> Value { v.object.at(8, as: Value.self).pointee }

  static func defineQuitter(_ type: TypeBuilder) {
    type.doc("Ends the program.")
    type.record(1)
    type.flags(.noNew)
    type.member("name", "How it is called.", offset: 8)
    type.attribute("eof", Str.make(type.thread, "Ctrl-D (i.e. EOF)").value)
    type.slots.pointee.repr = {
      unary($0, $1) { (t, v) throws(Raised) in Str.make(t, "Use \(Str(SiteBuiltins.text(v)).string)() or Ctrl-D (i.e. EOF) to exit").value }
    }
    type.slots.pointee.call = {
      callable($0, $1, $2, $3) { (t, base, count, names) throws(Raised) in
        if count > 2 {
          throw t.raise(.typeError, "Quitter.__call__() takes from 1 to 2 positional arguments but \(count) were given")
        }
        // An interactive session must not go on reading when something above catches the exception.
        let stdin = Builtins.stream(t, .stdin)
        if stdin.isObject {
          do throws(Raised) { _ = try t.callMethod(stdin, Str.intern(t, "close"), []) } catch { _ = t.takeRaised() }
        }
        throw t.raise(.systemExit, arguments: count > 1 ? base[1] : .none)
      }
    }
  }
  static func defineHelper(_ type: TypeBuilder) {
    type.doc("Shows what the documentation says of an object, by the library's pydoc.")
    type.record(1)
    type.flags(.noNew)
    type.slots.pointee.repr = {
      unary($0, $1) { (t, v) throws(Raised) in Str.make(t, "Type help() for interactive help, or help(object) for help about object.").value }
    }
    type.slots.pointee.call = {
      callable($0, $1, $2, $3) { (t, base, count, names) throws(Raised) in
        let help = try t.getAttribute(try Importer.module(t, Str.intern(t, "pydoc")), Str.intern(t, "help"))
        return try t.call(help, base + 1, count: count - 1, names: names)
      }
    }
  }
  static func definePrinter(_ type: TypeBuilder) {
    type.doc("Shows a text.")
    type.record(1)
    type.flags(.noNew)
    type.slots.pointee.repr = { unary($0, $1) { (t, v) throws(Raised) in SiteBuiltins.text(v) } }
    type.slots.pointee.call = {
      callable($0, $1, $2, $3) { (t, base, count, names) throws(Raised) in
        if count > 1 { throw t.raise(.typeError, "_Printer.__call__() takes 1 positional argument but \(count) were given") }
        let stdout = Builtins.stream(t, .stdout)
        if stdout.isObject {
          _ = try t.callMethod(stdout, Str.intern(t, "write"), [try t.add(SiteBuiltins.text(base[0]), Str.character(t, 0x0A).value)])
        }
        return .none
      }
    }
  }
}

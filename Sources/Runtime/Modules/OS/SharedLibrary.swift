// Libraries of the system that a native module needs: opened when the module is imported, so that start-up does not pay for them.

import Glibc

struct SharedLibrary: BitwiseCopyable {
  private let handle: UnsafeMutableRawPointer

  /// Opens the first of these files that there is ("libz.so.1"); ImportError, as for a module that is missing, if there is none.
  static func open(_ thread: Thread, _ module: StaticString, _ files: StaticString...) throws(Raised) -> SharedLibrary {
    for file in files {
      if let handle = dlopen(UnsafeRawPointer(file.utf8Start).assumingMemoryBound(to: CChar.self), RTLD_NOW | RTLD_LOCAL) {
        return SharedLibrary(handle: handle)
      }
    }
    throw thread.raiseImportError("No module named '\(module)'", type: .moduleNotFoundError, name: Str.make(thread, module).value)
  }

  /// The address of a function or variable; nil if the library has none of this name.
  func find(_ name: StaticString) -> UnsafeMutableRawPointer? {
    dlsym(handle, UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self))
  }
  /// A function of the type that the context asks for, which must be a `@convention(c)` one.
  func function<F>(_ thread: Thread, _ name: StaticString) throws(Raised) -> F {
    guard let address = find(name) else {
      throw thread.raiseImportError("undefined symbol: \(name)", name: Str.make(thread, name).value)
    }
    return unsafeBitCast(address, to: F.self)
  }
}

extension ModuleBuilder {
  /// An exception class, made once and kept in `root`, stored in the module under its name; `module` is what its `__module__` says.
  func exception(_ root: Root, _ name: StaticString, module: StaticString, base: Value) throws(Raised) {
    // A module that is imported anew has the same class: native code raises only one.
    if root.value.isObject { return set(name, root.value) }
    let namespace = Dict.make(thread)
    namespace.set(thread, Name.__module__.str, Str.intern(thread, module).value)
    let bases = try Tuple.make(thread, [base])
    root.value = try thread.call(Type[.type].value, Str.intern(thread, name).value, bases.value, namespace.value)
    set(name, root.value)
  }
}

extension Thread {
  /// Raises an instance of an exception class with one str argument.
  func raise(_ type: Value, _ message: String) -> Raised {
    do throws(Raised) { return raise(try call(type, Str.make(self, message).value)) } catch { return error }
  }
}

// The loader of .py files, with the methods of the library's SourceFileLoader, and the loader of namespace packages.

import Glibc

struct SourceLoaderFields: BitwiseCopyable {
  var header: Header
  var name: Value
  var path: Value
}

struct SourceLoader: Handle {
  let fields: UnsafeMutablePointer<SourceLoaderFields>
  init(fields: UnsafeMutablePointer<SourceLoaderFields>) { self.fields = fields }

  static func make(_ thread: Thread, _ name: Str, _ path: Str) -> Value {
    let l = SourceLoader(thread.allocate(MemoryLayout<SourceLoaderFields>.size, .record, TypeID.sourceLoader))
    l.fields.pointee.name = name.value
    l.fields.pointee.path = path.value
    return l.value
  }

  /// Reads, compiles (unless that was done before) and runs a file as the body of a module.
  static func execute(_ thread: Thread, _ module: Value, file: String) throws(Raised) {
    let code = try code(thread, file: file)
    let namespace = try thread.getAttribute(module, Name.__dict__)
    guard namespace.isKind(.dict) else { throw thread.raise(.typeError, "module has no namespace") }
    let dict = Dict(namespace)
    if dict.get(Name.__builtins__.str).isEmpty { dict.set(thread, Name.__builtins__.str, machine.pointee.builtinsDict) }
    try thread.audit("exec", code.value)
    _ = try thread.run(code, globals: dict, locals: namespace)
  }

  static func code(_ thread: Thread, file: String) throws(Raised) -> CodeObject {
    let cache = BytecodeCache(thread, source: file)
    if let code = cache?.read() { return code }
    let bytes = try read(thread, file)
    let source = try SourceText.decode(thread, bytes, filename: file, isFile: true)
    let code = try SourceText.compile(
      thread, source, filename: try OSText.decode(thread, file), mode: "exec", flags: 0, optimize: -1)
    cache?.write(code)
    return code
  }

  /// A whole file; OSError.
  static func read(_ thread: Thread, _ file: String) throws(Raised) -> [UInt8] {
    let fd = open(file, O_RDONLY | O_CLOEXEC)
    if fd < 0 { throw thread.raiseOSError(errno, try OSText.decode(thread, file).value) }
    defer { close(fd) }
    var s = stat()
    fstat(fd, &s)
    if s.st_mode & S_IFMT == S_IFDIR { throw thread.raiseOSError(EISDIR, try OSText.decode(thread, file).value) }
    // One byte more than the file has: its end is seen without another round.
    var bytes = [UInt8](repeating: 0, count: max(4096, min(Int(s.st_size) + 1, 1 << 24)))
    var count = 0
    while true {
      let n = bytes.withUnsafeMutableBytes { Glibc.read(fd, $0.baseAddress.unsafelyUnwrapped + count, $0.count - count) }
      if n < 0 {
        if errno == EINTR { continue }
        throw thread.raiseOSError(errno, try OSText.decode(thread, file).value)
      }
      if n == 0 { break }
      count += n
      if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  static func define(_ type: TypeBuilder) {
    type.doc("Loads a module from a file of source text.")
    type.record(2)
    type.flags(.subclassable)
    type.member("name", "The module's name.", offset: 8, writable: true)
    type.member("path", "The file.", offset: 16, writable: true)
    type.method("create_module(spec)", "None: the ordinary module object will do.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in .none }
    }
    type.method("exec_module(module)", "Runs the file in the module's namespace.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        try SourceLoader.execute(thread, args[1], file: try SourceLoader.path(thread, args[0]))
        return .none
      }
    }
    type.method("get_filename(fullname=None)", "The file.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in SourceLoader(args[0]).fields.pointee.path }
    }
    type.method("is_package(fullname)", "Whether the file is the `__init__` of a package.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in .bool(try SourceLoader.path(thread, args[0]).hasSuffix("/__init__.py")) }
    }
    type.method("get_code(fullname)", "The compiled file.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try SourceLoader.code(thread, file: try SourceLoader.path(thread, args[0])).value }
    }
    type.method("get_source(fullname)", "The text of the file.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let name = try SourceLoader.path(thread, args[0])
        let text = try SourceText.decode(thread, try SourceLoader.read(thread, name), filename: name, isFile: true).bytes
        var normal: [UInt8] = []
        normal.reserveCapacity(text.count)
        for (i, b) in text.enumerated() {
          if b == 0x0D {
            if i + 1 < text.count, text[i + 1] == 0x0A { continue }
            normal.append(0x0A)
          } else {
            normal.append(b)
          }
        }
        return try normal.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> Value in
          try Str.decodeUTF8(thread, b).value
        }
      }
    }
    type.method("get_data(path)", "The bytes of a file.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let name = try OSText.path(thread, args[1], function: "get_data")
        let bytes = try SourceLoader.read(thread, try OSText.encode(thread, name))
        return try bytes.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> Value in
          try Bytes.make(thread, b).value
        }
      }
    }
    type.method("get_resource_reader(name)", "The files beside the module, as importlib.resources reads them.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let readers = try Importer.module(thread, Str.intern(thread, "importlib.readers"))
        return try thread.call(try thread.getAttribute(readers, Str.intern(thread, "FileReader")), args[0])
      }
    }
    type.slots.pointee.repr = {
      unary($0, $1) { (thread, v) throws(Raised) in
        let f = SourceLoader(v).fields.pointee
        return Str.make(
          thread, "<_frozen_importlib_external.SourceFileLoader object for \(try thread.repr(f.name).string)>").value
      }
    }
  }
  private static func path(_ thread: Thread, _ v: Value) throws(Raised) -> String {
    try OSText.encode(thread, Str(SourceLoader(v).fields.pointee.path))
  }
}

enum NamespaceLoader {
  static func define(_ type: TypeBuilder) {
    type.doc("The loader of a namespace package: there is nothing to run.")
    type.record(1)
    type.method("create_module(spec)", "None.") { native($0, $1, $2, $3) { (thread, args) throws(Raised) in .none } }
    type.method("exec_module(module)", "Nothing.") { native($0, $1, $2, $3) { (thread, args) throws(Raised) in .none } }
    type.method("is_package(fullname)", "True.") { native($0, $1, $2, $3) { (thread, args) throws(Raised) in .yes } }
    type.method("get_source(fullname)", "The empty text.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in machine.pointee.emptyString }
    }
  }
  static func make(_ thread: Thread) -> Value {
    let p = thread.allocate(16, .record, TypeID.namespaceLoader)
    p.at(8, as: Value.self).pointee = .none
    return Value(p)
  }
}

// Folders: listdir, scandir, the working folder.

import Glibc

extension PosixModule {
  static func defineFolders(_ m: ModuleBuilder) {
    m.function("getcwd()", "The working folder.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard let p = Glibc.getcwd(nil, 0) else { throw t.raiseOSError(errno) }
        defer { free(p) }
        return try PosixModule.name(t, p, false)
      }
    }
    m.function("getcwdb()", "The working folder, as bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard let p = Glibc.getcwd(nil, 0) else { throw t.raiseOSError(errno) }
        defer { free(p) }
        return try PosixModule.name(t, p, true)
      }
    }
    m.function("chdir(path)", "Changes the working folder.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "chdir", fd: true)
        try t.audit("os.chdir", args[0])
        try PosixModule.check(t, p.object) {
          if let fd = p.descriptor { return Glibc.fchdir(fd) }
          return p.withCString { Glibc.chdir($0) }
        }
        return .none
      }
    }
    m.function("fchdir(fd)", "Changes the working folder.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        try PosixModule.check(t) { Glibc.fchdir(fd) }
        return .none
      }
    }
    m.function("listdir(path=None)", "The names in a folder.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "listdir", fd: true, none: true)
        try t.audit("os.listdir", args[0].orNil ?? .none)
        guard let dir = try PosixModule.openFolder(t, p) else { throw t.raiseOSError(errno, p.object) }
        defer { closedir(dir) }
        let list = try List.make(t)
        while let entry = readdir(dir) {
          let name = try PosixModule.entryName(t, entry, p.isBytes)
          if let name { try list.append(t, name) }
        }
        return list.value
      }
    }
    m.function("scandir(path=None)", "An iterator over the entries of a folder.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "scandir", fd: true, none: true)
        try t.audit("os.scandir", args[0].orNil ?? .none)
        guard let dir = try PosixModule.openFolder(t, p) else { throw t.raiseOSError(errno, p.object) }
        let base = p.descriptor != nil ? machine.pointee.emptyString : p.isBytes ? try Bytes.make(t, p.bytes) : try OSText.decode(t, String(decoding: p.bytes, as: UTF8.self)).value
        let it = ScandirIterator(t.allocate(MemoryLayout<ScandirFields>.size, .record, TypeID.scandirIterator))
        it.fields.pointee.folder = .raw(UnsafeRawPointer(dir))
        it.fields.pointee.path = base
        it.fields.pointee.isBytes = .bool(p.isBytes)
        it.fields.pointee.descriptor = p.descriptor.map { .int(Int($0)) } ?? .none
        Finalizers.register(it.raw)
        return it.value
      }
    }
  }

  private static func openFolder(_ t: Thread, _ p: Path) throws(Raised) -> OpaquePointer? {
    if let fd = p.descriptor {
      let copy = dup(fd)
      if copy < 0 { return nil }
      guard let dir = fdopendir(copy) else {
        let code = errno
        close(copy)
        errno = code
        return nil
      }
      rewinddir(dir)
      return dir
    }
    return p.withCString { opendir($0) }
  }
  /// nil for `.` and `..`.
  static func entryName(_ t: Thread, _ entry: UnsafeMutablePointer<dirent>, _ asBytes: Bool) throws(Raised) -> Value? {
    let p = Raw(entry) + (MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 19)
    let name = p.assumingMemoryBound(to: CChar.self)
    if name[0] == 0x2E, name[1] == 0 || (name[1] == 0x2E && name[2] == 0) { return nil }
    return try PosixModule.name(t, name, asBytes)
  }
}

struct ScandirFields: BitwiseCopyable {
  var header: Header
  /// DIR *, as a raw value, or none: closed
  var folder: Value
  var path: Value
  var isBytes: Value
  /// The descriptor that scandir was given, or none: its entries are looked up relative to it.
  var descriptor: Value
}

struct ScandirIterator: Handle {
  let fields: UnsafeMutablePointer<ScandirFields>
  init(fields: UnsafeMutablePointer<ScandirFields>) { self.fields = fields }

  func close() {
    if let p = fields.pointee.folder.isNone ? nil : fields.pointee.folder.asRaw { closedir(OpaquePointer(p)) }
    fields.pointee.folder = .none
  }

  static func define(_ type: TypeBuilder) {
    type.doc("Iterator over the entries of a folder.")
    type.record(4)
    type.flags(.noNew)
    type.slots.pointee.iter = { _, v in v }
    type.slots.pointee.next = {
      unary($0, $1) { (t, v) throws(Raised) in
        let it = ScandirIterator(v)
        while true {
          guard !it.fields.pointee.folder.isNone, let p = it.fields.pointee.folder.asRaw, let entry = readdir(OpaquePointer(p)) else {
            it.close()
            return .empty
          }
          guard let name = try PosixModule.entryName(t, entry, it.fields.pointee.isBytes.isTrue) else { continue }
          let path = it.fields.pointee.path
          var full = name
          if try t.length(path) > 0 {
            let slash = it.fields.pointee.isBytes.isTrue ? try Bytes.make(t, [0x2F]) : Str.character(t, 0x2F).value
            let ends = try t.truth(try t.callMethod(path, Str.intern(t, "endswith"), [slash]))
            full = try t.add(ends ? path : try t.add(path, slash), name)
          }
          let e = DirEntry(t.allocate(MemoryLayout<DirEntryFields>.size, .record, TypeID.dirEntry))
          e.fields.pointee.name = name
          e.fields.pointee.path = full
          e.fields.pointee.inode = t.int(unsigned: UInt64(entry.pointee.d_ino))
          e.fields.pointee.kind = .int(Int(entry.pointee.d_type))
          e.fields.pointee.stat = .none
          e.fields.pointee.lstat = .none
          e.fields.pointee.descriptor = it.fields.pointee.descriptor
          return e.value
        }
      }
    }
    type.slots.pointee.finalize = {
      unary($0, $1) { (t, v) throws(Raised) in
        if !ScandirIterator(v).fields.pointee.folder.isNone {
          try t.warn(.resourceWarning, "unclosed scandir iterator \(try t.repr(v).string)", stackLevel: 1)
          ScandirIterator(v).close()
        }
        return .none
      }
    }
    type.method("close()", "Closes the folder.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        ScandirIterator(args[0]).close()
        return .none
      }
    }
    type.method("__enter__()", "The iterator.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in args[0] } }
    type.method("__exit__(*args)", "Closes the folder.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        ScandirIterator(args[0]).close()
        return .none
      }
    }
  }
}

struct DirEntryFields: BitwiseCopyable {
  var header: Header
  var name: Value
  var path: Value
  var inode: Value
  /// d_type
  var kind: Value
  /// Results once asked for, or none
  var stat: Value
  var lstat: Value
  /// The folder's descriptor that the path is relative to, or none.
  var descriptor: Value
}

struct DirEntry: Handle {
  let fields: UnsafeMutablePointer<DirEntryFields>
  init(fields: UnsafeMutablePointer<DirEntryFields>) { self.fields = fields }

  func status(_ t: Thread, follow: Bool) throws(Raised) -> Value {
    let known = follow ? fields.pointee.stat : fields.pointee.lstat
    if !known.isNone { return known }
    let p = try PosixModule.path(t, fields.pointee.path, "stat")
    var s = Glibc.stat()
    let path = fields.pointee.path
    let folder = fields.pointee.descriptor.isInt ? Int32(truncatingIfNeeded: fields.pointee.descriptor.asInt) : AT_FDCWD
    try PosixModule.check(t, path) { p.withCString { fstatat(folder, $0, &s, follow ? 0 : AT_SYMLINK_NOFOLLOW) } }
    let v = try PosixModule.statResult(t, s)
    barrier()
    if follow { fields.pointee.stat = v } else { fields.pointee.lstat = v }
    return v
  }
  private func has(_ t: Thread, _ mode: mode_t, _ kind: Int, follow: Bool) throws(Raised) -> Value {
    let known = fields.pointee.kind.asInt
    if known != 0, known != 10 || !follow { return .bool(known == kind) }
    let s: Value
    do throws(Raised) { s = try status(t, follow: follow) } catch {
      if !t.isRaising(.fileNotFoundError) { throw error }
      _ = t.takeRaised()
      return .no
    }
    return .bool(mode_t(truncatingIfNeeded: Tuple(s)[0].asInt) & S_IFMT == mode)
  }

  static func define(_ type: TypeBuilder) {
    type.doc("An entry of a folder.")
    type.record(7)
    type.flags(.noNew)
    type.member("name", "The entry's name.", offset: 8)
    type.member("path", "The folder's path with the name behind it.", offset: 16)
    type.method("inode()", "The inode's number.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in DirEntry(args[0]).fields.pointee.inode } }
    type.method("stat(*, follow_symlinks=True)", "Status.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try DirEntry(args[0]).status(t, follow: try PosixModule.flag(t, args.keyword(0), true))
      }
    }
    type.method("is_dir(*, follow_symlinks=True)", "Whether it is a folder.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try DirEntry(args[0]).has(t, S_IFDIR, 4, follow: try PosixModule.flag(t, args.keyword(0), true))
      }
    }
    type.method("is_file(*, follow_symlinks=True)", "Whether it is a regular file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try DirEntry(args[0]).has(t, S_IFREG, 8, follow: try PosixModule.flag(t, args.keyword(0), true))
      }
    }
    type.method("is_symlink()", "Whether it is a symbolic link.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try DirEntry(args[0]).has(t, S_IFLNK, 10, follow: false) }
    }
    type.method("__fspath__()", "The path.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in DirEntry(args[0]).fields.pointee.path } }
    type.slots.pointee.repr = {
      unary($0, $1) { (t, v) throws(Raised) in
        Str.make(t, "<DirEntry \(try t.repr(DirEntry(v).fields.pointee.name).string)>").value
      }
    }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try GenericAlias.make(t, args[0], args[1]) }
    }
  }
}

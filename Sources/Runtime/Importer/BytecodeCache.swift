// Compiled modules on disk: __pycache__/NAME.minipy-311.pyc (PEP 3147, PEP 552; Library Reference, "py_compile").
//
//   magic | flags | time and size of the source (or its hash) | marshal's bytes of the code | checksum of them, "minipy" 0 0, identity of the binary
//
// A file is right for one time and size of the source, and for one binary: the end says which, since instructions change from one build to the next
// more often than the magic number. Code of this binary is run as it is, which makes loading three times as fast; that of files without that end,
// which come from py_compile, is verified first. Nothing here ever fails: what cannot be read is compiled, and what cannot be written is not.
//
// Where the folder of the source is not the user's to write to, as that of the distribution's library, the file is kept in the user's own cache:
// below `minipy/pycache` in $XDG_CACHE_HOME, or in ~/.cache.

import Glibc

struct BytecodeCache {
  static let tag = "minipy-311"
  static let magic: [UInt8] = [0xA7, 0x0D, 0x0D, 0x0A]
  static let headerSize = 16
  private static let ending: [UInt8] = Array("minipy".utf8) + [0, 0]

  let thread: Thread
  let source: String
  /// Where the compiled module is, if it is.
  let file: String
  private let status: stat
  /// The same in the user's own cache, if there is one.
  private var userFile: String? {
    guard source.hasPrefix("/"), let folder = BytecodeCache.userFolder, let name = file.utf8.lastIndex(of: 0x2F),
      let end = source.utf8.lastIndex(of: 0x2F)
    else { return nil }
    return folder + source[..<end] + file[name...]
  }
  /// nil without a home, and for a program that runs with another user's rights.
  private static let userFolder: String? = {
    if getuid() != geteuid() { return nil }
    func variable(_ name: String) -> String? {
      guard let value = getenv(name).map({ String(cString: $0) }), value.hasPrefix("/") else { return nil }
      return value
    }
    guard let folder = variable("XDG_CACHE_HOME") ?? variable("HOME").map({ $0 + "/.cache" }) else { return nil }
    return folder + "/minipy/pycache"
  }()

  /// nil: this source is not kept compiled.
  init?(_ thread: Thread, source: String) {
    guard let file = BytecodeCache.path(thread, source: source) else { return nil }
    var status = stat()
    if stat(source, &status) != 0 { return nil }
    self.thread = thread
    self.source = source
    self.file = file
    self.status = status
  }

  /// `importlib.util.cache_from_source`: in `__pycache__` beside the source, or under `sys.pycache_prefix`.
  static func path(_ thread: Thread, source: String) -> String? {
    guard source.hasSuffix(".py"), let slash = source.utf8.lastIndex(of: 0x2F) else { return nil }
    let folder = String(source[..<slash])
    let name = source[source.index(after: slash)...].dropLast(3)
    let optimized: String = Options.optimize > 0 ? ".opt-\(Options.optimize)" : ""
    let compiled = "\(name).\(tag)\(optimized).pyc"
    let prefix = Module(machine.pointee.sys).dict.get(Str.intern(thread, "pycache_prefix"))
    if prefix.isKind(.str), folder.hasPrefix("/"), let text = try? OSText.encode(thread, Str(prefix)) { return text + folder + "/" + compiled }
    return folder + "/__pycache__/" + compiled
  }

  private var sourceTime: UInt32 { UInt32(truncatingIfNeeded: status.st_mtim.tv_sec) }
  private var sourceSize: UInt32 { UInt32(truncatingIfNeeded: status.st_size) }

  /// The code, if a file is there and right.
  func read() -> CodeObject? {
    if let code = read(file, mustBeOurs: false) { return code }
    guard let userFile else { return nil }
    return read(userFile, mustBeOurs: true)
  }
  private func read(_ file: String, mustBeOurs: Bool) -> CodeObject? {
    var fileStatus = stat()
    guard access(file, R_OK) == 0, !mustBeOurs || (stat(file, &fileStatus) == 0 && fileStatus.st_uid == geteuid()) else { return nil }
    do throws(Raised) {
      let bytes = try SourceLoader.read(thread, file)
      guard bytes.count > BytecodeCache.headerSize, Array(bytes[..<4]) == BytecodeCache.magic, isOfSource(bytes),
        BytecodeCache.writer(bytes) != .other
      else { return nil }
      let code = try BytecodeCache.load(thread, bytes)
      return Str(code.fields.pointee.filename).string == source ? code : nil
    } catch {
      _ = thread.takeRaised()
      return nil
    }
  }
  /// By time and size, or unchecked.
  private func isOfSource(_ bytes: [UInt8]) -> Bool {
    switch BytecodeCache.number(bytes, 4) {
    case 0: return BytecodeCache.number(bytes, 8) == sourceTime && BytecodeCache.number(bytes, 12) == sourceSize
    case 1: return true
    default: return false
    }
  }
  /// `other`: another build of minipy, or this one, and something has changed the bytes since. `unknown`: py_compile.
  private enum Writer { case thisBinary, other, unknown }
  private static func writer(_ bytes: [UInt8]) -> Writer {
    let end = bytes.count - 24
    if end < headerSize || Array(bytes[(end + 8)..<(end + 16)]) != ending { return .unknown }
    if wide(bytes, end + 16) != binary { return .other }
    return bytes.withUnsafeBytes { Checksum.of(UnsafeRawBufferPointer(rebasing: $0[headerSize..<end])) } == wide(bytes, end) ? .thisBinary : .other
  }
  private static func number(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
  }
  private static func wide(_ bytes: [UInt8], _ at: Int) -> UInt64 { UInt64(number(bytes, at)) | UInt64(number(bytes, at + 4)) << 32 }
  /// Tells one build of minipy from another.
  private static let binary: UInt64 = {
    var s = stat()
    if stat("/proc/self/exe", &s) != 0 { return 0 }
    let time = UInt64(truncatingIfNeeded: s.st_mtim.tv_sec) &* 1_000_000_007 &+ UInt64(truncatingIfNeeded: s.st_mtim.tv_nsec)
    return time &* 31 &+ UInt64(truncatingIfNeeded: s.st_size)
  }()

  /// The code object in a file's bytes; ValueError, EOFError, ImportError when they hold none.
  static func load(_ thread: Thread, _ bytes: [UInt8]) throws(Raised) -> CodeObject {
    let isTrusted = writer(bytes) == .thisBinary
    let value = try bytes.withUnsafeBufferPointer { (all: UnsafeBufferPointer<UInt8>) throws(Raised) -> Value in
      var reader = try MarshalReader(thread, data: UnsafeBufferPointer(rebasing: all[headerSize...]), isTrusted: isTrusted)
      return try reader.whole()
    }
    guard value.isExactly(.code) else { throw thread.raise(.importError, "Non-code object in .pyc file") }
    return CodeObject(value)
  }

  /// Keeps what was compiled, unless `sys.dont_write_bytecode` is true. Readers see the whole file or none.
  func write(_ code: CodeObject) {
    let setting = Module(machine.pointee.sys).dict.get(Str.intern(thread, "dont_write_bytecode"))
    guard !setting.isEmpty, (try? thread.truth(setting)) == false else { return }
    do throws(Raised) {
      var writer = MarshalWriter(thread, try ByteBuilder(thread), MarshalModule.version)
      try writer.write(code.value, MarshalModule.depthLimit)
      let data = try writer.out.finish()
      var bytes = BytecodeCache.magic
      for n in [0, sourceTime, sourceSize] { bytes += (0..<4).map { UInt8(truncatingIfNeeded: n >> UInt32(8 * $0)) } }
      let all = UnsafeRawBufferPointer(start: data.data, count: data.count)
      bytes += all
      bytes += BytecodeCache.eightBytes(Checksum.of(all))
      bytes += BytecodeCache.ending
      bytes += BytecodeCache.eightBytes(BytecodeCache.binary)
      if !store(bytes, file), let userFile { _ = store(bytes, userFile) }
    } catch { _ = thread.takeRaised() }
  }
  private static func eightBytes(_ n: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: n >> UInt64(8 * $0)) } }
  private func store(_ bytes: [UInt8], _ file: String) -> Bool {
    let temporary = "\(file).\(getpid())"
    let mode = status.st_mode & 0o666 | 0o200
    var fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    if fd < 0, errno == ENOENT {
      makeFolder(file)
      fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    }
    if fd < 0 { return false }
    let written = bytes.withUnsafeBytes { Glibc.write(fd, $0.baseAddress, $0.count) }
    close(fd)
    if written == bytes.count, rename(temporary, file) == 0 { return true }
    unlink(temporary)
    return false
  }
  /// The folder that `path` is to lie in, with those above it.
  private func makeFolder(_ path: String) {
    guard let slash = path.utf8.lastIndex(of: 0x2F), slash != path.startIndex else { return }
    let folder = String(path[..<slash])
    if mkdir(folder, 0o777) != 0, errno == ENOENT {
      makeFolder(folder)
      mkdir(folder, 0o777)
    }
  }
}

// The modules that are written in Swift: the one list. A row makes `import name` work.

enum NativeModules {
  typealias Define = (ModuleBuilder) throws(Raised) -> Void

  /// Name and what fills the module. One row a module.
  private static let rows: KeyValuePairs<StaticString, Define> = [
    "_abc": ABCModule.define,
    "_ast": ASTModule.define,
    "_asyncio": AsyncIOModule.define,
    "_bisect": BisectModule.define,
    "_blake2": Blake2Module.define,
    "_bz2": Bzip2.define,
    "_codecs": CodecsModule.define,
    "_collections": CollectionsModule.define,
    "_contextvars": ContextVarsModule.define,
    "_crypt": CryptModule.define,
    "_csv": CSVModule.define,
    "_datetime": DateTimeModule.define,
    "_decimal": DecimalModule.define,
    "_functools": FunctoolsModule.define,
    "_hashlib": HashlibModule.define,
    "_heapq": HeapQueueModule.define,
    "_imp": ImpModule.define,
    "_io": IOModule.define,
    "_json": JSONModule.define,
    "_locale": LocaleModule.define,
    "_lsprof": Profiler.define,
    "_lzma": XzModule.define,
    "_md5": SingleHashModules.defineMD5,
    "_multiprocessing": MultiprocessingModule.define,
    "_operator": OperatorModule.define,
    "_pickle": PickleModule.define,
    "_posixshmem": SharedMemoryModule.define,
    "_posixsubprocess": PosixSubprocess.define,
    "_queue": SimpleQueue.defineModule,
    "_random": RandomModule.define,
    "_sha1": SingleHashModules.defineSHA1,
    "_sha256": SingleHashModules.defineSHA256,
    "_sha3": SingleHashModules.defineSHA3,
    "_sha512": SingleHashModules.defineSHA512,
    "_signal": SignalModule.define,
    "_socket": SocketModule.define,
    "_sqlite3": SQLiteModule.define,
    "_sre": RegexModule.define,
    "_string": StringModule.define,
    "_struct": StructModule.define,
    "_thread": ThreadModule.define,
    "_warnings": WarningsModule.define,
    "_weakref": WeakRefModule.define,
    "array": ArrayModule.define,
    "atexit": AtExitModule.define,
    "binascii": BinasciiModule.define,
    "builtins": Builtins.define,
    "cmath": CMathModule.define,
    "errno": ErrnoModule.define,
    "fcntl": FcntlModule.define,
    "gc": GCModule.define,
    "grp": GrpModule.define,
    "itertools": ItertoolsModule.define,
    "marshal": MarshalModule.define,
    "math": MathModule.define,
    "minipy": MinipyModule.define,
    "mmap": MmapModule.define,
    "posix": PosixModule.define,
    "pwd": PwdModule.define,
    "pyexpat": PyExpatModule.define,
    "resource": ResourceModule.define,
    "select": SelectModule.define,
    "sys": SysModule.define,
    "syslog": SyslogModule.define,
    "termios": TermiosModule.define,
    "time": TimeModule.define,
    "unicodedata": UnicodeData.define,
    "zlib": ZlibModule.define,
  ]

  /// What fills the module of this name, or nil.
  static func define(named name: Str) -> Define? {
    for row in rows where name.equals(row.key) { return row.value }
    return nil
  }
  /// `sys.builtin_module_names`
  static var names: [StaticString] { rows.map { $0.key } }
}

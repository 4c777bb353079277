// The module `errno`: names of the system's error numbers, asked from the C library.

import CRuntime
import Glibc

enum ErrnoModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Error numbers of the system.")
    let names = Dict.make(m.thread)
    for code in 1...133 {
      guard let p = minipy_error_name(Int32(code)) else { continue }
      let name = Str.intern(m.thread, String(cString: p))
      m.module.dict.set(m.thread, name, .int(code))
      try names.set(m.thread, .int(code), name.value)
    }
    for (alias, code) in [("EWOULDBLOCK", EAGAIN), ("EDEADLOCK", EDEADLK), ("ENOTSUP", EOPNOTSUPP)] {
      m.module.dict.set(m.thread, Str.intern(m.thread, alias), .int(Int(code)))
    }
    m.set("errorcode", names.value)
  }
}

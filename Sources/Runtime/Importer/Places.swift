// Where things are: the executable, the pure-Python standard library, the folders that `import` searches.

import Glibc

public enum Places {
  /// Absolute path of this program, with links resolved.
  public static let executable: String = {
    guard let p = realpath("/proc/self/exe", nil) else { return "" }
    defer { free(p) }
    return String(cString: p)
  }()

  private static func environment(_ name: String) -> String? {
    if Options.ignoreEnvironment { return nil }
    guard let p = getenv(name), p.pointee != 0 else { return nil }
    return String(cString: p)
  }

  /// The standard library's folder: option or MINIPY_LIBRARY, else where the distribution keeps that of the language level; nil: none
  /// is installed.
  public static var library: String? {
    if let given = Options.library ?? environment("MINIPY_LIBRARY") { return given }
    let name = "python\(SysModule.version.major).\(SysModule.version.minor)"
    for folder in ["/usr/lib/\(name)", "/usr/local/lib/\(name)"] where PathFinder.isFile(folder + "/os.py") { return folder }
    return nil
  }

  /// sys.path without the script's folder: PYTHONPATH, then the library.
  public static var searchPath: [String] {
    var path: [String] = []
    if let given = environment("PYTHONPATH") {
      for part in given.split(separator: ":", omittingEmptySubsequences: false) { path.append(String(part)) }
    }
    if let library { path.append(library) }
    return path
  }
}

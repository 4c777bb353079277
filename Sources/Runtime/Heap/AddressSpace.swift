// Address space: what is reserved once at the start (native stack, VM stack, table of shapes, heap) shares what the process may map.
// People run programs under `ulimit -v` and in small containers: each gets a share of what is left, and less when the system refuses.

import CRuntime
import Glibc

public enum AddressSpace {
  /// Bytes that the process may still map: RLIMIT_AS or RLIMIT_DATA less what is mapped; nil when there is no limit.
  static var available: Int? {
    var least = UInt.max
    for resource in [RLIMIT_AS, RLIMIT_DATA] {
      var limit = rlimit()
      if getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0, limit.rlim_cur < least { least = UInt(limit.rlim_cur) }
    }
    if least > UInt(Int.max) / 2 { return nil }
    return max(0, Int(least) &- Int(minipy_address_space()))
  }

  /// `size` bytes, or when addresses are limited at most a `share`-th part of what is left, at least `least`; whole pages.
  public static func sized(_ size: Int, share: Int, least: Int) -> Int {
    guard let available else { return size }
    return max(least, min(size, available / share)) & ~4095
  }

  /// Reserves up to `size` bytes, half of it and half again when the system refuses, down to `least`. The process ends when not even that
  /// can be had: nothing could run.
  static func reserve(_ size: Int, least: Int, _ protection: Int32) -> (base: Raw, size: Int) {
    guard let range = tryReserve(size, least: least, protection) else { tooLittle() }
    return range
  }
  /// The same, or nil.
  static func tryReserve(_ size: Int, least: Int, _ protection: Int32) -> (base: Raw, size: Int)? {
    var size = size
    while true {
      if let p = mmap(nil, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), p != MAP_FAILED { return (p, size) }
      if size <= least { return nil }
      size = max(least, size / 2 & ~4095)
    }
  }

  static func tooLittle() -> Never {
    let text: StaticString = "minipy: not enough memory to start: the limit of the address space is too low (ulimit -v)\n"
    _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
    _exit(1)
  }

  /// One arena for malloc: each native thread would reserve 64 MiB for its own, and threads take turns anyway.
  public static func limitArenas() { minipy_limit_arenas() }
}

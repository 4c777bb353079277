import Glibc
import Syntax

/// glibc declares it for GNU C only, so the module map does not show it.
@_silgen_name("pthread_getattr_np")
private func getThreadAttributes(_ thread: pthread_t, _ attributes: UnsafeMutablePointer<pthread_attr_t>) -> CInt

/// Stops recursion over the tree before the native stack ends, wherever the compiler runs.
struct NestingGuard {
  private var depth = 0
  /// Lowest stack address that may be used; found out when the nesting first becomes deep, since asking is slow.
  private var lowest: UInt = 0

  /// Nesting below this is never worth a look at the stack.
  private static let harmlessDepth = 64
  /// Left for callees and signal handlers.
  private static let reserve: UInt = 192 << 10

  /// - Throws: a `recursionError` when the native stack is nearly used up.
  mutating func enter() throws(SyntaxFailure) {
    depth += 1
    if depth > NestingGuard.harmlessDepth { try check() }
  }

  mutating func leave() { depth -= 1 }

  @inline(never)
  private mutating func check() throws(SyntaxFailure) {
    if lowest == 0 { lowest = NestingGuard.stackBottom() + NestingGuard.reserve }
    var marker: UInt8 = 0
    let here: UInt = withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    if here < lowest {
      throw SyntaxFailure(
        kind: .recursionError, message: "maximum recursion depth exceeded during compilation", line: 0, offset: 0, endLine: 0,
        endOffset: 0, text: nil)
    }
  }

  private static func stackBottom() -> UInt {
    var attributes = pthread_attr_t()
    guard getThreadAttributes(pthread_self(), &attributes) == 0 else { return 0 }
    defer { pthread_attr_destroy(&attributes) }
    var address: UnsafeMutableRawPointer?
    var size = 0
    guard pthread_attr_getstack(&attributes, &address, &size) == 0, let start = address else { return 0 }
    // The main thread's stack grows on demand up to its limit, which glibc has counted in.
    return UInt(bitPattern: start)
  }
}

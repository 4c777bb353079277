// The entrance of the module.

/// Parses a text.
///
/// - Parameters:
///   - source: UTF-8, decoded already (see `decodeSource`), without null bytes.
///   - filename: only for messages.
public func parse(
  _ source: UnsafeBufferPointer<UInt8>, filename: String, mode: ParseMode, flags: ParseFlags = []
) throws(SyntaxFailure) -> Module {
  Module(root: .module([]))
}

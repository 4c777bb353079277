// A module: a name and a namespace.

public struct ModuleFields: BitwiseCopyable {
  var header: Header
  /// Dict
  public var dict: Value
  /// str or none
  public var name: Value
}

public struct Module: Handle {
  public let fields: UnsafeMutablePointer<ModuleFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<ModuleFields>) { self.fields = fields }
  @inline(__always) public var dict: Dict { Dict(fields.pointee.dict) }
  @inline(__always) public var name: Value { fields.pointee.name }
  /// Inline caches know modules by their address.
  static var layout: Layout { Layout(values: 2, finalize: { _ in machine.pointee.globalsVersion &+= 1 }) }

  /// A new module with `__name__`, `__doc__`, `__package__`, `__loader__`, `__spec__` set as `types.ModuleType(name)` does.
  public static func make(_ thread: Thread, _ name: Str) -> Module {
    let dict = Dict.make(thread)
    let m = Module(thread.allocate(MemoryLayout<ModuleFields>.size, .module, TypeID.module))
    m.fields.pointee.dict = dict.value
    m.fields.pointee.name = name.value
    dict.set(thread, Name.__name__.str, name.value)
    dict.set(thread, Name.__doc__.str, .none)
    dict.set(thread, Name.__package__.str, .none)
    dict.set(thread, Name.__loader__.str, .none)
    dict.set(thread, Name.__spec__.str, .none)
    return m
  }
}

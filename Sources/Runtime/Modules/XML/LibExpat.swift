// What is used of libexpat: opened when pyexpat is imported.

import Glibc

typealias ExpatText = UnsafePointer<CChar>?

/// The functions, by their names in the library without `XML_`.
struct LibExpat {
  typealias Pointer = OpaquePointer
  typealias Set = @convention(c) (Pointer, UnsafeRawPointer?) -> Void
  let create: @convention(c) (ExpatText, Raw?, ExpatText) -> Pointer?
  let createExternal: @convention(c) (Pointer, ExpatText, ExpatText) -> Pointer?
  let free: @convention(c) (Pointer?) -> Void
  let setUserData: Set
  let setEncoding: @convention(c) (Pointer, ExpatText) -> Int32
  let setUnknownEncodingHandler: @convention(c) (Pointer, UnsafeRawPointer?, Raw?) -> Void
  let parse: @convention(c) (Pointer, UnsafePointer<CChar>?, Int32, Int32) -> Int32
  let stop: @convention(c) (Pointer, UInt8) -> Int32
  let errorCode: @convention(c) (Pointer) -> Int32
  let errorText: @convention(c) (Int32) -> ExpatText
  let line: @convention(c) (Pointer) -> UInt
  let column: @convention(c) (Pointer) -> UInt
  let byteIndex: @convention(c) (Pointer) -> Int
  let setBase: @convention(c) (Pointer, ExpatText) -> Int32
  let base: @convention(c) (Pointer) -> ExpatText
  let inputContext: @convention(c) (Pointer, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>) -> ExpatText
  let useForeignDTD: @convention(c) (Pointer, UInt8) -> Int32
  let setParamEntityParsing: @convention(c) (Pointer, Int32) -> Int32
  let setTriplets: @convention(c) (Pointer, Int32) -> Void
  let specifiedAttributes: @convention(c) (Pointer) -> Int32
  let freeModel: @convention(c) (Pointer, Raw?) -> Void
  let version: @convention(c) () -> ExpatText
  let features: @convention(c) () -> UnsafeRawPointer?
  private let library: SharedLibrary

  nonisolated(unsafe) private static var opened: UnsafeMutablePointer<LibExpat>?

  /// ImportError if the system has no libexpat.
  static func open(_ t: Thread) throws(Raised) -> UnsafeMutablePointer<LibExpat> {
    if let opened { return opened }
    let l = try SharedLibrary.open(t, "pyexpat", "libexpat.so.1")
    let expat = LibExpat(
      create: try l.function(t, "XML_ParserCreate_MM"), createExternal: try l.function(t, "XML_ExternalEntityParserCreate"),
      free: try l.function(t, "XML_ParserFree"), setUserData: try l.function(t, "XML_SetUserData"),
      setEncoding: try l.function(t, "XML_SetEncoding"), setUnknownEncodingHandler: try l.function(t, "XML_SetUnknownEncodingHandler"),
      parse: try l.function(t, "XML_Parse"), stop: try l.function(t, "XML_StopParser"),
      errorCode: try l.function(t, "XML_GetErrorCode"), errorText: try l.function(t, "XML_ErrorString"),
      line: try l.function(t, "XML_GetCurrentLineNumber"), column: try l.function(t, "XML_GetCurrentColumnNumber"),
      byteIndex: try l.function(t, "XML_GetCurrentByteIndex"), setBase: try l.function(t, "XML_SetBase"),
      base: try l.function(t, "XML_GetBase"), inputContext: try l.function(t, "XML_GetInputContext"),
      useForeignDTD: try l.function(t, "XML_UseForeignDTD"), setParamEntityParsing: try l.function(t, "XML_SetParamEntityParsing"),
      setTriplets: try l.function(t, "XML_SetReturnNSTriplet"), specifiedAttributes: try l.function(t, "XML_GetSpecifiedAttributeCount"),
      freeModel: try l.function(t, "XML_FreeContentModel"), version: try l.function(t, "XML_ExpatVersion"),
      features: try l.function(t, "XML_GetFeatureList"), library: l)
    let place = UnsafeMutablePointer<LibExpat>.allocate(capacity: 1)
    place.initialize(to: expat)
    opened = place
    return place
  }
  /// What installs the handler of a kind.
  func setter(_ t: Thread, _ name: StaticString) throws(Raised) -> Set { try library.function(t, name) }
}

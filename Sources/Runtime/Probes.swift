import CProbes

/// The tracing markers as `minipy --probes` lists them.
public enum Probes {
  struct Row {
    var provider: String
    var name: String
    var parameters: String
    /// Whether anybody listens now, from outside or inside.
    var isOn: Bool
  }
  /// In the order of Markers.def.
  static var rows: [Row] {
    (0..<minipy_marker_count()).compactMap { row in
      guard let marker = minipy_marker_at(row) else { return nil }
      return Row(
        provider: text(marker.pointee.provider), name: text(marker.pointee.name), parameters: parameters(of: marker),
        isOn: minipy_marker_enabled(marker))
    }
  }

  /// One line a marker: `python:line(char *filename, char *funcname, int lineno)`, and `on` behind it while somebody listens.
  public static var listing: String {
    rows.map { "\($0.provider):\($0.name)(\($0.parameters))\($0.isOn ? "  on" : "")" }.joined(separator: "\n")
  }

  private static func parameters(of marker: UnsafePointer<minipy_marker>) -> String {
    var list: [String] = []
    for i in 0..<marker.pointee.parameter_count {
      guard let parameter = marker.pointee.parameters?[i] else { break }
      let type = text(parameter.type)
      list.append(type.hasSuffix("*") ? type + text(parameter.name) : "\(type) \(text(parameter.name))")
    }
    return list.joined(separator: ", ")
  }

  private static func text(_ characters: UnsafePointer<CChar>?) -> String { characters.map { String(cString: $0) } ?? "" }
}

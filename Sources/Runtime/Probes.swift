import CProbes

/// The tracing markers as `minipy --probes` lists them.
public enum Probes {
  /// One line a marker: `python:line(char *filename, char *funcname, int lineno)`, and `on` behind it while a tracer listens.
  public static var listing: String {
    var lines: [String] = []
    for row in 0..<minipy_marker_count() {
      guard let marker = minipy_marker_at(row) else { break }
      let state = minipy_marker_enabled(marker) ? "  on" : ""
      lines.append("\(text(marker.pointee.provider)):\(text(marker.pointee.name))(\(parameters(of: marker)))\(state)")
    }
    return lines.joined(separator: "\n")
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

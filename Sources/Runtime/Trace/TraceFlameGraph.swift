// A flame graph as one SVG file that a browser shows: a rectangle for each stack, as wide as its share, callers below. Pointing at one tells its
// numbers, a click makes it as wide as the picture, a text in the field marks the functions whose name has it.

import Glibc

final class TraceFlameGraph: TraceTreeFormat {
  private static let width = 1200.0
  private static let rowHeight = 17
  private static let top = 40

  override func write(time: UInt64, lost: Int) {
    let totals = tree.totals
    let sum = max(1, totals[0])
    // Narrower than a tenth of a unit cannot be seen.
    let least = Double(sum) / (10 * TraceFlameGraph.width)
    var boxes: [(node: Int, start: Int, depth: Int)] = []
    var deepest = 0
    var open: [(node: Int, start: Int, depth: Int)] = [(0, 0, 0)]
    while let box = open.popLast() {
      boxes.append(box)
      deepest = max(deepest, box.depth)
      var start = box.start
      for child in tree.children(of: box.node).sorted(by: { TraceFolded.name(tree.nodes[$0].row) < TraceFolded.name(tree.nodes[$1].row) }) {
        if Double(totals[child]) >= least { open.append((child, start, box.depth + 1)) }
        start += totals[child]
      }
    }
    let height = TraceFlameGraph.top + (deepest + 1) * TraceFlameGraph.rowHeight + 10
    let bottom = height - 10 - TraceFlameGraph.rowHeight
    output.put(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="1200" height="\(height)" viewBox="0 0 1200 \(height)" font-family="sans-serif" font-size="12">
      <style>g.f { cursor: pointer } g.f:hover rect { stroke: #000 } g.f.m rect { fill: #b48ae8 } g.f.o rect { opacity: 0.4 }</style>
      <rect width="1200" height="\(height)" fill="#fff"/>
      <text x="10" y="18" font-size="15">\(TraceFlameGraph.escaped(title(sum, lost)))</text>
      <text x="10" y="34" id="t"> </text>
      <text x="1190" y="18" text-anchor="end" id="s" cursor="pointer" fill="#555">search</text>

      """)
    for box in boxes {
      let total = totals[box.node]
      let x = Double(box.start) / Double(sum) * TraceFlameGraph.width
      let w = max(0.1, Double(total) / Double(sum) * TraceFlameGraph.width)
      let name = box.node == 0 ? "all" : TraceFolded.name(tree.nodes[box.node].row)
      let tenths = total * 1000 / sum
      let tip = "\(name): \(amount(total)), \(tenths / 10).\(tenths % 10)%"
      let y = bottom - box.depth * TraceFlameGraph.rowHeight
      output.put(
        "<g class=\"f\"><title>\(TraceFlameGraph.escaped(tip))</title><rect x=\"\(TraceFlameGraph.short(x))\" y=\"\(y)\" width=\"\(TraceFlameGraph.short(w))\" height=\"16\" rx=\"1\" fill=\"\(color(box.node))\"/>"
          + "<text x=\"\(TraceFlameGraph.short(x + 3))\" y=\"\(y + 12)\">\(TraceFlameGraph.escaped(TraceFlameGraph.cut(name, w)))</text></g>\n")
    }
    output.put(TraceFlameGraph.script)
    output.put("</svg>\n")
  }

  private func title(_ sum: Int, _ lost: Int) -> String {
    let what = CommandLine.arguments.dropFirst().joined(separator: " ")
    return "minipy \(what.count > 100 ? String(what.prefix(100)) + "…" : what): \(amount(sum))\(lost > 0 ? ", \(lost) lost" : "")"
  }
  private func amount(_ n: Int) -> String {
    if request.hertz > 0 { return "\(n) samples" }
    let thousandths = n / 1000
    return n < 1_000_000 ? "\(n / 1000).\(String(1000 + n % 1000).dropFirst()) µs" : "\(thousandths / 1000).\(String(1000 + thousandths % 1000).dropFirst()) ms"
  }
  /// Warm colours, the same for the same function; imports are green, collections blue.
  private func color(_ node: Int) -> String {
    guard let row = tree.nodes[node].row else { return "#ddd" }
    var hash: UInt32 = 2_166_136_261
    for byte in row.pointee.qualname.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    let a = Int(hash % 50)
    let b = Int(hash / 50 % 110)
    switch row.pointee.sort {
    case .code: return "rgb(\(205 + a),\(90 + b),60)"
    case .importing: return "rgb(\(90 + a),\(200 + a / 2),\(90 + a))"
    case .collecting: return "rgb(\(100 + a),\(150 + a),230)"
    }
  }
  private static func short(_ x: Double) -> String {
    let hundredths = Int((x * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
  /// As much of a name as a box of this width has room for.
  private static func cut(_ name: String, _ width: Double) -> String {
    let room = Int((width - 6) / 6.6)
    if room < 3 { return "" }
    return name.count <= room ? name : String(name.prefix(room - 1)) + "…"
  }
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default:
        // XML 1.0 has no control characters.
        if scalar.value >= 0x20, scalar.value != 0xFFFE, scalar.value != 0xFFFF { result.unicodeScalars.append(scalar) } else { result += "?" }
      }
    }
    return result
  }

  private static let script = """
    <script><![CDATA[
    const boxes = [...document.querySelectorAll("g.f")].map(g => {
      const rect = g.querySelector("rect"), text = g.querySelector("text"), title = g.querySelector("title").textContent;
      return { g, rect, text, title, name: title.slice(0, title.lastIndexOf(": ")), x: +rect.getAttribute("x"), w: +rect.getAttribute("width"),
        y: +rect.getAttribute("y") };
    });
    const told = document.getElementById("t");
    function zoom(to) {
      const scale = 1200 / to.w;
      for (const b of boxes) {
        const isOuter = b.y > to.y && b.x <= to.x + 0.01 && b.x + b.w >= to.x + to.w - 0.01;
        const x = isOuter ? 0 : (b.x - to.x) * scale, w = isOuter ? 1200 : b.w * scale;
        const isSeen = isOuter || b.y <= to.y && x > -0.1 && x < 1200 - 0.05;
        b.g.style.display = isSeen ? "" : "none";
        b.g.classList.toggle("o", isOuter);
        if (!isSeen) continue;
        b.rect.setAttribute("x", x);
        b.rect.setAttribute("width", Math.max(0.1, w));
        b.text.setAttribute("x", x + 3);
        const room = Math.floor((w - 6) / 6.6);
        b.text.textContent = room < 3 ? "" : b.name.length <= room ? b.name : b.name.slice(0, room - 1) + "\\u2026";
      }
    }
    for (const b of boxes) {
      b.g.addEventListener("click", () => zoom(b));
      b.g.addEventListener("mouseover", () => { told.textContent = b.title; });
      b.g.addEventListener("mouseout", () => { told.textContent = " "; });
    }
    document.getElementById("s").addEventListener("click", () => {
      const wanted = prompt("Functions whose name contains:", "");
      for (const b of boxes) b.g.classList.toggle("m", !!wanted && b.name.includes(wanted));
    });
    ]]></script>

    """
}

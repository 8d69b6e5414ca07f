extension QRCode {
  /// An SVG 1.1 document: black on white, one unit a module, with the quiet zone; it scales to any size.
  public func svg() -> String {
    let side = size + 2 * Self.quietZone
    var path = ""
    for row in 0..<size {
      var column = 0
      while column < size {
        let run = (column..<size).prefix { self[row: row, column: $0] }.count
        if run > 0 { path += "M\(column + Self.quietZone) \(row + Self.quietZone)h\(run)v1h-\(run)z" }
        column += run + 1
      }
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" version="1.1" viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges">
      <rect width="\(side)" height="\(side)" fill="#fff"/>
      <path d="\(path)" fill="#000"/>
      </svg>

      """
  }
}

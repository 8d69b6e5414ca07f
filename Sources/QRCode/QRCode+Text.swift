extension QRCode {
  /// Lines of half blocks, two rows of modules each.
  /// - Parameter coloured: black on white by escape sequences, whatever colours the terminal has. Without them light
  ///   modules are the blocks, as it is right on a dark terminal.
  public func lines(coloured: Bool) -> [String] {
    stride(from: withQuietZone.lowerBound, to: withQuietZone.upperBound, by: 2).map { row in
      let blocks = withQuietZone.map { column in
        // The last line's lower half is beyond the quiet zone of an odd number of rows.
        let isBeyond = row + 1 >= withQuietZone.upperBound
        return Self.block(
          upper: !self[row: row, column: column], lower: !isBeyond && !self[row: row + 1, column: column])
      }.joined()
      // White blocks on black.
      return coloured ? "\u{1b}[97;40m" + blocks + "\u{1b}[0m" : blocks
    }
  }

  /// - Parameters:
  ///   - upper: whether the upper half is filled.
  ///   - lower: whether the lower half is.
  private static func block(upper: Bool, lower: Bool) -> String {
    switch (upper, lower) {
    case (true, true): "█"
    case (true, false): "▀"
    case (false, true): "▄"
    case (false, false): " "
    }
  }
}

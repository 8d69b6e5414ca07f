import FoundationEssentials

/// What a command answers: one JSON object for scripts, or lines for people.
enum Answer {
  /// One object on one line, keys sorted.
  static func json(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      Words.exactly(String(decoding: try encoder.encode(value), as: UTF8.self))
    } catch {
      // Every answer is made of text, numbers and lists: there is nothing in it that cannot be encoded.
      preconditionFailure("an answer could not be encoded: \(error)")
    }
  }

  /// `label  value` lines, the values in one column. Values that are nil are left out.
  static func facts(_ facts: [(label: String, value: String?)]) {
    let width = facts.filter { $0.value != nil }.map(\.label.count).max() ?? 0
    for (label, value) in facts {
      if let value { Words.data(padded(label, to: width) + "  " + SafeText.line(value)) }
    }
  }

  /// Rows under a heading, columns two blanks apart.
  static func table(_ heading: [String], _ rows: [[String]]) {
    let all = [heading] + rows.map { $0.map(SafeText.line) }
    let widths = heading.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    for row in all {
      var line = ""
      for (column, cell) in row.enumerated() {
        // The last column is not padded: no blanks at the end of a line.
        line += column == row.count - 1 ? cell : padded(cell, to: widths[column]) + "  "
      }
      Words.data(line)
    }
  }

  static func yesNo(_ value: Bool) -> String { value ? "yes" : "no" }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

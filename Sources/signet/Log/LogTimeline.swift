import DaemonAPI
import Platform

/// A log as a picture (SVG 1.1): one lane an author, one dot a statement, in the order of replay; lines to what each
/// stands on. Nothing in it is fetched from anywhere, and no name can end its element.
struct LogTimeline {
  private static let (step, lane, left, top) = (28, 44, 190, 56)

  private let list: StatementList
  /// In the order in which they first spoke.
  private let lanes: [(author: String, name: String)]

  init(_ list: StatementList) {
    self.list = list
    var lanes: [(author: String, name: String)] = []
    for statement in list.statements where !lanes.contains(where: { $0.author == statement.author }) {
      lanes.append((statement.author, statement.authorName))
    }
    self.lanes = lanes
  }

  var svg: String {
    let width = Self.left + Self.step * (list.statements.count + 1)
    let height = Self.top + Self.lane * max(1, lanes.count) + 24
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" font-family=\"sans-serif\" font-size=\"13\">",
      "<title>The log of the account \(Self.escaped(list.account))</title>",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
      "<text x=\"12\" y=\"24\" font-size=\"15\">The log of \(Self.escaped(String(list.account.prefix(12))))</text>",
    ]
    for (index, lane) in lanes.enumerated() {
      let y = self.y(index)
      lines.append("<text x=\"12\" y=\"\(y + 4)\">\(Self.escaped(Self.short(lane.name)))</text>")
      lines.append(
        "<line x1=\"\(Self.left)\" y1=\"\(y)\" x2=\"\(width - 12)\" y2=\"\(y)\" stroke=\"#dddddd\"/>")
    }
    let places = Dictionary(list.statements.map { ($0.number, point($0)) }) { first, _ in first }
    for statement in list.statements {
      let to = point(statement)
      for case let from? in statement.parents.map({ places[$0] }) {
        lines.append(
          "<line x1=\"\(from.x)\" y1=\"\(from.y)\" x2=\"\(to.x)\" y2=\"\(to.y)\" stroke=\"#999999\"/>")
      }
    }
    for statement in list.statements { lines.append(dot(statement)) }
    return lines.joined(separator: "\n") + "\n</svg>\n"
  }

  private func dot(_ statement: LogStatement) -> String {
    let (x, y) = point(statement)
    let standing = statement.standing + (statement.forked ? ", forked" : "")
    let why = statement.failures.isEmpty ? "" : ": " + statement.failures.joined(separator: ", ")
    let until = statement.until.map { " until \($0.text)" } ?? ""
    let title = "\(statement.number): \(statement.text) (\(standing)\(until)\(why))"
    return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"7\" fill=\"\(Self.colour(statement))\" stroke=\"#333333\">"
      + "<title>\(Self.escaped(title))</title></circle>"
      + "<text x=\"\(x)\" y=\"\(y - 12)\" font-size=\"10\" text-anchor=\"middle\">\(statement.number)</text>"
  }

  private func point(_ statement: LogStatement) -> (x: Int, y: Int) {
    let index = lanes.firstIndex { $0.author == statement.author } ?? 0
    return (Self.left + Self.step * statement.number, y(index))
  }

  private func y(_ lane: Int) -> Int { Self.top + Self.lane * lane + Self.lane / 2 }

  private static func colour(_ statement: LogStatement) -> String {
    if statement.forked { return "#d95f02" }
    switch statement.standing {
    case "pending": return "#f2c14e"
    case "refused": return "#cccccc"
    default: return statement.kind == "deviceRevoked" ? "#b2182b" : "#2a7f62"
    }
  }

  private static func short(_ name: String) -> String { name.count > 24 ? name.prefix(23) + "…" : name }

  /// Text between tags (XML 1.0 §2.4). What is not seen is spelled out before: controls are not allowed at all.
  static func escaped(_ text: String) -> String {
    SafeText.line(text).reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.append(character)
      }
    }
  }
}

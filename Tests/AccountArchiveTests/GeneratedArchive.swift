import GnuTLS
import Platform

@testable import AccountArchive

/// The text of an archive with random content, in a random spelling: white space, order and escapes vary.
///
/// What is written back has to say the same. So it holds nothing that is dropped on purpose (a `removed` of 0, a
/// `confirmed` that is false).
struct GeneratedArchive {
  private(set) var text: [UInt8] = []
  /// Members that Signet does not know, at every level: they have to come back byte for byte.
  private(set) var unknown: [String] = []
  private var random: Repeatable

  /// - Parameter keys: the members with the account's keys, as JSON.
  init(seed: UInt64, keys: [String]) {
    random = Repeatable(seed: seed)
    var members = keys
    if chance(60) { members.append("\"ringAccountContacts\":" + contacts()) }
    if chance(40) { members.append("\"conversations\":" + conversations()) }
    if chance(30) { members.append("\"conversationsRequests\":" + conversations()) }
    if chance(20) { members.append("\"signet\":" + string()) }
    for number in 0..<below(12) { members.append("\"Account.setting\(number)\":" + string()) }
    for number in 0..<below(4) { members.append(keep("\"future\(number)\"", container())) }
    for number in 0..<below(3) { members.append(keep("\"scalar\(number)\"", scalar())) }
    text = Array(object(members).utf8)
  }

  private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
  private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  private mutating func hex(_ digits: Int) -> String {
    String((0..<digits).map { _ in "0123456789abcdef".randomElement(using: &random) ?? "0" })
  }
  private mutating func space() -> String { chance(90) ? "" : [" ", "\n", "\t ", "\r\n"][below(4)] }

  private mutating func object(_ members: [String]) -> String {
    let open = "{" + space()
    let inside = members.shuffled(using: &random).joined(separator: "," + space())
    return open + inside + space() + "}"
  }

  private mutating func keep(_ name: String, _ value: String) -> String {
    unknown.append("\(name):\(value)")
    return name + space() + ":" + space() + value
  }

  private mutating func string() -> String {
    let pieces = [
      "a", "Zoë", "☕", "🦉", "\\n", "\\u00e9", "\\ud83e\\udd89", "\\/", "/", "\\\"", "\\\\", " ", "\\u0001", "\\u0000",
      "e\u{301}", "\u{7f}",
    ]
    return "\"" + (0..<below(8)).map { _ in pieces[below(pieces.count)] }.joined() + "\""
  }

  private mutating func scalar() -> String {
    switch below(4) {
    case 0: return "\(Int64.random(in: .min ... .max, using: &random))"
    case 1: return ["true", "false", "null"][below(3)]
    case 2: return ["1.5e300", "-0.25", "1E2", "0.1"][below(4)]
    default: return string()
    }
  }

  private mutating func container(_ depth: Int = 0) -> String {
    let values = (0..<below(4)).map { _ in depth < 4 && chance(40) ? container(depth + 1) : scalar() }
    if chance(50) { return "[" + values.joined(separator: "," + space()) + "]" }
    return "{" + values.enumerated().map { "\"k\($0.offset)\":" + $0.element }.joined(separator: ",") + space() + "}"
  }

  private mutating func contacts() -> String {
    var members: [String] = []
    for _ in 0..<below(6) { members.append("\"\(hex(40))\":" + contact()) }
    // Bad ones: they are kept as they stand.
    if chance(20) { members.append(keep("\"\(hex(39))\"", "{\"added\":1}")) }
    if chance(20) { members.append(keep("\"\(hex(40))\"", "{\"added\": \"1\"}")) }
    if chance(20) { members.append(keep("\"\(hex(40))\"", "[" + container() + "]")) }
    return members.isEmpty ? "{\"\(hex(40))\":{\"conversationId\":\"\",\"added\":1}}" : object(members)
  }

  private mutating func contact() -> String {
    var fields = ["\"added\":\(below(2_000_000_000))", "\"conversationId\":\"\(chance(50) ? hex(40) : "")\""]
    if chance(30) { fields.append("\"addedMs\":\(below(2_000_000_000_000))") }
    if chance(30) { fields.append("\"removed\":\(1 + below(2_000_000_000))") }
    if chance(20) { fields.append("\"removedMs\":\(below(2_000_000_000_000))") }
    if chance(40) { fields.append("\"confirmed\":true") }
    if chance(20) { fields.append("\"banned\":true") }
    if chance(20) { fields.append(keep("\"unknown\"", container())) }
    if chance(10) { fields.append(keep("\"zz\"", scalar())) }
    return object(fields)
  }

  private mutating func conversations() -> String {
    var members: [String] = []
    for _ in 0...below(4) { members.append(keep("\"\(hex(40))\"", "{\"created\":\(below(9)),\"x\":\(container())}")) }
    if chance(20) { members.append(keep("\"odd\"", scalar())) }
    return object(members)
  }
}

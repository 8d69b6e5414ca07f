import JOSE
import Platform

/// The members of a message's JSON: exactly those that it has, of the kinds that they are.
struct MessageFields {
  private let members: [StrictJSON.Member]

  /// - Throws: `JOSEError.malformed`; `LinkingError.linkAnswerRefused` for other members than `names`.
  init(_ content: Secret, names: Set<String>, limits: StrictJSON.Limits) throws {
    let value = try content.withBytes { (bytes) throws(JOSEError) in try StrictJSON.parse(bytes, limits: limits) }
    try self.init(value, names: names)
  }

  /// - Throws: `LinkingError.linkAnswerRefused` for other members than `names`.
  init(_ value: StrictJSON, names: Set<String>) throws(LinkingError) {
    guard let members = value.members, Set(members.map(\.name)) == names else { throw Self.unfit("members") }
    self.members = members
  }

  func value(_ name: String) throws(LinkingError) -> StrictJSON {
    guard let value = members[name] else { throw Self.unfit(name) }
    return value
  }

  func text(_ name: String) throws(LinkingError) -> String {
    guard let text = members[name]?.stringValue else { throw Self.unfit(name) }
    return text
  }

  func number(_ name: String) throws(LinkingError) -> Int64 {
    guard let number = members[name]?.integerValue else { throw Self.unfit(name) }
    return number
  }

  func elements(_ name: String) throws(LinkingError) -> [StrictJSON] {
    guard let elements = members[name]?.elements else { throw Self.unfit(name) }
    return elements
  }

  /// Bytes in base64url.
  func bytes(_ name: String) throws -> [UInt8] { try Base64URL.decode(try text(name)) }

  static func unfit(_ name: String) -> LinkingError {
    LinkingError(.linkAnswerRefused, "a message of the other device does not have the shape of one (\(name))")
  }
}

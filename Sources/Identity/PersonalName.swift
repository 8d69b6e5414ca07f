import Platform

/// The rule for names that people give to accounts and devices.
public enum PersonalName {
  /// Most bytes of a name in UTF-8.
  public static let byteLimit = 256

  /// Returns `name` without white space around it.
  /// - Throws: `IdentityError.nameRefused` when nothing is left, it is too long, or it has control characters, which
  ///   could forge lines of a terminal or a log.
  public static func checked(_ name: String) throws(IdentityError) -> String {
    var trimmed = Substring(name)
    while trimmed.first?.isWhitespace == true { trimmed.removeFirst() }
    while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
    guard !trimmed.isEmpty else { throw IdentityError(.nameRefused, "a name must not be empty") }
    guard trimmed.utf8.count <= byteLimit else {
      throw IdentityError(.nameRefused, "the name has \(trimmed.utf8.count) bytes; at most \(byteLimit) are taken")
    }
    guard trimmed.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw IdentityError(.nameRefused, "a name must not have control characters")
    }
    return String(trimmed)
  }
}

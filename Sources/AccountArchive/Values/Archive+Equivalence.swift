import GnuTLS
import Platform

/// Comparing content, as after reading a backup back.
extension Archive {
  /// Names of what differs in content; empty when both hold the same.
  ///
  /// The order of contacts and of other lists says nothing and is not compared, nor are warnings, nor the setting
  /// that tells whether the file had a password, which changes with the file. What Signet does not know is compared
  /// byte by byte.
  /// - Throws: `GnuTLSError` where a key cannot be exported.
  public func isEquivalent(to other: Archive) throws -> [String] {
    var different: [String] = []
    func compare(_ name: String, _ isSame: Bool) { if !isSame { different.append(name) } }
    compare("accountKey", try Self.same(accountKey, other.accountKey))
    compare("authorityKey", try Self.same(authorityKey, other.authorityKey))
    compare("chain", chain == other.chain)
    compare("ethereumKey", Self.same(ethereumKey, other.ethereumKey))
    compare("revocationList", revocationList == other.revocationList)
    compare(
      "contacts",
      Self.same(contacts, other.contacts, by: { Array($0.id.utf8) }, { $0.holdsSame(as: $1) })
        && Self.same(unreadableContacts, other.unreadableContacts))
    compare(
      "conversations",
      Self.same(conversations, other.conversations) && Self.same(unreadableConversations, other.unreadableConversations)
    )
    compare(
      "conversationRequests",
      Self.same(conversationRequests, other.conversationRequests)
        && Self.same(unreadableRequests, other.unreadableRequests))
    compare("settings", Self.same(settings, other.settings))
    compare("signet", Self.same(signet, other.signet))
    compare("unknown", Self.same(unknown, other.unknown))
    return different
  }

  private static func same(_ left: PrivateKey?, _ right: PrivateKey?) throws -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    guard left !== right else { return true }
    return try left.pkcs8PEM().matches(right.pkcs8PEM())
  }

  private static func same(_ left: Secret?, _ right: Secret?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return left.matches(right)
  }

  private static func same(_ left: [ArchiveSetting], _ right: [ArchiveSetting]) -> Bool {
    func counted(_ settings: [ArchiveSetting]) -> [ArchiveSetting] { settings.filter { $0.key != Setting.hasPassword } }
    return same(counted(left), counted(right), by: { Array($0.key.utf8) }, { $0.raw.saysSame(as: $1.raw) })
  }

  private static func same(_ left: [ArchiveConversation], _ right: [ArchiveConversation]) -> Bool {
    same(left, right, by: { Array($0.key.utf8) }, { $0.value.matches($1.value) })
  }

  fileprivate static func same(_ left: [RawEntry], _ right: [RawEntry]) -> Bool {
    same(left, right, by: { $0.nameBytes }, { $0.value.matches($1.value) })
  }

  /// Whether two lists hold the same, whatever their order.
  private static func same<Element>(
    _ left: [Element], _ right: [Element], by key: (Element) -> [UInt8], _ matches: (Element, Element) -> Bool
  ) -> Bool {
    guard left.count == right.count else { return false }
    func sorted(_ list: [Element]) -> [(key: [UInt8], element: Element)] {
      list.map { (key($0), $0) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }
    return zip(sorted(left), sorted(right)).allSatisfy { $0.key == $1.key && matches($0.element, $1.element) }
  }
}

extension ArchiveContact {
  /// Whether all fields are the same, those that Signet does not know byte by byte.
  fileprivate func holdsSame(as other: ArchiveContact) -> Bool {
    id == other.id && added == other.added && removed == other.removed && addedMs == other.addedMs
      && removedMs == other.removedMs && confirmed == other.confirmed && banned == other.banned
      && conversationID == other.conversationID && Archive.same(unknown, other.unknown)
  }
}

extension RawValue {
  /// Whether both are strings that say the same, however they are spelled, or otherwise the same bytes.
  fileprivate func saysSame(as other: RawValue) -> Bool {
    guard kind == .string && other.kind == .string else { return matches(other) }
    return withBytes { left in other.withBytes { right in JSONText.equal(left, right) } }
  }
}

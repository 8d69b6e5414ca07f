/// What putting two archives together came to, for people and scripts.
public struct MergeReport: Sendable, Hashable, Codable {
  /// Contacts that were not here, by Jami ID; tombstones among them.
  public var contactsAdded: [String] = []
  /// Contacts that are here otherwise than before.
  public var contactsChanged: [String] = []
  /// Conversations and requests that were not here, or were older, by id.
  public var conversationsTaken: [String] = []
  /// Settings that were not here, by name.
  public var settingsAdded: [String] = []
  /// Names of settings and unknown members that both have with different values; the ones here stand.
  public var differing: [String] = []
  /// Serial numbers in the revocation list that were not in the list here.
  public var revocationsAdded = 0
  /// Keys and certificates that were taken over: `authorityKey`, `ethereumKey`, `certificates`, `recoverySeed`,
  /// `receiveKeys`, `syncKeys`.
  public var keysTaken: [String] = []

  public init() {}

  /// Whether the archive here needs no change.
  public var isEmpty: Bool {
    contactsAdded.isEmpty && contactsChanged.isEmpty && conversationsTaken.isEmpty && settingsAdded.isEmpty
      && revocationsAdded == 0 && keysTaken.isEmpty
  }
}

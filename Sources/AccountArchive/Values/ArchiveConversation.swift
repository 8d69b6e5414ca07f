/// A conversation, or a request for one, as it stands in the archive. Signet carries them and changes nothing inside.
public struct ArchiveConversation: Sendable {
  /// The name of the entry: the conversation's id as a rule. At most 256 bytes.
  public let key: String
  /// A JSON object.
  public let value: RawValue

  init(key: String, value: RawValue) {
    self.key = key
    self.value = value
  }

  /// The integer in the field `name` (`created`, `removedMs` …); nil when there is none.
  public func integer(_ name: String) -> Int64? { value.member(name)?.integer }

  /// The text in the field `name`; nil when there is none or it is longer than 4096 bytes.
  public func text(_ name: String) -> String? { value.member(name)?.string(limit: 4096) }
}

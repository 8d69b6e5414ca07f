import Identity

/// A message as it stands now.
public struct ConversationMessage: Sendable, Equatable {
  public let name: MessageName
  /// Of the post; what edits it does not move it.
  public let order: MessageOrder
  /// Nil when it was deleted.
  public let text: String?
  /// When the edit that stands was written; nil when it was never edited.
  public let editedAt: MessageTimestamp?
  /// Who reacted how.
  public let reactions: [Reaction: [AccountFingerprint]]
  /// Its author signed more than one post of this name. The earliest stands.
  public let isContested: Bool

  public var isDeleted: Bool { text == nil }
}

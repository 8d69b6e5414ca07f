import Identity

/// What is known about one message name. Each field only ever moves one way.
struct MessageRecord: Sendable, Equatable {
  /// A text at its place in the order. Where an author signs two texts for one place, their bytes decide.
  private struct Text: Sendable, Equatable, Comparable {
    let order: MessageOrder
    let text: String

    static func == (left: Self, right: Self) -> Bool {
      left.order == right.order && left.text.utf8.elementsEqual(right.text.utf8)
    }

    static func < (left: Self, right: Self) -> Bool {
      left.order == right.order
        ? left.text.utf8.lexicographicallyPrecedes(right.text.utf8) : left.order < right.order
    }
  }

  /// The earliest post.
  private var post: Text?
  /// The latest post, to see whether there was more than one.
  private var latestPost: Text?
  /// The latest edit. Earlier ones do not matter: if it is too early to count, so are they.
  private var edit: Text?
  /// The latest deletion; the same holds.
  private var deletion: MessageOrder?

  mutating func post(_ text: String, at order: MessageOrder) {
    let new = Text(order: order, text: text)
    post = min(post ?? new, new)
    latestPost = max(latestPost ?? new, new)
  }

  mutating func edit(_ text: String, at order: MessageOrder) {
    let new = Text(order: order, text: text)
    edit = max(edit ?? new, new)
  }

  mutating func delete(at order: MessageOrder) { deletion = max(deletion ?? order, order) }

  /// The message as it stands; nil before a post has come.
  func message(_ name: MessageName, reactions: [Reaction: [AccountFingerprint]]) -> ConversationMessage? {
    guard let post else { return nil }
    let isDeleted = deletion.map { post.order < $0 } ?? false
    let counted = edit.flatMap { post.order < $0.order ? $0 : nil }
    return ConversationMessage(
      name: name, order: post.order, text: isDeleted ? nil : counted?.text ?? post.text,
      editedAt: isDeleted ? nil : counted?.order.timestamp, reactions: isDeleted ? [:] : reactions,
      isContested: latestPost != post)
  }
}

import AccountArchive

/// Puts two lists of conversations, or of requests for one, together. Their content is Jami's; a record is taken as a
/// whole, the one with the later stamp, and of two with the same stamp the one that says "gone".
enum ConversationMerge {
  /// - Returns: all of both, and the ids of those that come from `right`.
  static func merge(
    _ left: [ArchiveConversation], _ right: [ArchiveConversation], ends: [String]
  ) -> (merged: [ArchiveConversation], taken: [String]) {
    var merged = left
    var taken: [String] = []
    var places: [String: Int] = [:]
    for (place, conversation) in left.enumerated() { places[conversation.key] = place }
    for conversation in right {
      if let place = places[conversation.key] {
        guard isLater(conversation, than: merged[place], ends: ends) else { continue }
        merged[place] = conversation
      } else {
        places[conversation.key] = merged.count
        merged.append(conversation)
      }
      taken.append(conversation.key)
    }
    return (merged, taken)
  }

  private static func isLater(
    _ candidate: ArchiveConversation, than present: ArchiveConversation, ends: [String]
  ) -> Bool {
    let begins = ["created", "received"]
    func latest(_ names: [String], _ conversation: ArchiveConversation) -> Int64 {
      names.map { stamp($0, conversation) }.max() ?? 0
    }
    let candidateKey = (latest(begins + ends, candidate), latest(ends, candidate))
    let presentKey = (latest(begins + ends, present), latest(ends, present))
    return candidateKey > presentKey
  }

  /// Milliseconds: the finer field where there is one.
  private static func stamp(_ name: String, _ conversation: ArchiveConversation) -> Int64 {
    if let fine = conversation.integer(name + "Ms") { return fine }
    let (product, overflow) = (conversation.integer(name) ?? 0).multipliedReportingOverflow(by: 1000)
    return overflow ? .max : product
  }
}

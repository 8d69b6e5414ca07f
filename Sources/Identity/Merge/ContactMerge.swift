import AccountArchive

/// Puts two records of one contact together.
///
/// Jami's rules, field by field: the later `added` wins with its conversation, the later `removed` wins with its
/// `banned`, `confirmed` is or-ed, an empty conversation is filled. What Jami leaves open is decided for the safe side:
/// of two removals at one time the blocking one wins, and added and removed at one time is removed. Stamps are never
/// taken back, so putting any number of records together in any order comes to the same.
public enum ContactMerge {
  public static func merge(_ left: ArchiveContact, _ right: ArchiveContact) -> ArchiveContact {
    var merged = left
    takeAddition(of: right, over: left, into: &merged)
    takeRemoval(of: right, over: left, into: &merged)
    merged.confirmed = left.confirmed || right.confirmed
    settleTie(left, right, &merged)
    merged.adoptUnknown(from: right)
    return merged
  }

  /// All contacts of both, each once, those of `left` first.
  public static func merge(_ left: [ArchiveContact], _ right: [ArchiveContact]) -> [ArchiveContact] {
    var places: [String: Int] = [:]
    var merged: [ArchiveContact] = []
    for contact in left + right {
      if let place = places[contact.id] {
        merged[place] = merge(merged[place], contact)
      } else {
        places[contact.id] = merged.count
        merged.append(contact)
      }
    }
    return merged
  }

  /// Whether two records of one contact say the same.
  public static func areEqual(_ left: ArchiveContact, _ right: ArchiveContact) -> Bool {
    left.id == right.id && left.added == right.added && left.removed == right.removed
      && left.addedMs == right.addedMs && left.removedMs == right.removedMs && left.confirmed == right.confirmed
      && left.banned == right.banned && left.conversationID == right.conversationID
  }

  private static func takeAddition(
    of right: ArchiveContact, over left: ArchiveContact, into merged: inout ArchiveContact
  ) {
    let leftKey = (left.addedMilliseconds, left.added, left.addedMs ?? .min, left.conversationID)
    let rightKey = (right.addedMilliseconds, right.added, right.addedMs ?? .min, right.conversationID)
    if rightKey > leftKey {
      merged.added = right.added
      merged.addedMs = right.addedMs
      merged.conversationID = right.conversationID
    }
    guard merged.conversationID.isEmpty else { return }
    merged.conversationID = max(left.conversationID, right.conversationID)
  }

  private static func takeRemoval(
    of right: ArchiveContact, over left: ArchiveContact, into merged: inout ArchiveContact
  ) {
    let leftKey = (left.removedMilliseconds, left.removed, left.removedMs ?? .min)
    let rightKey = (right.removedMilliseconds, right.removed, right.removedMs ?? .min)
    if rightKey > leftKey {
      merged.removed = right.removed
      merged.removedMs = right.removedMs
    }
    if left.removed == right.removed {
      // Without milliseconds on one side nobody knows which came later; blocking is the safe side.
      merged.banned = left.banned || right.banned
    } else {
      merged.banned = rightKey > leftKey ? right.banned : left.banned
    }
  }

  /// A removal in the very second of the addition, known by its second alone, counts as the later one: were the
  /// addition's milliseconds compared with a bare second, the contact would come back to life.
  private static func settleTie(_ left: ArchiveContact, _ right: ArchiveContact, _ merged: inout ArchiveContact) {
    guard merged.state == .active, merged.removed != 0, merged.added == merged.removed else { return }
    let wasRemoved = [left, right].contains { $0.state != .active && $0.removed == merged.removed }
    if wasRemoved { merged.removedMs = merged.addedMilliseconds }
  }
}

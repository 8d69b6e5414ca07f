import AccountArchive

/// Puts two records of one contact together.
///
/// Jami's rules, field by field: the later `added` wins with its conversation, the later `removed` wins with its
/// `banned`, `confirmed` is or-ed, an empty conversation is filled. What Jami leaves open is decided for the safe side:
/// of two removals within one second a blocking one wins, added and removed at one time is removed, and a removal known
/// by its second alone happened at the end of it. Stamps are never taken back, so any number of records put together in
/// any order are active, blocked or removed alike.
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
    let leftEnd = latestRemoval(left)
    let rightEnd = latestRemoval(right)
    if rightEnd > leftEnd {
      merged.removed = right.removed
      merged.removedMs = right.removedMs
    }
    if leftEnd / 1000 == rightEnd / 1000 {
      // One may know the milliseconds and the other not: what comes out must not be before either.
      if merged.removedMs == nil, left.removedMs != nil || right.removedMs != nil {
        merged.removedMs = latestRemoval(merged)
      }
      merged.banned = left.banned || right.banned
    } else {
      merged.banned = rightEnd > leftEnd ? right.banned : left.banned
    }
  }

  /// A removal in the very second of the addition, known by its second alone, counts as the later one. It is written
  /// down as such: were the addition's milliseconds compared with a bare second, the contact would come back to life.
  private static func settleTie(_ left: ArchiveContact, _ right: ArchiveContact, _ merged: inout ArchiveContact) {
    guard merged.state == .active, merged.removed != 0, merged.removedMs == nil, merged.added == merged.removed,
      [left, right].contains(where: { $0.state != .active && $0.removed == merged.removed })
    else { return }
    merged.removedMs = latestRemoval(merged)
  }

  /// Milliseconds: the latest at which the contact can have been removed; 0 when it was not.
  private static func latestRemoval(_ contact: ArchiveContact) -> Int64 {
    guard contact.removed != 0, contact.removedMs == nil else { return contact.removedMilliseconds }
    let (end, overflow) = contact.removedMilliseconds.addingReportingOverflow(999)
    return overflow ? .max : end
  }
}

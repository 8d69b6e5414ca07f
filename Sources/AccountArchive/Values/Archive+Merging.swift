/// For `ArchiveMerge` in the room of identities, which decides everything else: what nobody here understands can only
/// be carried along.
extension Archive {
  /// Takes over what `other` has and this archive has not, of all that is unknown or could not be read. A name that
  /// is here already keeps its value, and one that can be read by now (a contact, a key) needs no unreadable twin. To
  /// be called when everything else is in place.
  /// - Returns: names of members that both have, with different values.
  public mutating func adoptUnknown(from other: Archive) -> [String] {
    let occupied = occupiedNames
    unknown.removeAll { $0.key.map(occupied.contains) ?? false }
    var differing: [String] = []
    Self.adopt(other.unknown, into: &unknown, except: occupied, differing: &differing)

    func adopt(_ path: WritableKeyPath<Archive, [RawEntry]>, except readable: Set<String>) {
      self[keyPath: path].removeAll { $0.key.map(readable.contains) ?? false }
      Self.adopt(other[keyPath: path], into: &self[keyPath: path], except: readable, differing: &differing)
    }
    adopt(\.unreadableContacts, except: Set(contacts.map(\.id)))
    adopt(\.unreadableConversations, except: Set(conversations.map(\.key)))
    adopt(\.unreadableRequests, except: Set(conversationRequests.map(\.key)))
    return differing
  }

  /// Names that the writer gives to what this archive has as values.
  private var occupiedNames: Set<String> {
    var names = Set(settings.map(\.key))
    let known: [(String, Bool)] = [
      ("ringAccountKey", true), ("ringAccountCert", true), ("ringCaKey", authorityKey != nil),
      ("ethKey", ethereumKey != nil), ("ringAccountCRL", revocationList != nil),
      ("ringAccountContacts", !contacts.isEmpty), ("conversations", !conversations.isEmpty),
      ("conversationsRequests", !conversationRequests.isEmpty), ("signet", signet != nil),
    ]
    names.formUnion(known.filter(\.1).map(\.0))
    return names
  }

  fileprivate static func adopt(
    _ entries: [RawEntry], into mine: inout [RawEntry], except occupied: Set<String>, differing: inout [String]
  ) {
    // By what the names mean, not by how they are escaped; and in a table, since there may be 100,000 of them.
    var places: [[UInt8]: Int] = [:]
    for (place, entry) in mine.enumerated() { places[entry.nameBytes] = place }
    for entry in entries {
      if let key = entry.key, occupied.contains(key) { continue }
      guard let place = places[entry.nameBytes] else {
        places[entry.nameBytes] = mine.count
        mine.append(entry)
        continue
      }
      if !mine[place].value.matches(entry.value) {
        differing.append(entry.key ?? "a member with a very long name")
      }
    }
  }
}

extension ArchiveContact {
  /// Takes over the fields that Signet does not know and this contact has not.
  public mutating func adoptUnknown(from other: ArchiveContact) {
    var ignored: [String] = []
    Archive.adopt(other.unknown, into: &unknown, except: [], differing: &ignored)
  }
}

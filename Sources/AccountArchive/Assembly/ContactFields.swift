/// Reads one entry of `ringAccountContacts`.
enum ContactFields {
  /// The contact, or in words what is wrong with it.
  enum Outcome {
    case contact(ArchiveContact)
    case unreadable(String)
  }

  static func read(_ place: Int, in opened: OpenedText) -> Outcome {
    guard let id = jamiID(opened.name(place)) else { return .unreadable("its name is not 40 lower-case hex digits") }
    guard opened.kind(place) == .object else { return .unreadable("it is not an object") }
    var contact = ArchiveContact(id: id, added: 0)
    for field in opened.index.children(of: place) {
      let raw = opened.raw(field)
      let isRead: Bool
      switch raw.namedField(opened.name(field)) {
      case .added: isRead = raw.store(in: &contact.added)
      case .addedMs: isRead = raw.store(in: &contact.addedMs)
      case .removed: isRead = raw.store(in: &contact.removed)
      case .removedMs: isRead = raw.store(in: &contact.removedMs)
      case .confirmed: isRead = raw.store(in: &contact.confirmed)
      case .banned: isRead = raw.store(in: &contact.banned)
      case .conversationId: isRead = raw.store(in: &contact.conversationID)
      case nil:
        contact.unknown.append(opened.entry(field))
        continue
      }
      guard isRead else { return .unreadable("its field \(WarningList.quoted(opened.name(field))) has the wrong type") }
    }
    return .contact(contact)
  }

  private static func jamiID(_ literal: UnsafeRawBufferPointer) -> String? {
    guard literal.count == 42 else { return nil }
    let digits = literal[1..<41]
    guard digits.allSatisfy({ JSONScanner.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) })
    else { return nil }
    return String(decoding: digits, as: UTF8.self)
  }
}

/// The fields of a contact, as they are spelled.
private enum ContactField: String, CaseIterable {
  case added, addedMs, banned, confirmed, conversationId, removed, removedMs
}

extension RawValue {
  fileprivate func namedField(_ name: UnsafeRawBufferPointer) -> ContactField? {
    ContactField.allCases.first { JSONText(name).elementsEqual($0.rawValue.utf8) }
  }

  fileprivate func store(in field: inout Int64) -> Bool {
    guard let integer else { return false }
    field = integer
    return true
  }

  fileprivate func store(in field: inout Int64?) -> Bool {
    field = integer
    return field != nil
  }

  fileprivate func store(in field: inout Bool) -> Bool {
    guard let boolean else { return false }
    field = boolean
    return true
  }

  fileprivate func store(in field: inout String) -> Bool {
    guard let text = string(limit: 256) else { return false }
    field = text
    return true
  }
}

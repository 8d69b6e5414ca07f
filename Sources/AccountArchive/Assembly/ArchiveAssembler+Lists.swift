/// Contacts, conversations and settings: one bad entry never loses the others.
extension ArchiveAssembler {
  mutating func addContacts(to archive: inout Archive) {
    for place in members(of: .contacts, in: &archive) {
      switch ContactFields.read(place, in: opened) {
      case .contact(let contact): archive.contacts.append(contact)
      case .unreadable(let reason):
        archive.unreadableContacts.append(opened.entry(place))
        warn(.contactUnreadable, "contact", place, reason)
      }
    }
  }

  mutating func addConversations(to archive: inout Archive) {
    for place in members(of: .conversations, in: &archive) {
      if let conversation = conversation(place) {
        archive.conversations.append(conversation)
      } else {
        archive.unreadableConversations.append(opened.entry(place))
        warn(.conversationUnreadable, "conversation", place, "it is not an object, or its name is too long")
      }
    }
    for place in members(of: .conversationRequests, in: &archive) {
      if let request = conversation(place) {
        archive.conversationRequests.append(request)
      } else {
        archive.unreadableRequests.append(opened.entry(place))
        warn(.requestUnreadable, "conversation request", place, "it is not an object, or its name is too long")
      }
    }
  }

  /// Strings and other scalars are settings, as for Jami; containers are left as they are.
  mutating func addSettings(_ places: [Int], to archive: inout Archive) {
    for place in places {
      let kind = opened.kind(place)
      let entry = opened.entry(place)
      let isContainer = kind == .object || kind == .array
      if kind != .string && Self.isSettingName(opened.name(place)) {
        warn(.settingUnreadable, "setting", place, isContainer ? "it is not a text" : "it is not a text; taken as one")
      }
      if !isContainer, let key = entry.name.string(limit: ArchiveLimits.settingNameBytes) {
        archive.settings.append(ArchiveSetting(key: key, raw: entry.value))
      } else {
        archive.unknown.append(entry)
      }
    }
  }

  /// Whether a name is of one of Jami's groups of settings; others may be anything, and odd ones are no fault.
  private static func isSettingName(_ literal: UnsafeRawBufferPointer) -> Bool {
    ["Account.", "DHT.", "RingNS.", "TLS.", "TURN."].contains { JSONText(literal).starts(with: $0.utf8) }
  }

  private func conversation(_ place: Int) -> ArchiveConversation? {
    let entry = opened.entry(place)
    guard opened.kind(place) == .object, let key = entry.name.string(limit: 256) else { return nil }
    return ArchiveConversation(key: key, value: entry.value)
  }

  /// The members of a known object. Where it is none, it is kept and there are no members.
  private mutating func members(of name: EntryName, in archive: inout Archive) -> [Int] {
    guard let place = place(name) else { return [] }
    guard opened.kind(place) == .object else {
      keep(name, because: "it is not an object", in: &archive)
      return []
    }
    return Array(opened.index.children(of: place))
  }

  private mutating func warn(_ code: ArchiveWarning.Code, _ what: String, _ place: Int, _ reason: String) {
    warnings.add(code, "\(what) \(WarningList.quoted(opened.name(place))) is left as it is: \(reason)")
  }
}

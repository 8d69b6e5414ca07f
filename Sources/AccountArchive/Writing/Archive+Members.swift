import GnuTLS
import Platform

/// The content of an archive as members of the one JSON object.
extension Archive {
  /// - Parameter scheme: what the archive will be protected with; the setting that tells of it is brought up to date.
  /// - Throws: `GnuTLSError` where a key cannot be exported.
  func members(for scheme: ArchiveScheme) throws -> [Member] {
    var members: [Member] = [
      Member(EntryName.accountKey.rawValue, .secret(try accountKey.pkcs8PEM())),
      Member(EntryName.chain.rawValue, .bytes(chain.flatMap { Array($0.pem.utf8) })),
    ]
    if let authorityKey {
      members.append(Member(EntryName.authorityKey.rawValue, .secret(try authorityKey.pkcs8PEM())))
    }
    if let ethereumKey { members.append(Member(EntryName.ethereumKey.rawValue, .secret(ethereumKey))) }
    if let revocationList { members.append(Member(EntryName.revocationList.rawValue, .bytes(revocationList.der))) }
    if let signet { members.append(Member(EntryName.signet.rawValue, .text(signet))) }
    members += lists
    members += settings.map { setting in
      setting.key == Setting.hasPassword
        ? Member(setting.key, .plain(scheme == .none ? "false" : "true")) : Member(setting.key, .respelled(setting.raw))
    }
    // Last: what is known by now has the name.
    members += unknown.map { Member($0) }
    return members.filter { member in
      !EntryName.allCases.contains { $0.isDeviceSecret && member.name.elementsEqual($0.rawValue.utf8) }
    }
  }

  /// The three lists, those of them that have something in them.
  private var lists: [Member] {
    let contacts = self.contacts.map { Member($0.id, .object($0.members)) } + unreadableContacts.map { Member($0) }
    let conversations =
      self.conversations.map { Member($0.key, .raw($0.value)) } + unreadableConversations.map { Member($0) }
    let requests =
      conversationRequests.map { Member($0.key, .raw($0.value)) } + unreadableRequests.map { Member($0) }
    return [(EntryName.contacts, contacts), (.conversations, conversations), (.conversationRequests, requests)]
      .filter { !$0.1.isEmpty }.map { Member($0.0.rawValue, .object($0.1)) }
  }
}

extension ArchiveContact {
  /// Jami leaves out what is zero or false; `conversationId` is always there.
  fileprivate var members: [Member] {
    var members = [Member("added", .integer(added)), Member("conversationId", .plain(conversationID))]
    if let addedMs { members.append(Member("addedMs", .integer(addedMs))) }
    if removed != 0 { members.append(Member("removed", .integer(removed))) }
    if let removedMs { members.append(Member("removedMs", .integer(removedMs))) }
    if confirmed { members.append(Member("confirmed", .boolean(true))) }
    if banned { members.append(Member("banned", .boolean(true))) }
    return members + unknown.map { Member($0) }
  }
}

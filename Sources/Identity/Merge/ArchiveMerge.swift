import AccountArchive
import GnuTLS
import Platform

/// Puts two archives of one account together, for `backup restore --merge`: the one here and a backup, which may be
/// older, newer, or both in different places. Nothing that either knows is removed, and nobody is un-revoked.
public enum ArchiveMerge {
  /// The outcome.
  public struct Outcome: Sendable {
    public let archive: Archive
    public let report: MergeReport
    /// Everything that is revoked now.
    public let revocations: RevocationSet
  }

  /// Puts `other` into `local` and signs the revocation list anew where that is needed.
  ///
  /// - Parameters:
  ///   - revocations: what the store knows beside both archives.
  ///   - known: device certificates, so that revoked serial numbers find their keys.
  /// - Throws: `IdentityError.otherAccount`, `revocationListUnverified`; `GnuTLSError`.
  public static func merge(
    local: Archive, other: Archive, revocations: RevocationSet, known: [Certificate] = [], now: UnixTime
  ) throws -> Outcome {
    let outcome = try unsigned(local: local, other: other, revocations: revocations, known: known)
    let set = outcome.revocations
    guard !CumulativeList.covers(outcome.archive.revocationList, set) else { return outcome }
    var archive = outcome.archive
    let list = try CumulativeList.issue(set, account: archive.account, accountKey: archive.accountKey, now: now)
    archive.revocationList = list
    var signed = set
    guard signed.apply(list, account: archive.account).isEmpty else {
      throw IdentityError(.revocationListUnverified, "the revocation list that was just signed does not verify")
    }
    return Outcome(archive: archive, report: outcome.report, revocations: signed)
  }

  /// The same without the signature: everything is decided here. The revocation list is the better one of the two, and
  /// may lack entries of `revocations`.
  static func unsigned(
    local: Archive, other: Archive, revocations: RevocationSet, known: [Certificate]
  ) throws -> Outcome {
    let account = AccountFingerprint(of: local.account.publicKey)
    guard account == AccountFingerprint(of: other.account.publicKey), account == revocations.account else {
      throw IdentityError(
        .otherAccount, "the backup is of the account \(other.jamiID), not of \(local.jamiID)",
        hint: "without --merge it is restored as an account of its own")
    }
    var archive = local
    var report = MergeReport()
    mergeContacts(other, into: &archive, &report)
    mergeConversations(other, into: &archive, &report)
    SettingMerge.merge(other, into: &archive, &report)
    KeyMerge.merge(other, into: &archive, &report)
    let set = try mergeRevocations(local, other, revocations, known, &archive, &report)
    report.differing += archive.adoptUnknown(from: other)
    return Outcome(archive: archive, report: report, revocations: set)
  }

  private static func mergeContacts(_ other: Archive, into archive: inout Archive, _ report: inout MergeReport) {
    let before = Dictionary(archive.contacts.map { ($0.id, $0) }) { first, _ in first }
    archive.contacts = ContactMerge.merge(archive.contacts, other.contacts)
    for contact in archive.contacts {
      guard let old = before[contact.id] else {
        report.contactsAdded.append(contact.id)
        continue
      }
      if !ContactMerge.areEqual(old, contact) { report.contactsChanged.append(contact.id) }
    }
  }

  private static func mergeConversations(_ other: Archive, into archive: inout Archive, _ report: inout MergeReport) {
    let conversations = ConversationMerge.merge(
      archive.conversations, other.conversations, ends: ["removed", "erased"])
    let requests = ConversationMerge.merge(
      archive.conversationRequests, other.conversationRequests, ends: ["declined"])
    archive.conversations = conversations.merged
    archive.conversationRequests = requests.merged
    report.conversationsTaken = conversations.taken + requests.taken
  }

  private static func mergeRevocations(
    _ local: Archive, _ other: Archive, _ revocations: RevocationSet, _ known: [Certificate],
    _ archive: inout Archive, _ report: inout MergeReport
  ) throws(IdentityError) -> RevocationSet {
    var set = revocations
    for (list, owner) in [(local.revocationList, local), (other.revocationList, other)] {
      guard let list else { continue }
      let failures = set.apply(list, account: owner.account, known: known)
      guard failures.isEmpty else {
        throw IdentityError(
          .revocationListUnverified,
          "a revocation list does not verify: \(failures.map(\.rawValue).joined(separator: ", "))")
      }
    }
    // Also without any list: a certificate may be known now of a key that the store has as revoked.
    for certificate in known { set.learn(certificate, account: archive.account) }
    let before = Set(local.revocationList?.entries.map(\.serial) ?? [])
    report.revocationsAdded = set.serials.keys.filter { !before.contains($0) }.count
    if !CumulativeList.covers(local.revocationList, set), CumulativeList.covers(other.revocationList, set) {
      archive.revocationList = other.revocationList
    }
    return set
  }
}

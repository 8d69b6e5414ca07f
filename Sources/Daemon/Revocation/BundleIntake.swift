import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform
import Sealing

/// Takes in a bundle that was made of a backup: about this account's own devices, or a contact's. Calls block.
struct BundleIntake {
  let desk: AccountDesk
  let database: AccountDatabase
  let now: UnixTime

  /// - Throws: `APIError.badRequest` for a text that is no bundle; `IdentityError.otherAccount`,
  ///   `revocationListUnverified`, `statementMalformed`: then nothing has changed; `StoreError`.
  func take(_ text: String) throws -> BundleAnswer {
    guard let bundle = RevocationBundle(text) else {
      throw APIError(
        .badRequest, "this is no bundle of revocations", hint: "`signet revoke --from-backup FILE DEVICE` makes one")
    }
    guard let before = try log(bundle), before.genesis == bundle.genesis else {
      throw IdentityError(
        .otherAccount, "the bundle is neither of this account nor of a contact whose log is known",
        hint: "name the account with --account ID")
    }
    var log = before
    let refused = log.receive(bundle.entries, keys: bundle.keys, checker: StatementSignatures(), now: now)
      .filter { $0.policies != [.signerKnown] }
    guard refused.isEmpty else {
      throw IdentityError(
        .statementMalformed, "the bundle's statements are refused: \(refused.prefix(3).map(\.description).joined())")
    }
    let isOwn = try database.ownLog()?.account == bundle.account
    let stored = try database.account()
    var revocations = try database.revocations(of: stored.account.fingerprint)
    if isOwn {
      let known = try database.certificates().flatMap(\.value)
      guard let list = try? RevocationList(der: bundle.list),  // a bad one is as one that does not verify
        revocations.apply(list, account: stored.account.certificate, known: known).isEmpty
      else {
        throw IdentityError(.revocationListUnverified, "the bundle's revocation list is not this account's")
      }
    }
    let (saved, set) = (log, revocations)
    let contact = isOwn ? nil : try database.peers().first { $0.pin == bundle.account }?.id
    let (old, new) = (before.state(at: now), log.state(at: now))
    let events = LogChanges(old, new).events(contact: contact, at: now)
    try database.write { writer in
      try writer.save(saved, isOwn: isOwn, now: now)
      if isOwn { try writer.add(set) }
      for event in events { try writer.append(event) }
    }
    let out = Set(new.revokedKeys).subtracting(old.revokedKeys)
    return BundleAnswer(
      id: desk.folder.id.text, contact: contact?.text,
      revoked: Self.devices(in: bundle).filter { out.contains(KeyID($0)) }.map(\.text),
      entries: log.entries.count - before.entries.count)
  }

  private func log(_ bundle: RevocationBundle) throws -> AccountLog? {
    if let own = try database.ownLog(), own.account == bundle.account { return own }
    return try database.log(of: bundle.account)
  }

  private static func devices(in bundle: RevocationBundle) -> [DeviceID] {
    bundle.entries.compactMap { entry in
      guard case .deviceRevoked(let revoked) = entry.statement.content else { return nil }
      return revoked.device
    }
  }
}

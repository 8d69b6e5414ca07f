import AccountStore
import Files
import GnuTLS
import Identity
import Platform

/// Finds the account on this machine that a link is about, though it may have another key and another ID by now: a device
/// that was away while its account's key was rotated knows it by the one before.
struct AccountHere {
  let data: DataFolder
  let now: UnixTime

  /// By a key that it has, or had, or that its log here names.
  /// - Returns: nil where it is not here, as far as can be read.
  func folder(of key: PublicKey) -> AccountFolder? {
    let fingerprint = AccountFingerprint(of: key)
    if let folder = byID(JamiID(of: key)) { return folder }
    return first { log in
      let state = log.state(at: now)
      return state.accounts.contains(fingerprint) || state.successions.contains { $0.new == fingerprint }
    }
  }

  /// By its log: what an answer brings has the whole of it.
  func folder(of key: PublicKey, log: AccountLog?) -> AccountFolder? {
    if let folder = byID(JamiID(of: key)) { return folder }
    guard let log else { return nil }
    return first { $0.account == log.account && $0.genesis == log.genesis }
  }

  private func byID(_ id: JamiID) -> AccountFolder? {
    guard let folder = try? data.account(called: id) else { return nil }  // not here: that is the answer
    return FileReader.exists(folder.path) ? folder : nil
  }

  private func first(_ isMeant: (AccountLog) -> Bool) -> AccountFolder? {
    let ids = (try? data.accountIDs()) ?? []  // no folder yet
    return ids.map { data.account($0) }.first { folder in
      guard let database = try? folder.database() else { return false }  // a damaged one is not meant
      defer { try? database.close() }  // no loss: nothing was written
      return (try? database.ownLog()).flatMap { $0 }.map(isMeant) ?? false  // likewise
    }
  }
}

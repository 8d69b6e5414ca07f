import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Whether an account has all of its keys, in the words of the API.
enum KeyState: String {
  case ready
  /// A worker makes them.
  case making
  /// The archive's password is needed to make them, or nothing tried yet.
  case pending
}

extension AccountDirectory {
  /// - Parameter isMaking: see `OperationRegistry.accountsMakingKeys`.
  /// - Throws: `StoreError`.
  func keyState(_ folder: AccountFolder, isMaking: Bool) throws -> KeyState {
    let database = try database(folder)
    // A new account key that waits for the archive's password is as a key that is missing.
    if try database.keys().areComplete && AccountTakeover(database, now: .now()) == nil { return .ready }
    return isMaking ? .making : .pending
  }

  /// Every key of the account and of this device, by purpose and generation.
  /// - Parameter isMaking: see `OperationRegistry.accountsMakingKeys`.
  /// - Throws: `StoreError`.
  func keyList(_ folder: AccountFolder, isMaking: Bool) throws -> KeyList {
    let keys = try database(folder).keys().sorted {
      ($0.purpose.place, $0.generation) < ($1.purpose.place, $1.generation)
    }
    return KeyList(
      state: try keyState(folder, isMaking: isMaking).rawValue,
      keys: keys.map { key in
        KeyEntry(
          purpose: key.purpose.rawValue, generation: key.generation, keyId: key.keyID.text, createdAt: key.createdAt,
          retiredAt: key.retiredAt, expires: key.certificate?.notAfter, token: key.token?.url.text)
      })
  }

  /// Accounts that lack keys, or their log, or have certificates that are due, and whose archive opens without a
  /// password.
  /// - Throws: `FileError`.
  func lackingKeysWithoutPassword(now: UnixTime = .now()) throws -> [JamiID] {
    try ids().filter { id in
      do {
        guard !data.account(id).isLeaf else { return false }
        let database = try database(data.account(id))
        let stored = try database.account()
        guard stored.scheme == .none else { return false }
        return try !database.keys().areComplete || database.ownLog() == nil
          || ForecastMaker(database, folder: data.account(id)).isRenewalDue(now: now)
          || Self.isSiblingDue(database, now: now)
      } catch {
        return false  // an account that cannot be read: the log and `doctor` tell of it
      }
    }
  }
}

extension AccountDirectory {
  /// Whether a certificate of a leaf is due, which only a full device can renew.
  private static func isSiblingDue(_ database: AccountDatabase, now: UnixTime) throws -> Bool {
    guard let state = try database.ownLog()?.state(at: now) else { return false }
    return try !SiblingRenewal.due(database, state, now: now).isEmpty
  }

  /// Leaves for which there are better certificates than those in their places, and accounts whose new key another
  /// device handed to this one; where the archive has a password, that waits for it.
  /// - Throws: `FileError`.
  func withRenewedCertificates(now: UnixTime = .now()) throws -> [JamiID] {
    try ids().filter { id in
      do {
        let folder = data.account(id)
        let database = try database(folder)
        if try AccountTakeover(database, now: now) != nil {
          return try folder.isLeaf || database.account().scheme == .none
        }
        return try folder.isLeaf && CertificateInstall(database, now: now) != nil
      } catch {
        return false  // an account that cannot be read: the log and `doctor` tell of it
      }
    }
  }
}

extension KeyPurpose {
  fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

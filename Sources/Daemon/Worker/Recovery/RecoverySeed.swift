import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform

/// The seed of the recovery key in an account's own archive.
struct RecoverySeed {
  private(set) var archive: Archive
  private var fields: SignetFields

  /// - Throws: `IdentityError.signetFieldsDamaged`, `memoryUnavailable`.
  init(_ archive: Archive) throws(IdentityError) {
    self.archive = archive
    if let text = archive.signet { fields = try SignetFields(text) } else { fields = SignetFields(recoverySeed: nil) }
  }

  var seed: Secret? { fields.recoverySeed }

  /// - Throws: `IdentityError.memoryUnavailable`.
  mutating func set(_ seed: Secret?) throws(IdentityError) {
    fields.recoverySeed = seed
    archive.signet = try fields.text()
  }

  /// The recovery key that a seed is of.
  /// - Throws: `GnuTLSError`.
  static func key(of seed: Secret) throws(GnuTLSError) -> KeyID {
    KeyID(ofSPKI: try Ed25519PrivateKey(seed: seed).publicKey.spki)
  }
}

extension Archive {
  /// Takes the seed out.
  /// - Returns: whether there was one.
  mutating func dropRecoverySeed() -> Bool {
    guard let own = try? RecoverySeed(self), own.seed != nil else { return false }  // unreadable: it stays as it stands
    self = withoutRecoverySeed()
    return true
  }

  /// The same without the seed; itself where there is none, or where Signet's entry cannot be read.
  func withoutRecoverySeed() -> Archive {
    guard var own = try? RecoverySeed(self), own.seed != nil else { return self }  // unreadable: it stays as it stands
    do { try own.set(nil) } catch { return self }
    return own.archive
  }
}

import AccountStore
import GnuTLS
import Identity
import JOSE
import Platform
import Sealing

/// The keys that sign and open packets, in memory. The account key is never among them.
struct KeyRing: Sendable {
  /// What signs; or why nothing does, where the key is on a token.
  private let signer: Result<Signer, GnuTLSError>
  /// Whether the signing key is on a token.
  let needsToken: Bool
  let opener: Opener
  /// What packets for this account may be sealed to: the receive key in use first, then those that it followed.
  let receiving: [ReceiveKey]

  /// This device's own keys, which keys for it are sealed to.
  let wraps: [ReceiveKey]
  /// The account key that certifies what signs here: who packets say that they come from.
  let account: PublicKey
  /// Every `recipient` that packets for this device are sealed to: the receive key in use first.
  var recipients: [String] { (receiving + wraps).map(\.recipient.text) }

  /// The receive key in use.
  var receive: ReceiveKey { receiving[0] }

  private struct Signer: Sendable {
    let key: PrivateKey
    let signing: SigningKey
  }

  /// What signs messages and cards.
  /// - Throws: `GnuTLSError.tokenPINNeeded` where the key is on a token whose PIN is not here.
  func signing() throws(GnuTLSError) -> SigningKey { try signer.get().signing }

  /// The signing key itself, for statements of the log.
  /// - Throws: as `signing`.
  func signingKey() throws(GnuTLSError) -> PrivateKey { try signer.get().key }

  /// - Parameters:
  ///   - account: the account key. Of another one the signing key's certificate is not.
  ///   - token: the keeper that has the PIN of the signing key's token; nil where none has.
  /// - Throws: `MessagingError.keysPending` where one is missing; `StoreError.keyDamaged`, `SealingError`, `JOSEError`.
  init(_ keys: [StoredKey], account: PublicKey, vault: KeyVault, token: TokenSession? = nil) throws {
    self.account = account
    guard let signing = keys.inUse(.signing), let certificate = signing.certificate, !keys.receiving.isEmpty else {
      throw MessagingError(
        .keysPending, "the keys that sign and open messages are not made yet", hint: "`signet key make` makes them")
    }
    needsToken = signing.token != nil
    if signing.token == nil {
      signer = .success(try Self.signer(try PrivateKey(serialised: vault.open(signing)), signing, certificate))
    } else if let token, token.key == signing.keyID {
      signer = .success(
        try Self.signer(try PrivateKey(certificate.publicKey, signer: token), signing, certificate))
    } else {
      signer = .failure(TokenDesk.pinNeeded)
    }
    receiving = try keys.receiving.map { try ReceiveKey(pkcs8: vault.open($0), generation: $0.generation) }
    wraps = try Self.wraps(keys, vault)
    opener = Opener(keys: receiving + wraps)
  }

  /// The wrap keys in use alone.
  /// - Throws: `StoreError.keyDamaged`, `SealingError`, `JOSEError`.
  static func wraps(_ keys: [StoredKey], _ vault: KeyVault) throws -> [ReceiveKey] {
    try keys.filter { $0.purpose == .wrap && $0.isInUse }.map {
      try ReceiveKey(pkcs8: vault.open($0), generation: 0)
    }
  }

  private static func signer(_ key: PrivateKey, _ row: StoredKey, _ certificate: Certificate) throws -> Signer {
    Signer(
      key: key,
      signing: try SigningKey(key, chain: [certificate], algorithm: row.algorithm == .pss ? .ps256 : .rs256))
  }
}

import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

/// The keys that sign and open packets, in memory. The account key is never among them.
struct KeyRing: Sendable {
  let signing: SigningKey
  let opener: Opener
  /// What packets for this account may be sealed to: the receive key in use first, then those that it followed.
  let receiving: [ReceiveKey]

  /// This device's own keys, which keys for it are sealed to.
  let wraps: [ReceiveKey]
  /// Every `recipient` that packets for this device are sealed to: the receive key in use first.
  var recipients: [String] { (receiving + wraps).map(\.recipient.text) }

  /// The receive key in use.
  var receive: ReceiveKey { receiving[0] }

  /// - Throws: `MessagingError.keysPending` where one is missing; `StoreError.keyDamaged`, `SealingError`, `JOSEError`.
  init(_ keys: [StoredKey], vault: KeyVault) throws {
    let wraps = keys.filter { $0.purpose == .wrap && $0.isInUse }
    guard let signing = keys.inUse(.signing), let certificate = signing.certificate, !keys.receiving.isEmpty else {
      throw MessagingError(
        .keysPending, "the keys that sign and open messages are not made yet", hint: "`signet key make` makes them")
    }
    self.signing = try SigningKey(PrivateKey(serialised: vault.open(signing)), chain: [certificate])
    receiving = try keys.receiving.map { try ReceiveKey(pkcs8: vault.open($0), generation: $0.generation) }
    self.wraps = try wraps.map { try ReceiveKey(pkcs8: vault.open($0), generation: 0) }
    opener = Opener(keys: receiving + self.wraps)
  }
}

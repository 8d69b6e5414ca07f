import GnuTLS
import Platform

/// What one of the account's devices gets once the account has another account key: its certificates by that key, and a
/// full device the keys themselves, sealed.
public struct AccountHandover: Sendable, Hashable {
  /// Account keys of before to which the new ones are sealed: a device that was off for longer has one of them.
  public static let sealedLimit = 4

  /// The account, as it is pinned: by its first key.
  public let account: AccountFingerprint
  /// For whom.
  public let device: DeviceID
  /// Of the device, the account, its authority.
  public let chain: [Certificate]
  /// Of the device's signing key.
  public let signing: Certificate
  public let receipt: Receipt
  /// An `AccountKeys` in bytes, each sealed to an account key of before; empty for a leaf.
  ///
  /// Deliberate: sealed so, and not in the open within what is sealed to the device. A full device's archive may have a
  /// password; until somebody types it, what is on its disk opens nothing.
  public let sealedKeys: [String]

  public init(
    account: AccountFingerprint, device: DeviceID, chain: [Certificate], signing: Certificate, receipt: Receipt,
    sealedKeys: [String]
  ) {
    self.account = account
    self.device = device
    self.chain = chain
    self.signing = signing
    self.receipt = receipt
    self.sealedKeys = sealedKeys
  }

  /// The account key that follows; nil where the chain has none.
  public var successor: AccountFingerprint? { chain.dropFirst().first.map { AccountFingerprint(of: $0.publicKey) } }
}

import GnuTLS
import Identity
import Platform

/// A key of an account, or of this device of it, as it is kept: sealed, which `KeyVault` does, or on a token.
public struct StoredKey: Sendable, Hashable {
  public let purpose: KeyPurpose
  /// Counts up from 1 for each purpose.
  public let generation: Int
  /// SHA-256 of `publicKey`.
  public let keyID: DeviceID
  /// DER SubjectPublicKeyInfo.
  public let publicKey: [UInt8]
  /// The certificate of a signing key; nil for all others.
  public var certificate: Certificate?
  /// PKCS#8 DER sealed by AES-256-GCM: IV (12 bytes), ciphertext, tag (16 bytes). Empty for a key on a token.
  public let sealed: [UInt8]
  /// Where a signing key is that is on a token; nil for all that are here.
  public let token: TokenPlace?
  public let createdAt: UnixTime
  /// When another took its place; nil while it is in use. What was encrypted for it can still be opened.
  public var retiredAt: UnixTime?

  init(
    purpose: KeyPurpose, generation: Int, key: PublicKey, certificate: Certificate?, sealed: [UInt8],
    createdAt: UnixTime, retiredAt: UnixTime? = nil, token: TokenPlace? = nil
  ) {
    self.purpose = purpose
    self.generation = generation
    keyID = DeviceID(of: key)
    publicKey = key.spki
    self.certificate = certificate
    self.sealed = sealed
    self.createdAt = createdAt
    self.retiredAt = retiredAt
    self.token = token
  }

  /// Seconds after its successor was made at which a private key is destroyed: relays keep packets for seven days.
  public static let retiredLife: Int64 = 14 * 86_400

  /// Whether the private key is gone for good. The record stays, so that no copy from elsewhere brings it back.
  public var isDestroyed: Bool { sealed.isEmpty }

  /// A signing key on a token.
  /// - Parameter certificate: of the key.
  public static func onToken(
    _ place: TokenPlace, generation: Int, certificate: Certificate, createdAt: UnixTime
  ) -> StoredKey {
    StoredKey(
      purpose: .signing, generation: generation, key: certificate.publicKey, certificate: certificate, sealed: [],
      createdAt: createdAt, token: place)
  }

  /// How a signing key signs.
  public var algorithm: DeviceKeys.Signing { token?.lacksPSS == true ? .pkcs1 : .pss }

  /// Whether it is the one in use for its purpose, as far as it says itself.
  public var isInUse: Bool { retiredAt == nil }
}

extension [StoredKey] {
  /// The key in use for a purpose: the highest generation that is not retired.
  public func inUse(_ purpose: KeyPurpose) -> StoredKey? {
    filter { $0.purpose == purpose && $0.isInUse }.max { $0.generation < $1.generation }
  }

  /// The receive key in use, then those that it followed, newest first; empty where none is in use.
  public var receiving: [StoredKey] {
    guard let present = inUse(.receive) else { return [] }
    let earlier = filter { $0.purpose == .receive && $0.generation < present.generation && !$0.isDestroyed }
    return [present] + earlier.sorted { $0.generation > $1.generation }
  }

  /// Whether there is a key in use for every purpose.
  public var areComplete: Bool { KeyPurpose.allCases.allSatisfy { inUse($0) != nil } }
}

import GnuTLS
import Identity
import Platform

/// Seals the keys of one account under the daemon's data key, and opens them.
///
/// AES-256-GCM; the associated data name the account, the purpose, the generation and the key, so that no sealed key
/// can be put in another's place.
public struct KeyVault: Sendable {
  /// Bytes of a PKCS#8 file of an RSA key of 8192 bits, rounded up.
  static let limit = 8 << 10

  private let dataKey: Secret
  private let account: JamiID

  /// - Parameter dataKey: 32 bytes; see `DataFolder.dataKey`.
  public init(dataKey: Secret, account: JamiID) {
    self.dataKey = dataKey
    self.account = account
  }

  /// Seals a key that is in memory.
  /// - Parameter certificate: that of a signing key; nil for all others.
  /// - Throws: `GnuTLSError`, `SystemError`; `keyRefused` for a key on a token, which does not leave it.
  public func seal(
    _ key: PrivateKey, purpose: KeyPurpose, generation: Int, certificate: Certificate? = nil, createdAt: UnixTime
  ) throws -> StoredKey {
    precondition((certificate != nil) == (purpose == .signing), "a signing key has a certificate, and no other has one")
    let iv = try Random.bytes(AES256GCM.ivSize)
    let aad = associatedData(purpose, generation, DeviceID(of: key.publicKey))
    let sealed = try key.pkcs8DER().withBytes { try AES256GCM.seal($0, key: dataKey, iv: iv, aad: aad) }
    return StoredKey(
      purpose: purpose, generation: generation, key: key.publicKey, certificate: certificate, sealed: iv + sealed,
      createdAt: createdAt)
  }

  /// The key: DER PKCS#8 (RFC 5208 §5).
  /// - Throws: `StoreError.keyDamaged` when it was sealed under another data key, for another place, or changed since;
  ///   `keyOnToken`; `SystemError.memoryUnavailable`.
  public func open(_ key: StoredKey) throws -> Secret {
    if let token = key.token {
      throw StoreError(.keyOnToken, "the \(key.purpose.rawValue) key is on the token \(token.url.tokenName)")
    }
    let size = AES256GCM.ivSize + AES256GCM.tagSize
    guard (size + 1...size + Self.limit).contains(key.sealed.count) else { throw damaged(key, "its length is wrong") }
    let content = key.sealed.dropFirst(AES256GCM.ivSize)
    var buffer = try SecretBuffer(limit: content.count)
    _ = content.withUnsafeBytes { buffer.append($0) }
    let iv = Array(key.sealed.prefix(AES256GCM.ivSize))
    let aad = associatedData(key.purpose, key.generation, key.keyID)
    let dataKey = dataKey
    do {
      try buffer.withMutableBytes { raw in
        try aad.withUnsafeBytes { try AES256GCM.open(inPlace: raw, key: dataKey, iv: iv, aad: $0) }
      }
    } catch let error as GnuTLSError {
      throw damaged(key, error.reason)
    }
    buffer.truncate(to: content.count - AES256GCM.tagSize)
    return buffer.finish()
  }

  private func associatedData(_ purpose: KeyPurpose, _ generation: Int, _ id: DeviceID) -> [UInt8] {
    Array("signet account key 1\n\(account.text)\n\(purpose.rawValue)\n\(generation)\n\(id.text)".utf8)
  }

  private func damaged(_ key: StoredKey, _ why: String) -> StoreError {
    StoreError(
      .keyDamaged, "the \(key.purpose.rawValue) key of generation \(key.generation) cannot be opened: \(why)",
      hint: "`signet key make` makes what is missing")
  }
}

import GnuTLS
import JOSE
import Platform

/// A key that opens packets: one generation of an account's receive key, or a device's wrap key.
public struct ReceiveKey: Sendable {
  public let recipient: RecipientKey
  /// Counts the account's receive keys, from 1; 0 for a wrap key, which has none.
  public let generation: Int
  let decryption: OAEPPrivateKey

  /// - Parameter pkcs8: PEM or DER, without a password.
  /// - Throws: `SealingError.recipientRefused` for a key of other than 4096 bits; `JOSEError.keyRefused`;
  ///   `GnuTLSError` of a key that cannot be read.
  public init(pkcs8: Secret, generation: Int) throws {
    recipient = try RecipientKey(PrivateKey(serialised: pkcs8).publicKey)
    decryption = try OAEPPrivateKey(pkcs8: pkcs8)
    self.generation = generation
  }
}

import GnuTLS
import JOSE
import Platform

/// Signs messages, once each, for all their recipients.
///
///     let signed = try Sealer(key: signingKey).sign(message, for: recipients)
///     for index in signed.recipients.indices { send(try signed.packet(at: index)) }
///
/// It takes typed messages only. There is no way to have it sign bytes that somebody else put together.
public struct Sealer: Sendable {
  /// Fresh bytes fit for keys: how many, and they.
  public typealias Randomness = @Sendable (Int) throws(GnuTLSError) -> [UInt8]

  public let key: SigningKey
  private let random: Randomness

  public init(key: SigningKey, random: @escaping Randomness = Random.bytes) {
    self.key = key
    self.random = random
  }

  /// One signature, whatever the number of recipients.
  /// - Parameter naming: `thumbprint` only when every recipient has had the certificate.
  /// - Throws: `SealingError.recipientRefused` for none, more than 1000, or one twice; `JOSEError.keyRefused` for a
  ///   token that cannot be had; `libraryFailed`; `GnuTLSError` without randomness.
  public func sign(
    _ message: MessageObject, for recipients: [RecipientKey], naming: SigningKey.Naming = .chain
  ) throws -> SignedMessage {
    guard (1...SealingLimits.recipients).contains(recipients.count) else {
      throw SealingError(
        .recipientRefused, "a message has 1 to \(SealingLimits.recipients) recipients, not \(recipients.count)")
    }
    guard Set(recipients).count == recipients.count else {
      throw SealingError(.recipientRefused, "a recipient is named twice")
    }
    let salts = try recipients.map { _ in try random(RecipientBinding.saltSize) }
    guard let number = PacketNumber(bytes: try random(PacketNumber.byteCount)),
      let (root, bindings) = RecipientBinding.bind(recipients, salts: salts)
    else { throw SealingError(.recipientRefused, "a message has no recipients") }
    let header = key.header(PacketPurpose(of: message.type), number: number, naming: naming, root: root)
    let jws = try CompactJWS.sign(payload: message.bytes, header: header, key: key.signer, detached: true)
    return SignedMessage(message: message, number: number, recipients: recipients, jws: jws, bindings: bindings)
  }
}

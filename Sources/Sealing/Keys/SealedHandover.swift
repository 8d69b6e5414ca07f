import Identity
import JOSE
import Platform

/// A record of keys, sealed to one device's wrap key: the content of a message of type `keys`.
///
/// Compact JWE of its own, by RSA-OAEP-256 and A256GCM, with `typ` in the protected header, so that neither it can be
/// opened as a packet's message nor a packet's message as it. The packet around it is sealed to the same key once more:
/// inside the daemon the keys are never a text.
public enum SealedHandover {
  static let type = "signet-keys+jwe"

  /// - Throws: `JOSEError.libraryFailed`; `IdentityError.memoryUnavailable`.
  public static func seal(_ handover: KeyHandover, to wrap: RecipientKey) throws -> String {
    try CompactJWE.seal(
      handover.serialise(), to: wrap.encryption, header: [StrictJSON.Member("typ", .string(type))])
  }

  /// Deliberate: one error for whatever is wrong, as with packets.
  /// - Throws: `SealingError.packetUnreadable`, and nothing else.
  public static func open(_ text: String, with wrap: ReceiveKey) throws(SealingError) -> KeyHandover {
    do {
      guard text.utf8.count <= SealingLimits.content else { throw unreadable }
      let header = try CompactJWE.header(of: text, allowedNames: ["typ"])
      let plain = try CompactJWE.open(text, with: wrap.decryption, allowedNames: ["typ"])
      guard header["typ"]?.stringValue == type else { throw unreadable }
      return try KeyHandover(plain)
    } catch {
      throw unreadable
    }
  }

  private static var unreadable: SealingError {
    SealingError(.packetUnreadable, "the keys for this device cannot be opened")
  }
}

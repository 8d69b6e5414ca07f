import CryptoExtras
import FoundationEssentials
import Glibc
import Platform

/// An RSA private key of 2048 to 8192 bits that opens content keys wrapped by RSA-OAEP-256.
///
/// Deliberate: a type of its own beside `GnuTLS.PrivateKey`, and no way from one to the other but the key's file.
/// GnuTLS has OAEP from 3.8.4 on only; and a key that opens packets signs none.
public final class OAEPPrivateKey: @unchecked Sendable {
  // Sendable: `key` is a let that nothing changes, and BoringSSL lets several threads use one key at once.
  //
  // What swift-crypto copies: BoringSSL parses the DER from a copy that it wipes, and keeps the key's numbers on the
  // heap, not locked into memory, until this object goes; then it wipes them.
  private let key: _RSA.Encryption.PrivateKey

  public let publicKey: OAEPPublicKey

  /// A key from its PKCS#8 (RFC 5208 §5): DER, or PEM as `GnuTLS.PrivateKey.pkcs8PEM` writes it. PKCS#1 in DER is taken
  /// as well.
  /// - Throws: `JOSEError.keyRefused` for anything else: another kind of key, numbers that do not belong together, a
  ///   length outside 2048 to 8192 bits; `libraryFailed`.
  public init(pkcs8 file: Secret) throws(JOSEError) {
    let der = try PrivateKeyPEM.der(of: file)
    do { key = try der.withBytes { bytes in try _RSA.Encryption.PrivateKey(derRepresentation: bytes) } } catch {
      throw JOSEError(.keyRefused, "a private key cannot be read, or not be used for RSA-OAEP-256")
    }
    publicKey = try OAEPPublicKey(spki: [UInt8](key.publicKey.derRepresentation))
  }

  /// What was wrapped; nil when there is no such thing: another key, another label, bad padding, another length.
  ///
  /// BoringSSL blinds the operation and checks the padding in constant time, with one answer for all that can be wrong.
  /// - Throws: `JOSEError.libraryFailed`.
  func unwrap(_ wrapped: UnsafeRawBufferPointer) throws(JOSEError) -> Secret? {
    // swift-crypto hands the secret out in memory of the heap; it goes from there into locked pages and is wiped.
    var opened: Data
    do { opened = try key.decrypt(wrapped, padding: .PKCS1_OAEP_SHA256) } catch { return nil }
    defer { opened.withUnsafeMutableBytes { bytes in Self.wipe(bytes) } }
    do {
      return try opened.withUnsafeBytes { try Secret(copying: $0) }
    } catch {
      throw .noMemory
    }
  }

  private static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    explicit_bzero(start, bytes.count)
  }
}

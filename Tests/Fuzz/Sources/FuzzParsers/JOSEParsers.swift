import Glibc
import GnuTLS
import JOSE
import Platform

/// JOSE: JSON, base64, JWS, JWE. A crash, or a promise that is broken, ends the run.
enum JOSEParsers {
  private static let names: Set<String> = ["typ", "jti", "x5c", "x5t#S256", "root", "rcpt", "sig", "kid"]

  static func run(_ bytes: UnsafeBufferPointer<UInt8>) {
    json(UnsafeRawBufferPointer(bytes))
    let text = String(decoding: bytes, as: UTF8.self)
    base64(text)
    jws(text)
    jwe(text)
  }

  /// What was parsed comes back from its own text, which is a fixed point.
  private static func json(_ bytes: UnsafeRawBufferPointer) {
    guard let value = try? StrictJSON.parse(bytes) else { return }  // Refused is fine.
    let text = value.serialise()
    do {
      let again = try StrictJSON.parse(text, limits: .init(bytes: Int.max))
      precondition(again == value && again.serialise() == text, "JSON does not come back")
    } catch {
      preconditionFailure("JSON of ours is refused: \(error)")
    }
  }

  /// A value has one text.
  private static func base64(_ text: String) {
    if let bytes = try? Base64URL.decode(text) {  // Refused is fine.
      precondition(Base64URL.encode(bytes) == text, "a second base64url text for one value")
    }
    if let bytes = try? Base64.decode(text) {  // Refused is fine.
      precondition(Base64.encode(bytes) == text, "a second base64 text for one value")
    }
  }

  /// Nobody but the key signs. A payload that is given can be told from one that is inside.
  private static func jws(_ text: String) {
    if let jws = try? CompactJWS.parse(text, allowedNames: names) {  // Refused is fine.
      do {
        try jws.verify(with: keys.signing.publicKey)
        preconditionFailure("a signature that nobody made")
      } catch {
        precondition(error.kind == .signatureInvalid, "\(error)")
      }
    }
    if let jws = try? CompactJWS.parse(text, allowedNames: names, detachedPayload: [1]) {  // Refused is fine.
      precondition(jws.unverifiedPayload == [1] && text.contains(".."), "two payloads")
    }
  }

  /// Opening fails with its one error, and the strict header reader takes nothing that the lenient one does not.
  private static func jwe(_ text: String) {
    let any = try? CompactJWE.anyHeader(of: text)  // Refused is fine.
    let header = try? CompactJWE.header(of: text, allowedNames: names)  // Refused is fine.
    precondition(header == nil || any != nil, "a header that the lenient reader does not see")
    do {
      _ = try CompactJWE.open(text, with: keys.opening, allowedNames: names)
      preconditionFailure("a ciphertext that nobody made")
    } catch {
      precondition(error.description == "decryptionFailed: the ciphertext could not be opened", "\(error)")
    }
  }

  /// New in each run: whatever is valid under them, the fuzzer has forged.
  private static let keys: (signing: PrivateKey, opening: OAEPPrivateKey) = {
    do {
      let key = try PrivateKey.generateRSA(bits: 2048)
      return (key, try OAEPPrivateKey(pkcs8: key.pkcs8PEM()))
    } catch {
      preconditionFailure("\(error)")
    }
  }()
}

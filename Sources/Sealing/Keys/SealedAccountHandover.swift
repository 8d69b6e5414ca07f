import GnuTLS
import Identity
import JOSE
import Platform

/// What a device gets after the account key was rotated, sealed to its wrap key: the content of a message of type `keys`,
/// told from `SealedHandover` by the `typ` of its JWE.
///
///     {"version": 1, "account": "<SHA-256>", "device": "<SHA-256>", "chain": ["<DER>"], "signing": "<DER>",
///      "receipt": "<text>", "receiptSignature": "<bytes>", "keys": ["<compact JWE>"]}
///
/// Bytes are base64url.
public enum SealedAccountHandover {
  static let type = "signet-account+jwe"
  static let keysType = "signet-account-keys+jwe"
  private static let limits = StrictJSON.Limits(bytes: SealingLimits.content, depth: 3, values: 64)

  /// - Throws: `JOSEError.libraryFailed`.
  public static func seal(_ handover: AccountHandover, to wrap: RecipientKey) throws(JOSEError) -> String {
    try CompactJWE.seal(
      Array(text(of: handover).utf8), to: wrap.encryption, header: [StrictJSON.Member("typ", .string(type))])
  }

  /// Deliberate: one error for whatever is wrong, as with packets.
  /// - Throws: `SealingError.packetUnreadable`, and nothing else.
  public static func open(_ sealed: String, with wrap: ReceiveKey) throws(SealingError) -> AccountHandover {
    do {
      guard sealed.utf8.count <= SealingLimits.content else { throw unreadable }
      let header = try CompactJWE.header(of: sealed, allowedNames: ["typ"])
      let plain = try CompactJWE.open(sealed, with: wrap.decryption, allowedNames: ["typ"])
      guard header["typ"]?.stringValue == type else { throw unreadable }
      guard let handover = try plain.withBytes({ read(try StrictJSON.parse($0, limits: limits)) }) else {
        throw unreadable
      }
      return handover
    } catch {
      throw unreadable
    }
  }

  /// The account's keys, sealed to an account key of before: a full device has that in its archive.
  /// - Throws: `JOSEError`; `IdentityError.memoryUnavailable`.
  public static func seal(_ keys: AccountKeys, to account: PublicKey) throws -> String {
    try CompactJWE.seal(
      keys.serialise(), to: try OAEPPublicKey(account), header: [StrictJSON.Member("typ", .string(keysType))])
  }

  /// The keys, by the account key that the archive has.
  /// - Parameter account: DER PKCS#8.
  /// - Throws: `SealingError.packetUnreadable` where none of them is sealed to that key.
  public static func openKeys(_ handover: AccountHandover, with account: Secret) throws(SealingError) -> AccountKeys {
    for sealed in handover.sealedKeys {
      do {
        let plain = try CompactJWE.open(sealed, with: OAEPPrivateKey(pkcs8: account), allowedNames: ["typ"])
        guard try CompactJWE.header(of: sealed, allowedNames: ["typ"])["typ"]?.stringValue == keysType else { continue }
        return try AccountKeys(plain)
      } catch {
        continue  // sealed to another one of them
      }
    }
    throw SealingError(.packetUnreadable, "the account's new keys are not sealed to the key that is in the archive")
  }

  /// What can be kept in the open: of the account's keys it has only what is sealed once more.
  public static func text(of handover: AccountHandover) -> String {
    let json = StrictJSON.object([
      .init("version", .integer(1)), .init("account", .string(Base64URL.encode(handover.account.bytes))),
      .init("device", .string(Base64URL.encode(handover.device.bytes))),
      .init("chain", .array(handover.chain.map { .string(Base64URL.encode($0.der)) })),
      .init("signing", .string(Base64URL.encode(handover.signing.der))),
      .init("receipt", .string(Base64URL.encode(handover.receipt.text))),
      .init("receiptSignature", .string(Base64URL.encode(handover.receipt.signature))),
      .init("keys", .array(handover.sealedKeys.map { .string($0) })),
    ])
    return String(decoding: json.serialise(), as: UTF8.self)
  }

  /// Nil for what is none.
  public static func handover(_ text: String) -> AccountHandover? {
    // Why it is none is of no use: it comes again.
    (try? StrictJSON.parse(Array(text.utf8), limits: limits)).flatMap(read)
  }

  private static func read(_ json: StrictJSON) -> AccountHandover? {
    do {
      func bytes(_ json: StrictJSON?) throws -> [UInt8] { try Base64URL.decode(json?.stringValue ?? "") }
      func certificate(_ json: StrictJSON?) throws -> Certificate {
        let der = try bytes(json)
        guard der.count <= SealingLimits.certificateSize else { throw unreadable }
        return try Certificate(der: der)
      }
      guard json["version"]?.integerValue == 1,
        let account = AccountFingerprint(bytes: try bytes(json["account"])),
        let device = DeviceID(bytes: try bytes(json["device"])), let chain = json["chain"]?.elements, chain.count == 3,
        let keys = json["keys"]?.elements?.compactMap(\.stringValue), keys.count == json["keys"]?.elements?.count,
        keys.count <= AccountHandover.sealedLimit
      else { return nil }
      return AccountHandover(
        account: account, device: device, chain: try chain.map(certificate), signing: try certificate(json["signing"]),
        receipt: Receipt(text: try bytes(json["receipt"]), signature: try bytes(json["receiptSignature"])),
        sealedKeys: keys)
    } catch {
      return nil  // likewise
    }
  }

  private static var unreadable: SealingError {
    SealingError(.packetUnreadable, "what the account's new key brings this device cannot be opened")
  }
}

import FoundationEssentials
import GnuTLS

/// Proves that an account enrolled a device. It is kept on the device and never sent to peers.
///
/// The text is JSON without spaces, its keys in this order, built by concatenation:
/// `{"id":"<Jami ID>","dev":"<short device ID>","eth":"<40 hex>","announce":"<base64 of the packed announcement>"}`.
/// The signature is RSA PKCS#1 v1.5 with SHA-512 by the account key over exactly these bytes, so they are kept and
/// checked as they stand and never written again. jamid keeps both as `ringAccountReceipt` and
/// `ringAccountReceiptSignature`.
public struct Receipt: Sendable, Hashable {
  /// The text in UTF-8.
  public let text: [UInt8]
  /// As many bytes as the account key has.
  public let signature: [UInt8]

  /// A receipt from where it was kept; nothing about it is believed before `verify`.
  public init(text: [UInt8], signature: [UInt8]) {
    self.text = text
    self.signature = signature
  }

  /// Makes the receipt of a device.
  /// - Parameter ethereumAddress: 40 hex digits, or nothing where the account has no Ethereum key.
  /// - Throws: `GnuTLSError`.
  public static func make(
    device: PublicKey, accountKey: PrivateKey, ethereumAddress: String?
  ) throws(GnuTLSError) -> Receipt {
    let announcement = try DeviceAnnouncement.make(device: device, accountKey: accountKey)
    let text =
      "{\"id\":\"\(JamiID(of: accountKey.publicKey))\",\"dev\":\"\(ShortDeviceID(of: device))\","
      + "\"eth\":\"\(ethereumAddress ?? "")\",\"announce\":\"\(Data(announcement.packed).base64EncodedString())\"}"
    let bytes = Array(text.utf8)
    return Receipt(text: bytes, signature: try accountKey.sign(bytes, with: .rsaSHA512))
  }

  /// What speaks against this being `account`'s receipt for `device`; empty when nothing does. These are the checks
  /// that jamid makes when it loads an account, so that what passes here loads there.
  public func verify(account: PublicKey, device: PublicKey) -> [ReceiptFailure] {
    var failures: [ReceiptFailure] = []
    if !account.isValid(signature, for: text, with: .rsaSHA512) { failures.append(.signatureInvalid) }
    guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(text)) else {  // no loss: reported below
      return failures + [.textDamaged]
    }
    if fields.id != JamiID(of: account).text { failures.append(.otherAccount) }
    if fields.dev != ShortDeviceID(of: device).text { failures.append(.otherDevice) }
    return failures + Self.check(fields.announce, account: account, device: device)
  }

  private struct Fields: Decodable {
    let id: String
    let dev: String
    let announce: String
  }

  private static func check(_ base64: String, account: PublicKey, device: PublicKey) -> [ReceiptFailure] {
    let announcement: DeviceAnnouncement
    do throws(IdentityError) {
      guard let packed = Data(base64Encoded: base64) else { return [.announcementDamaged] }
      announcement = try DeviceAnnouncement(packed: Array(packed))
    } catch {
      return [.announcementDamaged]
    }
    var failures: [ReceiptFailure] = []
    if !account.isValid(announcement.signature, for: announcement.body, with: .rsaSHA512) {
      failures.append(.announcementSignatureInvalid)
    }
    if announcement.owner != account.spki { failures.append(.announcementOtherAccount) }
    let namesDevice = announcement.shortDeviceID == ShortDeviceID(of: device).bytes
    // Values from before 2022 have no key: the short ID has to do.
    if !namesDevice || announcement.deviceKey ?? device.spki != device.spki {
      failures.append(.announcementOtherDevice)
    }
    return failures
  }
}

import FoundationEssentials
import GnuTLS
import Identity
import Platform
import Testing

@Suite("Receipts")
struct ReceiptTests {
  private let account = TestKeys.account.publicKey
  private let phone = TestKeys.phone.publicKey

  @Test("A receipt of a real jamid verifies, and its announcement is read and signed as it says")
  func realReceipt() throws {
    let vectors = try JamiVectors.read()
    let chain = try vectors.chain
    let receipt = Receipt(text: Array(vectors.receipt.utf8), signature: Array(vectors.receiptSignature))
    #expect(receipt.verify(account: chain[1].publicKey, device: chain[0].publicKey) == [])

    let announcement = try DeviceAnnouncement(packed: Array(vectors.packedAnnouncement))
    #expect(announcement.body == Array(vectors.signedBody))
    #expect(announcement.signature == Array(vectors.storedSignature))
    #expect(announcement.owner == chain[1].publicKey.spki)
    #expect(announcement.deviceKey == chain[0].publicKey.spki)
    #expect(Hex.text(of: announcement.shortDeviceID) == vectors.shortDeviceId)
  }

  @Test("Our receipt has exactly the form of jamid's")
  func form() throws {
    let receipt = try Receipt.make(device: phone, accountKey: TestKeys.account, ethereumAddress: "ab")
    let text = String(decoding: receipt.text, as: UTF8.self)
    let start =
      "{\"id\":\"\(JamiID(of: account))\",\"dev\":\"\(ShortDeviceID(of: phone))\",\"eth\":\"ab\",\"announce\":\""
    #expect(text.hasPrefix(start) && text.hasSuffix("=\"}") || text.hasSuffix("\"}"))
    #expect(receipt.signature.count == 512)
    #expect(receipt.verify(account: account, device: phone) == [])

    // The announcement is of the size that jamid's has: the fields, their order and their encodings are the same.
    let base64 = String(text.dropFirst(start.count).dropLast(2))
    let packed = try #require(Data(base64Encoded: base64))
    let real = try JamiVectors.read()
    #expect(packed.count == 1696 && real.packedAnnouncement.count == 1696)
    let ours = try DeviceAnnouncement(packed: Array(packed))
    let jamis = Array(real.signedBody)
    // Everything up to the owner's key, and the heads between the two keys, are constant.
    #expect(Array(ours.body.prefix(20)) == Array(jamis.prefix(20)))
    #expect(ours.body.count == jamis.count)
  }

  @Test("The signature is deterministic, so that two restores make the same receipt")
  func deterministic() throws {
    let make = { try Receipt.make(device: phone, accountKey: TestKeys.account, ethereumAddress: nil) }
    #expect(try make() == make())
  }

  @Test("Another account or another device is told apart")
  func others() throws {
    let receipt = try Receipt.make(device: phone, accountKey: TestKeys.account, ethereumAddress: nil)
    #expect(
      Set(receipt.verify(account: TestKeys.otherAccount.publicKey, device: phone)) == [
        .signatureInvalid, .otherAccount, .announcementSignatureInvalid, .announcementOtherAccount,
      ])
    #expect(
      Set(receipt.verify(account: account, device: TestKeys.laptop.publicKey)) == [
        .otherDevice, .announcementOtherDevice,
      ])
  }

  @Test("A changed text, and one that is no receipt at all, fail")
  func changed() throws {
    let receipt = try Receipt.make(device: phone, accountKey: TestKeys.account, ethereumAddress: nil)
    var text = receipt.text
    text[text.count - 10] ^= 1
    let damaged = Receipt(text: text, signature: receipt.signature).verify(account: account, device: phone)
    #expect(damaged.contains(.signatureInvalid))
    let empty = Receipt(text: [], signature: []).verify(account: account, device: phone)
    #expect(empty == [.signatureInvalid, .textDamaged])
  }

  @Test("A receipt that the account signed around an unreadable or foreign announcement fails for that")
  func announcements() throws {
    func receipt(announcing packed: [UInt8]) throws -> Receipt {
      let text =
        "{\"id\":\"\(JamiID(of: account))\",\"dev\":\"\(ShortDeviceID(of: phone))\",\"eth\":\"\","
        + "\"announce\":\"\(Data(packed).base64EncodedString())\"}"
      return Receipt(
        text: Array(text.utf8), signature: try TestKeys.account.sign(Array(text.utf8), with: .rsaSHA512))
    }
    #expect(try receipt(announcing: [1, 2, 3]).verify(account: account, device: phone) == [.announcementDamaged])

    let foreign = try DeviceAnnouncement.make(device: phone, accountKey: TestKeys.otherAccount)
    #expect(
      try receipt(announcing: foreign.packed).verify(account: account, device: phone) == [
        .announcementSignatureInvalid, .announcementOtherAccount,
      ])

    var forged = try DeviceAnnouncement.make(device: phone, accountKey: TestKeys.account).packed
    forged[forged.count - 1] ^= 1
    #expect(
      try receipt(announcing: forged).verify(account: account, device: phone) == [.announcementSignatureInvalid])

    let other = try DeviceAnnouncement.make(device: TestKeys.laptop.publicKey, accountKey: TestKeys.account)
    #expect(
      try receipt(announcing: other.packed).verify(account: account, device: phone) == [.announcementOtherDevice])
  }
}

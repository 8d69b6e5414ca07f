import GnuTLS
import Platform

/// The account's signed statement that a device is on line, in the form in which OpenDHT stores signed values.
///
/// MessagePack: `{"id": 0, "dat": {"body": {"seq", "owner", "type", "data"}, "sig"}}`, where `data` is itself a
/// MessagePack map `{"dev": short device ID, "pk": SPKI}`. The order of the keys is fixed, since the signature (RSA
/// PKCS#1 v1.5 with SHA-512, by the account key) covers the bytes of `body`. Nothing may be added to it: readers
/// rebuild it from the fields they know.
public struct DeviceAnnouncement: Sendable, Hashable {
  /// The whole value, packed, with value id 0.
  public let packed: [UInt8]
  /// DER SubjectPublicKeyInfo of the signer.
  public let owner: [UInt8]
  /// 20 bytes.
  public let shortDeviceID: [UInt8]
  /// DER SubjectPublicKeyInfo of the device key; nil in values older than 2022.
  public let deviceKey: [UInt8]?
  /// The bytes that are signed.
  public let body: [UInt8]
  public let signature: [UInt8]

  /// Makes and signs the announcement of a device.
  /// - Throws: `GnuTLSError`.
  public static func make(device: PublicKey, accountKey: PrivateKey) throws(GnuTLSError) -> DeviceAnnouncement {
    let shortID = ShortDeviceID(of: device).bytes
    let owner = accountKey.publicKey.spki
    var data = MessagePackWriter()
    data.map(2)
    data.text("dev")
    data.binary(shortID)
    data.text("pk")
    data.binary(device.spki)

    var body = MessagePackWriter()
    body.map(4)
    body.text("seq")
    body.unsigned(0)
    body.text("owner")
    body.binary(owner)
    body.text("type")
    body.unsigned(0)
    body.text("data")
    body.binary(data.bytes)

    let signature = try accountKey.sign(body.bytes, with: .rsaSHA512)
    return DeviceAnnouncement(
      packed: pack(body: body.bytes, signature: signature), owner: owner, shortDeviceID: shortID,
      deviceKey: device.spki, body: body.bytes, signature: signature)
  }

  /// Reads a packed announcement. Nothing about it is believed yet: see `Receipt.verify`.
  /// - Throws: `IdentityError.recordDamaged`.
  public init(packed: [UInt8]) throws(IdentityError) {
    let value = try Self.members(of: packed, at: "the value")
    guard let signed = value["dat"] else { throw Self.damaged("it has no content") }
    let parts = try Self.members(of: Array(packed[signed.range]), at: "its content")
    guard let bodyMember = parts["body"], case .binary(let signature)? = parts["sig"]?.value else {
      throw Self.damaged("it is not signed")
    }
    let body = Array(packed[signed.range])[bodyMember.range]
    let fields = try Self.members(of: Array(body), at: "its body")
    guard case .binary(let owner)? = fields["owner"]?.value, case .binary(let data)? = fields["data"]?.value,
      case .unsigned(0)? = fields["type"]?.value
    else { throw Self.damaged("its body lacks owner, type or data") }
    let content = try Self.members(of: data, at: "its data")
    guard case .binary(let shortID)? = content["dev"]?.value else { throw Self.damaged("it names no device") }
    var deviceKey: [UInt8]?
    if case .binary(let key)? = content["pk"]?.value { deviceKey = key }
    self.init(
      packed: packed, owner: owner, shortDeviceID: shortID, deviceKey: deviceKey, body: Array(body),
      signature: signature)
  }

  private init(
    packed: [UInt8], owner: [UInt8], shortDeviceID: [UInt8], deviceKey: [UInt8]?, body: [UInt8], signature: [UInt8]
  ) {
    self.packed = packed
    self.owner = owner
    self.shortDeviceID = shortDeviceID
    self.deviceKey = deviceKey
    self.body = body
    self.signature = signature
  }

  private static func pack(body: [UInt8], signature: [UInt8]) -> [UInt8] {
    var head = MessagePackWriter()
    head.map(2)
    head.text("id")
    head.unsigned(0)
    head.text("dat")
    head.map(2)
    head.text("body")
    var tail = MessagePackWriter()
    tail.text("sig")
    tail.binary(signature)
    return head.bytes + body + tail.bytes
  }

  private static func members(
    of bytes: [UInt8], at place: String
  ) throws(IdentityError) -> [String: (value: MessagePackReader.Value, range: Range<Int>)] {
    guard case .map(let pairs) = try MessagePackReader.read(bytes) else { throw damaged("\(place) is no map") }
    return Dictionary(uniqueKeysWithValues: pairs.map { ($0.key, ($0.value, $0.range)) })
  }

  private static func damaged(_ what: String) -> IdentityError {
    IdentityError(.recordDamaged, "the device announcement cannot be read: \(what)")
  }
}

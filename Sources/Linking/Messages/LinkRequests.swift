import GnuTLS
import Identity
import JOSE
import Platform

/// What a new device asks for: certificates of the three keys that it has made, under the name that it has.
public struct LinkRequests: Sendable, Hashable {
  /// The device key's.
  public let device: CertificateRequest
  /// The signing key's.
  public let signing: CertificateRequest
  /// The wrap key's. It gets no certificate; the request shows that the device has the key.
  public let wrap: CertificateRequest
  /// How the signing key signs.
  public let algorithm: DeviceKeys.Signing
  /// What the device is called.
  public let name: String
  /// What it runs on, in its own words.
  public let platform: String
  /// What it was before, where it is linked again.
  public private(set) var former: FormerDevice?

  public static let wrapName = "Signet wrap"
  /// The members of a message's JSON that are these.
  static let names: Set<String> = ["device", "signing", "wrap", "algorithm", "name", "platform", "former"]

  /// - Throws: `LinkingError.requestRefused` for one key in two places, a request under another name than its kind's, or
  ///   a name that is none.
  public init(
    device: CertificateRequest, signing: CertificateRequest, wrap: CertificateRequest,
    algorithm: DeviceKeys.Signing = .pss, name: String, platform: String, former: FormerDevice? = nil
  ) throws(LinkingError) {
    guard Set([device, signing, wrap].map(\.publicKey.spki)).count == 3 else {
      throw Self.refused("one key is to serve two purposes")
    }
    guard device.commonName == CertificateIssuer.deviceName, wrap.commonName == Self.wrapName else {
      throw Self.refused("a request is not for the kind of key that it stands for")
    }
    guard platform.utf8.count <= LinkingLimits.platform else { throw Self.refused("its platform's name is too long") }
    do throws(IdentityError) {
      self.name = try PersonalName.checked(name)
      self.platform = try PersonalName.checked(platform)
    } catch {
      throw Self.refused(error.reason)
    }
    guard former?.device != DeviceID(of: device.publicKey) else {
      throw Self.refused("it is to take its own place")
    }
    self.device = device
    self.signing = signing
    self.wrap = wrap
    self.algorithm = algorithm
    self.former = former
  }

  init(_ fields: MessageFields) throws {
    let former = try fields.value("former")
    try self.init(
      device: try CertificateRequest(der: try fields.bytes("device")),
      signing: try CertificateRequest(der: try fields.bytes("signing")),
      wrap: try CertificateRequest(der: try fields.bytes("wrap")),
      algorithm: try Self.algorithm(try fields.text("algorithm")), name: try fields.text("name"),
      platform: try fields.text("platform"), former: former.isNull ? nil : try FormerDevice(former))
  }

  /// The same, with the word of the device that this machine was before.
  /// - Throws: `LinkingError.requestRefused` where that is the same device.
  public func following(_ former: FormerDevice) throws(LinkingError) -> LinkRequests {
    try LinkRequests(
      device: device, signing: signing, wrap: wrap, algorithm: algorithm, name: name, platform: platform,
      former: former)
  }

  /// The ID that the device will have.
  public var deviceID: DeviceID { DeviceID(of: device.publicKey) }

  var members: [StrictJSON.Member] {
    [
      .init("device", .string(Base64URL.encode(device.der))),
      .init("signing", .string(Base64URL.encode(signing.der))),
      .init("wrap", .string(Base64URL.encode(wrap.der))),
      .init("algorithm", .string(Self.name(of: algorithm))), .init("name", .string(name)),
      .init("platform", .string(platform)), .init("former", former?.json ?? .null),
    ]
  }

  static func name(of algorithm: DeviceKeys.Signing) -> String { algorithm == .pss ? "PS256" : "RS256" }

  static func algorithm(_ name: String) throws(LinkingError) -> DeviceKeys.Signing {
    switch name {
    case "PS256": return .pss
    case "RS256": return .pkcs1
    default: throw MessageFields.unfit("algorithm")
    }
  }

  private static func refused(_ why: String) -> LinkingError {
    LinkingError(.requestRefused, "what the new device asks for cannot be granted: \(why)")
  }
}

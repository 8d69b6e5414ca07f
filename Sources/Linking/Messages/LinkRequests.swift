import GnuTLS
import Identity
import Platform

/// What a new device asks for: certificates of the three keys that it has made, under the name that it has.
public struct LinkRequests: Sendable, Hashable {
  /// The device key's.
  public let device: CertificateRequest
  /// The signing key's.
  public let signing: CertificateRequest
  /// The wrap key's. It gets no certificate; the request shows that the device has the key.
  public let wrap: CertificateRequest
  /// What the device is called.
  public let name: String
  /// What it runs on, in its own words.
  public let platform: String

  public static let wrapName = "Signet wrap"

  /// - Throws: `LinkingError.requestRefused` for one key in two places, a request under another name than its kind's, or
  ///   a name that is none.
  public init(
    device: CertificateRequest, signing: CertificateRequest, wrap: CertificateRequest, name: String, platform: String
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
    self.device = device
    self.signing = signing
    self.wrap = wrap
  }

  /// The ID that the device will have.
  public var deviceID: DeviceID { DeviceID(of: device.publicKey) }

  private static func refused(_ why: String) -> LinkingError {
    LinkingError(.requestRefused, "what the new device asks for cannot be granted: \(why)")
  }
}

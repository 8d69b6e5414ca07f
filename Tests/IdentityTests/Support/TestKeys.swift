import FoundationEssentials
import GnuTLS
import Platform

/// The keys and files that the tests share. Making RSA keys would take minutes.
enum TestKeys {
  static let authority = load("rsa4096-1")
  static let account = load("rsa4096-2")
  static let phone = load("rsa4096-3")
  static let laptop = load("rsa4096-4")
  static let otherAccount = load("rsa4096-5")
  static let otherAuthority = load("rsa4096-6")
  static let short = load("rsa2048-1")

  static func fixture(_ path: String) throws -> Data {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return try Data(contentsOf: folder.appending(path: "../../../Fixtures/" + path))
  }

  static func load(_ name: String) -> PrivateKey {
    do {
      return try PrivateKey(serialised: Secret(copying: Array(fixture("keys/\(name).pem"))))
    } catch {
      preconditionFailure("the test key \(name) cannot be read: \(error)")
    }
  }
}

/// Values that a jamid of 2023 made.
struct JamiVectors: Decodable {
  let jamiId: String
  let deviceId: String
  let shortDeviceId: String
  let ethereumKey: String
  let ethereumAddress: String
  let receipt: String
  let receiptSignature: Data
  let packedAnnouncement: Data
  let signedBody: Data
  let storedSignature: Data
  let chainPem: String
  let revocationList: Data
  let revokedSerial: String
  let revokedDeviceId: String
  let revocationNumber: String

  static func read() throws -> JamiVectors {
    try JSONDecoder().decode(JamiVectors.self, from: TestKeys.fixture("jami/device-vectors.json"))
  }

  var chain: [Certificate] { get throws { try Certificate.list(pem: Array(chainPem.utf8)) } }
}

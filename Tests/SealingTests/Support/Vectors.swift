import FoundationEssentials
import GnuTLS
import Jasper
import Platform

@testable import Sealing

/// The files of Fixtures/jasper, as its README describes them.
enum Vectors {
  struct Keys: Codable {
    /// PEM PKCS#8 of the two receive keys, by the names that packets use.
    var receiveKeys: [String: String]
    /// Base64 of the account key's SPKI.
    var account: String
    /// Base64 of the DER.
    var signingCertificate: String
    /// The verifier's clock.
    var now: String
  }

  struct WirePacket: Codable, Equatable {
    var recipient: String
    var message: String
    var hash: String
    var signature: String

    init(_ packet: Packet) {
      recipient = packet.recipient
      message = packet.message
      hash = packet.hash.text
      signature = packet.signature
    }

    var packet: Packet { Packet(recipient: recipient, message: message, signature: signature) }
  }

  struct PacketCase: Codable {
    var name: String
    var receiveKey: String
    var packet: WirePacket
    /// The code of the error when it does not open; then there is nothing else.
    var error: String?
    /// The exact text that is signed.
    var message: String?
    var content: String?
    var type: String?
    var jti: String?
    var timestamp: String?
    /// The policies that fail, sorted.
    var failures: [String]?
  }

  struct CardCase: Codable {
    var name: String
    var packet: WirePacket
    var error: String?
    var generation: Int?
    var issued: String?
    var relays: [String]?
    var receive: String?
    var failures: [String]?
  }

  struct Tree: Codable {
    struct Recipient: Codable {
      /// Base64.
      var spki: String
      /// Base64url, like all below.
      var salt: String
      var path: [String]
    }

    var root: String
    var recipients: [Recipient]
  }

  struct Parts: Codable {
    struct Address: Codable {
      var jamiID: String
      var recipient: String
    }

    struct Padding: Codable {
      var bytes: Int
      var padded: Int
    }

    struct Timestamp: Codable {
      var text: String
      /// Nil for one that is refused.
      var milliseconds: Int64?
    }

    struct Link: Codable {
      var text: String
      var isValid: Bool
    }

    var cardAddresses: [Address]
    var padding: [Padding]
    var timestamps: [Timestamp]
    var invitations: [Link]
    var trees: [Tree]
  }

  static func read<File: Decodable>(_ name: String) throws -> File {
    try JSONDecoder().decode(File.self, from: Data(TestKeys.file("jasper/\(name).json")))
  }

  static func write(_ file: some Encodable, _ name: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try (encoder.encode(file) + [0x0a]).write(to: TestKeys.fixtures.appending(path: "jasper/\(name).json"))
  }
}

import FoundationEssentials
import GnuTLS
import Testing

@testable import Relay

@Suite("Canary packets")
struct CanaryPacketTests {
  @Test func `a canary has the parts, headers and sizes of a packet`() throws {
    var generator = SeededGenerator(seed: 31)
    for _ in 0..<20 {
      let packet = CanaryPacket(using: &generator)
      let key = try #require(Data(base64Encoded: packet.recipient))
      #expect(key.count == 550)
      // A library takes it for a key.
      _ = try PublicKey(spki: Array(key))
      #expect(packet.hash == ItemID(bytes: Digest.sha256.hash(Array(packet.message.utf8)))?.hash)
      for (text, sizes) in [(packet.message, [1_366, 2_731, 5_462]), (packet.signature, [1_366, 2_731, 5_462])] {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(\.utf8.count)
        #expect(parts.count == 5 && parts[1] == 683 && parts[2] == 16 && parts[4] == 22)
        #expect(sizes.contains(parts[3]))
      }
    }
  }

  @Test func `the header binds recipient and signature as a relay checks it`() throws {
    var generator = SeededGenerator(seed: 32)
    let packet = CanaryPacket(using: &generator)
    var header = String(try #require(packet.message.split(separator: ".").first))
      .replacing("-", with: "+").replacing("_", with: "/")
    while header.utf8.count % 4 != 0 { header += "=" }
    struct Header: Decodable { let alg, enc, rcpt, sig: String }
    let decoded = try JSONDecoder().decode(Header.self, from: try #require(Data(base64Encoded: header)))
    #expect(decoded.alg == "RSA-OAEP-256" && decoded.enc == "A256GCM")
    func digest(_ text: String) -> String {
      Data(Digest.sha256.hash(Array(text.utf8))).base64EncodedString()
        .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
    #expect(decoded.rcpt == digest(packet.recipient))
    #expect(decoded.sig == digest(packet.signature))
  }
}

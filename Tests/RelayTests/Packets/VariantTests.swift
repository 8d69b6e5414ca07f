import FoundationEssentials
import Jasper
import Platform
import Testing

@testable import Relay

struct VariantTests {
  let clock = DrivenClock()

  /// A message whose header binds recipient and signature, as Signet's do.
  private func bound(_ recipient: String, _ signature: String) -> String {
    func encoded(_ bytes: [UInt8]) -> String {
      Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
    let rcpt = encoded(SHA256Digest.of(recipient).bytes)
    let sig = encoded(SHA256Digest.of(signature).bytes)
    return encoded(Array(#"{"alg":"RSA-OAEP-256","enc":"A256GCM","rcpt":"\#(rcpt)","sig":"\#(sig)"}"#.utf8))
      + ".a.b.c.d"
  }

  @Test func `up to four packets share a message, and all of them are fetched`() async throws {
    let store = try TestStore(.sqlite)
    let database = try store.open(clock)
    let packets = (0..<5).map { Packet(recipient: "r\($0 % 2)", message: "one text", signature: "s\($0)") }
    for (number, packet) in packets.enumerated() {
      let refusal = try await database.add(packet, from: source(UInt8(number)))
      #expect(refusal?.kind == (number < 4 ? nil : .variantsFull))
    }
    let found = try await database.bodies(of: database.look { $0.numbers(of: [packets[0].hash]) })
    #expect(try found.map { try Packet(json: $0) } == Array(packets[..<4]))
    #expect(database.hashes == [packets[0].hash])
    await store.close(database)
  }

  @Test func `one source cannot take all the room of a message`() async throws {
    let store = try TestStore(.sqlite)
    let database = try store.open(clock)
    for number in 0..<4 {
      let junk = Packet(recipient: "junk \(number)", message: "true text", signature: "junk")
      let refusal = try await database.add(junk, from: source(1))
      #expect(refusal?.kind == (number < 2 ? nil : .variantsFull))
    }
    let real = Packet(recipient: "bob", message: "true text", signature: "real")
    #expect(try await database.add(real, from: source(2)) == nil)
    #expect(try await database.packets(for: "bob") == [real])
    await store.close(database)
  }

  @Test func `a true message under another recipient or signature is refused where its header binds both`() throws {
    let message = bound("bob", "real")
    _ = try PacketCandidate(Packet(recipient: "bob", message: message, signature: "real"), from: source(1))
    for (recipient, signature) in [("eve", "real"), ("bob", "junk"), ("eve", "junk")] {
      #expect(throws: JasperError(.bindingWrong, "")) {
        _ = try PacketCandidate(Packet(recipient: recipient, message: message, signature: signature), from: source(1))
      }
    }
  }

  @Test func `a header that binds with something that is no digest binds to nothing`() {
    for value in ["7", "null", #""""#, #""x""#, "[]"] {
      let header = Data(#"{"alg":"x","rcpt":\#(value)}"#.utf8).base64EncodedString().replacing("=", with: "")
      #expect(throws: JasperError(.bindingWrong, "")) {
        _ = try PacketCandidate(Packet(recipient: "bob", message: header + ".a", signature: "s"), from: source(1))
      }
    }
  }

  @Test(arguments: ["hello", "", "eyJ", "eyJ.", "eyJhbGc", "eyJhbGciOiJ4In0.a.b", "e30.x", "....", "ey\u{1F600}."])
  func `a message that is no sealed one is opaque`(_ message: String) throws {
    _ = try PacketCandidate(Packet(recipient: "bob", message: message, signature: "s"), from: source(1))
  }
}

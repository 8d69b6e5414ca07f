import GnuTLS
import Identity
import JOSE
import Jasper
import Platform
import Testing

@testable import Sealing

@Suite("Hostile input")
struct HostileInputTests {
  private static let sender = TestSender.shared

  /// A text with some of its bytes changed, taken out, put in or repeated.
  private static func mutated(_ bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !result.isEmpty {
      let index = Int.random(in: result.indices, using: &random)
      switch Int.random(in: 0...4, using: &random) {
      case 0: result[index] = UInt8.random(in: 0...255, using: &random)
      case 1: result[index] ^= 1 << UInt8.random(in: 0...7, using: &random)
      case 2: result.remove(at: index)
      case 3: result.insert(Array("\"{}[],:\\ 0".utf8).randomElement(using: &random) ?? 0, at: index)
      default: result.append(contentsOf: result[index...].prefix(40))
      }
    }
    return result
  }

  @Test func `20,000 damaged messages, envelopes and cards are read or refused, and what is read is what stands there`()
    throws
  {
    let message = try Self.sender.message().bytes
    let envelope = try Handmade(Self.sender).envelope
    let card = try CardTests.card().bytes
    var random = SplitMix(state: 20_261_121)
    for _ in 0..<20_000 {
      if let read = MessageObject(bytes: Self.mutated(message, &random)) {
        #expect(read.content.utf8.count <= SealingLimits.content)
        #expect(try StrictJSON.parse(read.bytes)["id"]?.stringValue == read.id.text)
      }
    }
    for _ in 0..<4000 {
      if let read = SignatureEnvelope(bytes: Self.mutated(envelope, &random)) {
        #expect(SignatureEnvelope(bytes: read.bytes)?.binding == read.binding)
        _ = SignedContent(read.jws, detachedPayload: message)
      }
      do throws(SealingError) {
        let read = try Card(bytes: Self.mutated(card, &random))
        #expect(try Card(bytes: read.bytes) == read)
      } catch {
        #expect(error.kind == .cardMalformed || error.kind == .recipientRefused)
      }
    }
  }

  @Test func `20,000 damaged invitations are read or refused`() throws {
    let digest = Base64URL.encode([UInt8](repeating: 3, count: 32))
    let link = "signet:contact/1?id=\(String(repeating: "a1", count: 20))&account=\(digest)&relay=http://a.example:80"
    var random = SplitMix(state: 3)
    for _ in 0..<20_000 {
      let text = String(decoding: Self.mutated(Array(link.utf8), &random), as: UTF8.self)
      do throws(SealingError) {
        let read = try Invitation(text)
        #expect(try Invitation(read.text) == read)
      } catch {
        #expect(error.kind == .invitationMalformed)
      }
    }
  }

  @Test func `the largest content arrives, and its packet fits into a relay's body`() throws {
    let message = try Self.sender.message(String(repeating: "\n", count: SealingLimits.content - 3000))
    let packet = try Self.sender.packet(message)
    #expect(packet.json.count < PacketLimits.body)
    #expect(try Packet(json: packet.json) == packet)
    #expect(try TestSender.opener().open(packet).unverifiedMessage == message)
  }

  @Test func `a relay takes a packet as it is, and refuses one with another recipient or signature`() throws {
    let packet = try Self.sender.packet()
    #expect(try Packet(json: packet.json) == packet)
    let other = Packet(recipient: TestSender.otherReceive.text, message: packet.message, signature: packet.signature)
    #expect(throws: JasperError(.bindingWrong, "")) { try Packet(json: other.json) }
    let junk = Packet(recipient: packet.recipient, message: packet.message, signature: "junk")
    #expect(throws: JasperError(.bindingWrong, "")) { try Packet(json: junk.json) }
    let card = try SignedCard.sign(CardTests.card(), with: Self.sender.key(), number: CardTests.number(1))
    #expect(try Packet(json: card.json) == card)
    let moved = Packet(recipient: card.recipient, message: card.message, signature: "junk")
    #expect(throws: JasperError(.bindingWrong, "")) { try Packet(json: moved.json) }
  }
}

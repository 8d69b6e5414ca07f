import DaemonAPI
import FoundationEssentials
import Testing

@testable import Daemon

@Suite struct PacketAnswerTests {
  private static let body = PacketBody(recipient: "MII+/w==", message: "eyJ.a-_.b", hash: "00ff", signature: "eyK.c.d")

  @Test(arguments: ["0badc0de", #"a "quoted" \ id"#, "ümlaut / 文 \u{2028}"], [0, 1, 3])
  func `an answer with packets is the text that the JSON encoder writes`(id: String, packets: Int) throws {
    let answer = PacketAnswer(
      id: id, channel: "0b9d2a52-6f0e-4d2f-8f5f-2f5d8a3d7c11", timestamp: "2026-11-21T22:00:00.000Z", jti: "AAECAw",
      packets: [PacketBody](repeating: Self.body, count: packets))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(String(decoding: answer.json, as: UTF8.self) == String(decoding: try encoder.encode(answer), as: UTF8.self))
    #expect(try JSONDecoder().decode(PacketAnswer.self, from: Data(answer.json)) == answer)
  }
}

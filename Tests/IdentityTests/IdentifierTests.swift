import FoundationEssentials
import GnuTLS
import Identity
import Platform
import Testing

@Suite("Identifiers")
struct IdentifierTests {
  @Test("A real device's identifiers are those that jamid gave it")
  func identifiers() throws {
    let vectors = try JamiVectors.read()
    let chain = try vectors.chain
    #expect(DeviceID(of: chain[0].publicKey).text == vectors.deviceId)
    #expect(ShortDeviceID(of: chain[0].publicKey).text == vectors.shortDeviceId)
    #expect(JamiID(of: chain[1].publicKey).text == vectors.jamiId)
  }

  @Test("Hex of either case is read, other lengths and other characters are refused")
  func parsing() throws {
    let text = String(repeating: "aB", count: 20)
    #expect(try JamiID(parsing: text).text == text.lowercased())
    for bad in [
      "", String(text.dropLast()), text + "0", String(repeating: "g", count: 40), "jami:" + text.dropFirst(5),
    ] {
      #expect(throws: IdentityError(.identifierMalformed, "")) { try JamiID(parsing: bad) }
    }
    #expect(DeviceID(text) == nil)
  }

  @Test("In JSON an identifier is its text, and a bad one does not decode")
  func coding() throws {
    let id = try JamiID(parsing: String(repeating: "0a", count: 20))
    let json = try JSONEncoder().encode([id])
    #expect(String(decoding: json, as: UTF8.self) == "[\"\(id)\"]")
    #expect(try JSONDecoder().decode([JamiID].self, from: json) == [id])
    #expect(throws: (any Error).self) { try JSONDecoder().decode([JamiID].self, from: Data("[\"0a\"]".utf8)) }
  }

  @Test("Names are trimmed; empty, overlong and forged ones are refused")
  func names() throws {
    #expect(try PersonalName.checked("  Ada Lovelace \n") == "Ada Lovelace")
    #expect(try PersonalName.checked("日本語 ☕") == "日本語 ☕")
    for bad in ["", " \t", "a\u{1b}[2J", "a\nb", String(repeating: "a", count: 257)] {
      #expect(throws: IdentityError(.nameRefused, "")) { try PersonalName.checked(bad) }
    }
  }
}

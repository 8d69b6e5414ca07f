import GnuTLS
import Identity
import Platform
import Testing

@testable import Sealing

@Suite struct ChannelStatementTests {
  private static func member(_ number: UInt8) throws -> ChannelMember {
    ChannelMember(
      id: try #require(
        JamiID(String(repeating: "0", count: 38) + (number < 16 ? "0" : "") + String(number, radix: 16))),
      account: try #require(AccountFingerprint(bytes: [UInt8](repeating: number, count: 32))))
  }

  private static func statement(name: String, members: [ChannelMember]) throws -> ChannelStatement {
    let nonce = try #require(ChannelNonce(bytes: [UInt8](repeating: 9, count: 16)))
    return try ChannelStatement(nonce: nonce, name: name, members: members)
  }

  @Test func `a statement comes back from its text, its members sorted and each once`() throws {
    let members = try [3, 1, 2, 1].map(Self.member)
    let statement = try Self.statement(name: "Grüße \u{1F600}", members: members)
    #expect(try statement.members == [1, 2, 3].map(Self.member))
    #expect(try ChannelStatement(content: statement.content) == statement)
  }

  @Test func `its text is the one that the manual shows`() throws {
    let statement = try Self.statement(name: "Trip", members: [Self.member(1)])
    #expect(
      statement.content
        == #"{"version":1,"nonce":"CQkJCQkJCQkJCQkJCQkJCQ","name":"Trip","members":[{"#
        + #""id":"0000000000000000000000000000000000000001","account":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"}]}"#
    )
  }

  @Test(arguments: [
    "", "a\nb", "a\u{0}b", "\u{85}", String(repeating: "a", count: 257), String(repeating: "ü", count: 129),
  ])
  func `a name that is none is refused`(_ name: String) {
    #expect(throws: SealingError(.channelMalformed, "")) {
      _ = try Self.statement(name: name, members: [Self.member(1)])
    }
  }

  @Test func `a member is named once, and there is at least one`() throws {
    let one = try Self.member(1)
    let other = try Self.member(2)
    let crossed = [
      ChannelMember(id: one.id, account: other.account), ChannelMember(id: other.id, account: one.account),
    ]
    for members in [[], [one, crossed[0]], [one, crossed[1]]] {
      #expect(throws: SealingError(.channelMalformed, "")) { _ = try Self.statement(name: "x", members: members) }
    }
    #expect(throws: SealingError(.channelMalformed, "")) {
      _ = try Self.statement(
        name: "x",
        members: (0...SealingLimits.recipients).map { number in
          let digits = String(number, radix: 16)
          var bytes = [UInt8](repeating: 0, count: 32)
          (bytes[0], bytes[1]) = (UInt8(number >> 8), UInt8(number & 255))
          return ChannelMember(
            id: try #require(JamiID(String(repeating: "0", count: 40 - digits.count) + digits)),
            account: try #require(AccountFingerprint(bytes: bytes)))
        })
    }
  }

  @Test(
    arguments: [
      ("\"version\":1", "\"version\":2"), ("\"version\":1", "\"version\":\"1\""), ("\"name\"", "\"nom\""),
      ("\"Trip\"", "7"), ("\"members\":[", "\"members\":[null,"), ("AQE", "!QE"),
      ("AQE\"", "AQ\""), ("0001\"", "001\""), ("}", "]"), ("\"name\":", "\"name\":\"x\",\"name\":"),
      ("\"nonce\"", "\"once\""), ("\"CQk", "\"Q"), ("CQ\"", "CR\""), ("\"CQkJCQkJCQkJCQkJCQkJCQ\"", "9"),
      (
        "[{",
        "[{\"id\":\"0000000000000000000000000000000000000001\",\"account\":\"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE\"},{"
      ),
    ])
  func `a damaged statement is none`(_ part: String, _ replacement: String) throws {
    let text = try Self.statement(name: "Trip", members: [Self.member(1)]).content
    let damaged = text.replacing(part, with: replacement, maxReplacements: 1)
    #expect(damaged != text)
    #expect(throws: SealingError(.channelMalformed, "")) { _ = try ChannelStatement(content: damaged) }
  }
}

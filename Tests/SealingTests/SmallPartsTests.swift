import GnuTLS
import Platform
import Testing

@testable import Sealing

@Suite("Parts of a message")
struct SmallPartsTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-11-21T08:42:09Z", 1_795_250_529_000),
      ("2026-11-21t08:42:09.5z", 1_795_250_529_500), ("2026-11-21T08:42:09.123456789Z", 1_795_250_529_123),
      ("2026-11-21T10:42:09+02:00", 1_795_250_529_000), ("2026-11-20T23:12:09-09:30", 1_795_250_529_000),
      ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("2000-02-29T00:00:00Z", 951_782_400_000),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ] as [(String, Int64)])
  func `a timestamp is read by RFC 3339`(_ text: String, _ milliseconds: Int64) {
    #expect(MessageTimestamp(text)?.milliseconds == milliseconds)
  }

  @Test(
    arguments: [
      "", "now", "2026-11-21", "2026-11-21T08:42:09", "2026-11-21 08:42:09Z", "2026-11-21T08:42Z",
      "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
      "2026-11-31T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T08:60:00Z", "2026-11-21T08:42:61Z",
      "2026-11-21T08:42:09.Z", "2026-11-21T08:42:09.1234567890Z", "2026-11-21T08:42:09+2:00",
      "2026-11-21T08:42:09+24:00", "2026-11-21T08:42:09ZZ", " 2026-11-21T08:42:09Z", "+026-11-21T08:42:09Z",
      "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01", "٢٠٢٦-11-21T08:42:09Z",
    ])
  func `anything else is no timestamp`(_ text: String) { #expect(MessageTimestamp(text) == nil) }

  @Test func `every timestamp comes back from its text`() {
    var random = SplitMix(state: 1)
    for _ in 0..<10_000 {
      let milliseconds = Int64.random(in: MessageTimestamp.range, using: &random)
      let timestamp = MessageTimestamp(milliseconds: milliseconds)
      #expect(timestamp.flatMap { MessageTimestamp($0.text) } == timestamp)
    }
  }

  @Test func `what follows a message is dated behind it, also by a clock that is slow`() throws {
    let early = try #require(MessageTimestamp(milliseconds: 1000))
    let late = try #require(MessageTimestamp(milliseconds: 9000))
    #expect(MessageTimestamp.following(early, now: late) == late)
    #expect(MessageTimestamp.following(late, now: early).milliseconds == 9001)
  }

  @Test func `a channel is a UUID, in whichever case`() throws {
    let text = "0B57F2E1-30cc-4f11-9a3e-0123456789ab"
    #expect(ChannelID(text)?.text == text.lowercased())
    let damaged = [
      "", "0b57f2e130cc4f119a3e0123456789ab", "{\(text)}", text + "0", "0g" + text.dropFirst(2),
      "é" + text.dropFirst(2),
    ]
    for other in damaged {
      #expect(ChannelID(other) == nil)
    }
    let random = try #require(ChannelID(random: [UInt8](repeating: 0xff, count: 16)))
    #expect(random.text == "ffffffff-ffff-4fff-bfff-ffffffffffff")
    #expect(ChannelID(random: []) == nil)
  }

  @Test func `a message's id has 1 to 128 bytes and no control characters, and two spellings are two ids`() {
    #expect(MessageID("a") != nil && MessageID(String(repeating: "é", count: 64)) != nil)
    #expect(MessageID("") == nil && MessageID(String(repeating: "a", count: 129)) == nil)
    #expect(MessageID("a\nb") == nil && MessageID("a\u{0}") == nil && MessageID("a\u{9b}") == nil)
    #expect(MessageID("\u{e9}") != MessageID("e\u{301}"))
  }

  @Test func `known types come back from their text, others are to be ignored`() {
    for text in ["MESSAGE", "EDIT", "DELETE", "REACT", "SIGNET-LOG", "SIGNET-SYNC", "SIGNET-KEYS"] {
      #expect(MessageType(text).text == text && !MessageType(text).isIgnorable)
    }
    for text in ["message", "CALL", ""] { #expect(MessageType(text).text == text && MessageType(text).isIgnorable) }
  }

  @Test func `plaintexts are padded to the smallest power of two from 512 bytes, and only so unpadded`() throws {
    for (count, size) in [(1, 512), (512, 512), (513, 1024), (524_288, 524_288)] {
      let text = [UInt8](repeating: 0x7d, count: count)
      let padded = try #require(SizeClass.pad(text))
      #expect(padded.count == size)
      #expect(padded.withUnsafeBytes { SizeClass.unpad($0) } == text)
    }
    #expect(SizeClass.pad([UInt8](repeating: 0x7d, count: 524_289)) == nil)
    let text = Array("{}".utf8)
    for wrong in [
      [], text, text + [UInt8](repeating: 0x20, count: 1022), text + [UInt8](repeating: 0x0a, count: 510),
      [UInt8](repeating: 0x20, count: 512), text + [UInt8](repeating: 0, count: 509),
    ] {
      #expect(wrong.withUnsafeBytes { SizeClass.unpad($0) } != text)
    }
  }

  @Test func `a reaction is a name between colons`() {
    for text in [":heart:", ":+1:", ":ü:"] { #expect(Reaction(text)?.text == text) }
    for text in [
      "", "::", "heart", ":heart", "heart:", ":a:b:", ":a b:", ":a\n:", ":\(String(repeating: "a", count: 65)):",
    ] {
      #expect(Reaction(text) == nil)
    }
  }
}

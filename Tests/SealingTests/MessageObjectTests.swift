import GnuTLS
import JOSE
import Platform
import Testing

@testable import Sealing

@Suite("Message objects")
struct MessageObjectTests {
  private let sender = TestSender.shared

  @Test(arguments: [MessageType.message, .edit, .delete, .react, .log, .sync, .keys])
  func `a message of each type comes back from its bytes`(_ type: MessageType) throws {
    let message = try sender.message(type == .react ? ":heart:" : "grüß\n\"dich\" \u{1F600}", type: type)
    let read = try #require(MessageObject(bytes: message.bytes))
    #expect(read == message && read.type == type && read.content == message.content && read.id == message.id)
    #expect(read.sender == message.sender && read.channel == message.channel && read.timestamp == message.timestamp)
  }

  @Test func `the fields are written as the protocol names them, in its order`() throws {
    let json = try StrictJSON.parse(sender.message().bytes)
    #expect(json.members?.map(\.name) == ["sender", "channel_id", "type", "content", "id", "timestamp"])
    #expect(json["timestamp"]?.stringValue == "2026-11-21T01:00:00.000Z")
  }

  @Test func `bytes that another program wrote are kept as they are`() throws {
    let text = try String(decoding: sender.message().bytes, as: UTF8.self)
    let other = text.replacing(",", with: " ,\n").replacing("hello", with: "h\\u0065llo").replacing(
      "}", with: ",\"x\":[1]}")
    let read = try #require(MessageObject(bytes: Array(other.utf8)))
    #expect(read.content == "hello")
    #expect(read.bytes == Array(other.utf8))
  }

  @Test func `an unknown type is to be ignored and is no error`() throws {
    let text = try String(decoding: sender.message().bytes, as: UTF8.self).replacing("MESSAGE", with: "CALL-OFFER")
    let read = try #require(MessageObject(bytes: Array(text.utf8)))
    #expect(read.type == .other("CALL-OFFER") && read.type.isIgnorable)
  }

  @Test(
    arguments: [
      ("\"type\":\"MESSAGE\",", ""), ("\"type\":\"MESSAGE\"", "\"type\":\"MESSAGE\",\"type\":\"EDIT\""),
      ("\"type\":\"MESSAGE\"", "\"type\":\"\""), ("\"type\":\"MESSAGE\"", "\"type\":1"),
      ("\"type\":\"MESSAGE\"", "\"type\":\"MESSAGE\",\"x\":{\"a\":1,\"a\":2}"), ("\"hello\"", "null"),
      ("\"m1\"", "\"\""), ("\"m1\"", "\"a\\u0000\""), ("2026-11-21T", "2026-11-32T"),
      ("\"sender\":\"M", "\"sender\":\" M"),
      ("\"sender\":\"MII", "\"sender\":\"AII"), ("05050505-", "05050505"), ("hello", "\\ud800"), ("}", "}x"), ("}", ""),
    ])
  func `a damaged one is none`(_ part: String, _ replacement: String) throws {
    let text = try String(decoding: sender.message().bytes, as: UTF8.self)
    let damaged = text.replacing(part, with: replacement, maxReplacements: 1)
    #expect(damaged != text)
    #expect(MessageObject(bytes: Array(damaged.utf8)) == nil)
  }

  @Test func `contents are limited, and reactions have their form`() throws {
    #expect(
      try sender.message(String(repeating: "a", count: SealingLimits.content)).bytes.count > SealingLimits.content)
    let refused = SealingError(.messageRefused, "")
    #expect(throws: refused) { try sender.message(String(repeating: "a", count: SealingLimits.content + 1)) }
    // Six bytes each in JSON: short enough as a text, too long as a packet.
    #expect(throws: refused) { try sender.message(String(repeating: "\u{1}", count: SealingLimits.content)) }
    #expect(throws: refused) { try sender.message("heart", type: .react) }
    #expect(throws: refused) { try sender.message(type: .other("CALL")) }
  }
}

import Testing

@testable import Identity

@Suite("MessagePack")
struct MessagePackTests {
  @Test("Numbers and byte strings are written in their shortest form")
  func shortest() {
    let numbers: [(UInt64, [UInt8])] = [
      (0, [0]), (127, [0x7f]), (128, [0xcc, 0x80]), (256, [0xcd, 1, 0]), (65_536, [0xce, 0, 1, 0, 0]),
      (1 << 32, [0xcf, 0, 0, 0, 1, 0, 0, 0, 0]),
    ]
    for (number, bytes) in numbers {
      var writer = MessagePackWriter()
      writer.unsigned(number)
      #expect(writer.bytes == bytes)
    }
    for (count, head) in [(3, [0xc4, 3]), (256, [0xc5, 1, 0]), (65_536, [0xc6, 0, 1, 0, 0])] as [(Int, [UInt8])] {
      var writer = MessagePackWriter()
      writer.binary([UInt8](repeating: 9, count: count))
      #expect(writer.bytes.starts(with: head) && writer.bytes.count == head.count + count)
    }
  }

  @Test("Every truncation of a value, a second value behind it, and a repeated key are refused")
  func malformed() throws {
    let packed = Array(try JamiVectors.read().packedAnnouncement)
    _ = try MessagePackReader.read(packed)
    for count in stride(from: 0, to: packed.count, by: 7) {
      #expect(throws: IdentityError.self) { try MessagePackReader.read(Array(packed.prefix(count))) }
    }
    #expect(throws: IdentityError.self) { try MessagePackReader.read(packed + [0]) }
    #expect(throws: IdentityError.self) { try MessagePackReader.read([0x82, 0xa1, 0x61, 1, 0xa1, 0x61, 2]) }
    #expect(throws: IdentityError.self) { try MessagePackReader.read([UInt8](repeating: 0x91, count: 100) + [1]) }
    #expect(throws: IdentityError.self) { try MessagePackReader.read([0xdd, 0xff, 0xff, 0xff, 0xff]) }
    #expect(throws: IdentityError.self) { try MessagePackReader.read([0xc1]) }
  }
}

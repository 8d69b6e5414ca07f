import GnuTLS
import Identity
import Platform
import Testing

@testable import Sealing

@Suite struct DirectChannelTests {
  @Test func `two accounts have one channel from either side, and it is the one that another implementation comes to`()
    throws
  {
    let one = try #require(AccountFingerprint(bytes: Array(0...31)))
    let other = try #require(AccountFingerprint(bytes: (0...31).map { 255 - $0 }))
    // By Python's hashlib, written out.
    #expect(DirectChannel.id(one, other).text == "59756229-470e-84bc-aedb-66944e73048b")
    #expect(DirectChannel.id(other, one) == DirectChannel.id(one, other))
    #expect(DirectChannel.id(one, one).text == "5df4e006-5681-8c7b-83e5-d426766ed19b")
  }

  @Test func `a drawn channel says that it was drawn, one of two accounts does not`() throws {
    let account = try #require(AccountFingerprint(bytes: [UInt8](repeating: 0x44, count: 32)))
    #expect(!DirectChannel.id(account, account).isDrawn)
    for byte: UInt8 in [0, 0x44, 0x88, 0xff] {
      let drawn = try #require(ChannelID(random: [UInt8](repeating: byte, count: 16)))
      #expect(drawn.isDrawn && ChannelID(drawn.text.uppercased()) == drawn)
    }
  }
}

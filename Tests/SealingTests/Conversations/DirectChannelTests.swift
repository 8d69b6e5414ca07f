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
}

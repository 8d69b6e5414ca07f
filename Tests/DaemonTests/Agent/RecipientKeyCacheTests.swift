import GnuTLS
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct RecipientKeyCacheTests {
  /// Another key of the same form; nobody has its private half.
  private static func text(_ number: Int) throws -> String {
    var spki = TestKeys.third.publicKey.spki
    spki.withUnsafeMutableBytes { $0.storeBytes(of: UInt32(number), toByteOffset: 100, as: UInt32.self) }
    return RecipientKey.text(of: try PublicKey(spki: spki))
  }

  @Test func `a key that was sealed to before is the same key`() throws {
    let cache = RecipientKeyCache()
    let (first, second) = (try Self.text(1), try Self.text(2))
    for _ in 0..<2 {
      #expect(try cache.key(first) == RecipientKey(first))
      #expect(try cache.key(second) == RecipientKey(second))
    }
    #expect(cache.count == 2)
  }

  @Test func `a text that is no key is refused each time and not kept`() throws {
    let cache = RecipientKeyCache()
    for _ in 0..<2 {
      #expect(throws: SealingError(.recipientRefused, "a recipient is no base64 of an RSA key")) {
        _ = try cache.key("MII=")
      }
    }
    #expect(cache.count == 0)
  }

  @Test func `no more keys are kept than the limit`() throws {
    let cache = RecipientKeyCache()
    for number in 0...RecipientKeyCache.limit {
      #expect(try cache.key(Self.text(number)).text == Self.text(number))
      #expect(cache.count <= RecipientKeyCache.limit)
    }
    #expect(cache.count == 1)
  }
}

import Platform
import Synchronization
import Testing

@testable import GnuTLS

@Suite("Key generation")
struct KeyGenerationTests {
  @Test("makes as many different keys as asked for, and counts each once, upwards", arguments: [1, 2, 8])
  func generatesAll(threads: Int) throws {
    let seen = Mutex<[Int]>([])
    let keys = try KeyGeneration.generateRSA(count: 4, bits: 2048, threads: threads) { done, total in
      #expect(total == 4)
      seen.withLock { $0.append(done) }
    }
    #expect(Set(keys.map(\.publicKey)).count == 4)
    #expect(seen.withLock { $0 } == [1, 2, 3, 4])
  }

  @Test("no key is made for a count of 0")
  func none() throws {
    #expect(try KeyGeneration.generateRSA(count: 0, threads: 2) { _, _ in }.isEmpty)
  }

  @Test("a length outside the rules is refused", arguments: [0, 1024, 2047, 8193, 65536])
  func refusesLength(bits: Int) throws {
    #expect(throws: GnuTLSError(.keyRefused, "", "", because: "")) {
      try KeyGeneration.generateRSA(count: 2, bits: bits, threads: 2) { _, _ in }
    }
  }
}

import Ethereum
import Platform
import Testing

@Suite("Ethereum keys")
struct EthereumTests {
  /// The first two are published everywhere; the third is a test account's of a real jamid, out of its receipt.
  @Test("An address is the end of the Keccak-256 of the public key")
  func addresses() throws {
    var one = [UInt8](repeating: 0, count: 32)
    one[31] = 1
    #expect(try EthereumKey.address(of: Secret(copying: one)) == "7e5f4552091a69125d5dfcb7b8c2659029395bdf")
    one[31] = 2
    #expect(try EthereumKey.address(of: Secret(copying: one)) == "2b5ad5c4795c026514f8317c7a215e218dccd6cf")
    let vectors = try JamiVectors.read()
    let key = try #require(Hex.bytes(of: vectors.ethereumKey))
    #expect(try EthereumKey.address(of: Secret(copying: key)) == vectors.ethereumAddress)
  }

  @Test("Zero, the group order and other lengths are no keys")
  func invalidKeys() throws {
    let order = try #require(Hex.bytes(of: "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"))
    for bytes in [[UInt8](repeating: 0, count: 32), order, [UInt8](repeating: 1, count: 31), []] {
      #expect(throws: EthereumError(.ethereumKeyInvalid, "")) {
        try EthereumKey.address(of: Secret(copying: bytes))
      }
    }
  }

  @Test("Keys that are made are 32 bytes, all different, and have addresses")
  func generation() throws {
    let keys = try (0..<50).map { _ in try EthereumKey.generate() }
    #expect(keys.allSatisfy { $0.count == 32 })
    #expect(Set(try keys.map { try EthereumKey.address(of: $0) }).count == 50)
  }
}

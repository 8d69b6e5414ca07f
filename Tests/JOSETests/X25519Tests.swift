import JOSE
import Platform
import Testing

@Suite("X25519")
struct X25519Tests {
  private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.bytes(of: hex)) }
  private func key(_ hex: String) throws -> X25519PrivateKey {
    try X25519PrivateKey(bytes: Secret(copying: try bytes(hex)))
  }

  @Test func `the vectors of RFC 7748 section 6.1 hold both ways`() throws {
    let alice = try key("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    let bob = try key("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    #expect(Hex.text(of: alice.publicKey) == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    #expect(Hex.text(of: bob.publicKey) == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    let shared = try Secret(copying: try bytes("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"))
    #expect(try alice.sharedSecret(with: bob.publicKey).matches(shared))
    #expect(try bob.sharedSecret(with: alice.publicKey).matches(shared))
  }

  /// The points of low order, and those that are the same modulo the prime.
  @Test(
    arguments: [
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ])
  func `a public key of low order is refused`(_ point: String) throws {
    let alice = try key("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    let error = #expect(throws: JOSEError.self) { try alice.sharedSecret(with: bytes(point)) }
    #expect(error?.kind == .keyRefused)
  }

  @Test(arguments: [0, 31, 33]) func `a key of another length is refused`(_ count: Int) throws {
    let short = [UInt8](repeating: 9, count: count)
    #expect(throws: JOSEError.self) { try X25519PrivateKey(bytes: Secret(copying: short)) }
    let alice = try key("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    #expect(throws: JOSEError.self) { try alice.sharedSecret(with: short) }
  }

  @Test func `HKDF of a secret is HKDF of its bytes`() throws {
    let (input, salt, info) = ([UInt8](1...40), [UInt8](7...9), Array("x".utf8))
    let derived = try HKDF.sha512(Secret(copying: input), salt: salt, info: info, count: 99)
    #expect(derived.withBytes { Array($0) } == HKDF.sha512(input, salt: salt, info: info, count: 99))
  }
}

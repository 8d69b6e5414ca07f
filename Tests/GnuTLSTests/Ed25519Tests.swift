import Platform
import Testing

@testable import GnuTLS

@Suite struct Ed25519Tests {
  /// RFC 8032 §7.1, tests 1 to 3.
  static let vectors = [
    (
      seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
      signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        + "d25bf5f0595bbe24655141438e7a100b"
    ),
    (
      seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
      signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        + "387b2eaeb4302aeeb00d291612bb0c00"
    ),
    (
      seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
      signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        + "4a7c15e9716ed28dc027beceea1ec40a"
    ),
  ]

  private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.bytes(of: hex)) }

  @Test(arguments: vectors.indices)
  func `seeds give the keys and signatures of RFC 8032`(_ index: Int) throws {
    let vector = Self.vectors[index]
    let key = try Ed25519PrivateKey(seed: Secret(copying: bytes(vector.seed)))
    let message = try bytes(vector.message)
    #expect(Hex.text(of: key.publicKey.bytes) == vector.key)
    #expect(try Hex.text(of: key.sign(message)) == vector.signature)
    #expect(try key.publicKey.isValid(bytes(vector.signature), for: message))
    #expect(try Ed25519PublicKey(spki: key.publicKey.spki) == key.publicKey)
    #expect(try Ed25519PublicKey(bytes: key.publicKey.bytes) == key.publicKey)
  }

  @Test func `a changed message, signature or key is not valid`() throws {
    let key = try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 5, count: 32)))
    let other = try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 6, count: 32)))
    let message = Array("new key of the account".utf8)
    let signature = try key.sign(message)
    #expect(!other.publicKey.isValid(signature, for: message))
    #expect(!key.publicKey.isValid(signature, for: message + [0]))
    #expect(!key.publicKey.isValid(Array(signature.dropLast()), for: message))
    #expect(!key.publicKey.isValid(signature + [0], for: message))
    #expect(!key.publicKey.isValid([], for: message))
    for bit in 0..<512 {
      var changed = signature
      changed[bit / 8] ^= 1 << (bit % 8)
      #expect(!key.publicKey.isValid(changed, for: message))
    }
  }

  /// The order of the group, little-endian: a signature whose number is larger by it means the same.
  @Test func `a signature has one form only`() throws {
    let order = try bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
    let key = try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 5, count: 32)))
    var signature = try key.sign([1, 2, 3])
    var carry = 0
    for index in 0..<32 {
      carry += Int(signature[32 + index]) + Int(order[index])
      signature[32 + index] = UInt8(carry & 255)
      carry >>= 8
    }
    #expect(carry == 0)
    #expect(!key.publicKey.isValid(signature, for: [1, 2, 3]))
  }

  @Test func `seeds and keys of other lengths and other algorithms are damaged`() throws {
    for count in [0, 31, 33, 64] {
      let error = #expect(throws: GnuTLSError.self) {
        try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 1, count: count)))
      }
      #expect(error?.description == "keyDamaged: an Ed25519 seed could not be read: \(count) bytes are not 32")
      let second = #expect(throws: GnuTLSError.self) {
        try Ed25519PublicKey(bytes: [UInt8](repeating: 1, count: count))
      }
      #expect(second?.kind == .keyDamaged)
    }
    let spki = try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 5, count: 32))).publicKey.spki
    for place in 0..<12 {
      var changed = spki
      changed[place] ^= 1
      #expect(throws: GnuTLSError.self) { try Ed25519PublicKey(spki: changed) }
    }
    #expect(throws: GnuTLSError.self) { try Ed25519PublicKey(spki: spki + [0]) }
    #expect(throws: GnuTLSError.self) { try Ed25519PublicKey(spki: []) }
  }
}

import Platform
import Testing

@testable import GnuTLS

@Suite("AES-256-GCM, digests and random bytes")
struct SymmetricTests {
  /// From NIST's CAVP file gcmEncryptExtIV256, and the last two of the GCM paper (test cases 13 to 16).
  static let vectors: [(key: String, iv: String, text: String, aad: String, sealed: String)] = [
    (
      "b52c505a37d78eda5dd34f20c22540ea1b58963cf8e5bf8ffa85f9f2492505b4", "516c33929df5a3284ff463d7", "", "",
      "bdc1ac884d332457a1d2664f168c76f0"
    ),
    (
      "31bdadd96698c204aa9ce1448ea94ae1fb4a9a0b3c9d773b51bb1822666b8f22", "0d18e06c7c725ac9e362e1ce",
      "2db5168e932556f8089a0622981d017d", "",
      "fa4362189661d163fcd6a56d8bf0405ad636ac1bbedd5cc3ee727dc2ab4a9489"
    ),
    (
      "92e11dcdaa866f5ce790fd24501f92509aacf4cb8b1339d50c9c1240935dd08b", "ac93a1a6145299bde902f21a",
      "2d71bcfa914e4ac045b2aa60955fad24", "1e0889016f67601c8ebea4943bc23ad6",
      "8995ae2e6df3dbf96fac7b7137bae67feca5aa77d51d4a0a14d9c51e1da474ab"
    ),
    (
      "0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
      "00000000000000000000000000000000", "", "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
    ),
    (
      "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
        + "ba637b39", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0a"
        + "bcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
    ),
  ]

  private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.bytes(of: hex)) }

  @Test("seals and opens the published vectors", arguments: vectors.indices)
  func nist(_ index: Int) throws {
    let vector = Self.vectors[index]
    let key = try Secret(copying: bytes(vector.key))
    let (iv, text, aad) = try (bytes(vector.iv), bytes(vector.text), bytes(vector.aad))
    let sealed = try text.withUnsafeBytes { try AES256GCM.seal($0, key: key, iv: iv, aad: aad) }
    #expect(Hex.text(of: sealed) == vector.sealed)
    var buffer = sealed
    try buffer.withUnsafeMutableBytes { buffer in
      try aad.withUnsafeBytes { try AES256GCM.open(inPlace: buffer, key: key, iv: iv, aad: $0) }
    }
    #expect(Array(buffer.prefix(text.count)) == text)
  }

  @Test("any change to ciphertext, tag, key, iv or additional data fails, and leaves nothing to read")
  func tampering() throws {
    let text = Array("nothing of this may be released before its tag is checked".utf8)
    let key = try Secret(copying: [UInt8](repeating: 7, count: 32))
    let otherKey = try Secret(copying: [UInt8](repeating: 8, count: 32))
    let iv = [UInt8](repeating: 1, count: 12)
    let aad: [UInt8] = [1, 2, 3]
    let sealed = try text.withUnsafeBytes { try AES256GCM.seal($0, key: key, iv: iv, aad: aad) }
    var first = sealed
    first[0] ^= 1
    var tag = sealed
    tag[tag.count - 1] ^= 0x80
    let table: [([UInt8], Secret, [UInt8], [UInt8])] = [
      (first, key, iv, aad), (tag, key, iv, aad), (sealed, otherKey, iv, aad),
      (sealed, key, [UInt8](repeating: 2, count: 12), aad), (sealed, key, iv, [1, 2, 4]), (sealed, key, iv, []),
      (Array(sealed.dropLast()), key, iv, aad),
    ]
    for (start, key, iv, aad) in table {
      var buffer = start
      let error = #expect(throws: GnuTLSError.self) {
        try buffer.withUnsafeMutableBytes { buffer in
          try aad.withUnsafeBytes { try AES256GCM.open(inPlace: buffer, key: key, iv: iv, aad: $0) }
        }
      }
      #expect(error?.kind == .authenticationFailed)
      #expect(buffer.allSatisfy { $0 == 0 })
    }
  }

  @Test("what is shorter than a tag fails", arguments: [0, 1, 15])
  func tooShort(_ count: Int) throws {
    let key = try Secret(copying: [UInt8](repeating: 7, count: 32))
    var buffer = [UInt8](repeating: 0, count: count)
    let error = #expect(throws: GnuTLSError.self) {
      try buffer.withUnsafeMutableBytes {
        try AES256GCM.open(inPlace: $0, key: key, iv: [UInt8](repeating: 0, count: 12))
      }
    }
    #expect(error?.kind == .authenticationFailed)
  }

  @Test("several megabytes are opened in place")
  func large() throws {
    let key = try Secret(copying: [UInt8](repeating: 7, count: 32))
    let iv = [UInt8](repeating: 1, count: 12)
    let text = [UInt8](repeating: 0x5a, count: 5_000_003)
    var buffer = try text.withUnsafeBytes { try AES256GCM.seal($0, key: key, iv: iv) }
    try buffer.withUnsafeMutableBytes { try AES256GCM.open(inPlace: $0, key: key, iv: iv) }
    #expect(buffer.prefix(text.count) == text[...])
  }

  @Test(
    "digests of `abc` are those of FIPS 180-4, in one piece or several",
    arguments: [
      (Digest.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
      (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        .sha384,
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
      ),
      (
        .sha512,
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
          + "454d4423643ce80e2a9ac94fa54ca49f"
      ),
    ])
  func digests(_ digest: Digest, _ expected: String) {
    #expect(Hex.text(of: digest.hash(Array("abc".utf8))) == expected)
    #expect(digest.hash([]).count == digest.size)
    var state = DigestState(digest)
    state.update([])
    state.update(Array("a".utf8))
    state.update(Array("bc".utf8))
    #expect(Hex.text(of: state.finish()) == expected)
  }

  @Test("random bytes are as many as asked for, and differ")
  func random() throws {
    #expect(try Random.bytes(0).isEmpty)
    #expect(try Random.bytes(32) != Random.bytes(32))
    let secret = try Secret(count: 32) { try Random.fill($0) }
    #expect(secret.withBytes { bytes in bytes.contains { $0 != 0 } })
  }
}

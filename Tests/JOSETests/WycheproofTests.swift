import GnuTLS
import Platform
import Testing

@testable import JOSE

/// Wycheproof (<https://github.com/C2SP/wycheproof>) through our wrappers. The vectors are not ours: `make vectors`
/// gets them. Every case that is not named in a list here must come out as its vector says.
@Suite("Wycheproof")
struct WycheproofTests {
  @Test(.enabled(if: Wycheproof.has("rsa_oaep_4096_sha256_mgf1sha256"), Wycheproof.skipped))
  func `RSA-OAEP-256 is right in all 37 cases but the 8 with a label, which swift-crypto cannot`() throws {
    var labelled: [Int64] = []
    let right = try Wycheproof.run("rsa_oaep_4096_sha256_mgf1sha256") { group in
      let key = try OAEPPrivateKey(pkcs8: Secret(copying: group.hex("privateKeyPkcs8")))
      return { test in
        let opened = try test.hex("ct").withUnsafeBytes { try key.unwrap($0) }
        guard try test.hex("label").isEmpty else {
          labelled.append(try #require(test["tcId"]?.integerValue))
          // Not opened, rather than opened as if it had none.
          return opened == nil ? .notOurs : .accepted
        }
        return try opened.map { $0.array == (try test.hex("msg")) } == true ? .accepted : .refused
      }
    }
    #expect(labelled == [8, 9, 10, 33, 34, 35, 36, 37])
    #expect(right == 29)
  }

  @Test(.enabled(if: Wycheproof.has("rsa_pss_4096_sha256_mgf1_32"), Wycheproof.skipped))
  func `PS256 is right in all 108 cases`() throws {
    #expect(try signatures("rsa_pss_4096_sha256_mgf1_32", .rsaPSSSHA256) == 108)
  }

  @Test(
    .enabled(if: Wycheproof.has("rsa_signature_4096_sha256"), Wycheproof.skipped),
    arguments: [
      ("rsa_signature_4096_sha256", SignatureAlgorithm.rsaSHA256, 258),
      ("rsa_signature_4096_sha384", .rsaSHA384, 259), ("rsa_signature_4096_sha512", .rsaSHA512, 259),
    ])
  func `PKCS1 v1.5 signatures are right in all cases`(
    _ file: String, _ algorithm: SignatureAlgorithm, _ count: Int
  ) throws {
    #expect(try signatures(file, algorithm) == count)
  }

  @Test(.enabled(if: Wycheproof.has("rsa_signature_4096_sha512_256"), Wycheproof.skipped))
  func `SHA-512 cut to 256 bits is no algorithm of ours, so its 7 valid signatures are refused under each of ours`()
    throws
  {
    var refused = 0
    _ = try Wycheproof.run("rsa_signature_4096_sha512_256") { group in
      let key = try PublicKey(spki: group.hex("publicKeyDer"))
      return { test in
        // Among the invalid ones are true signatures by SHA-256: invalid for that file only.
        guard try test.text("result") == "valid" else { return .notOurs }
        let (message, signature) = (try test.hex("msg"), try test.hex("sig"))
        let isTaken = SignatureAlgorithm.allCases.contains { key.isValid(signature, for: message, with: $0) }
        if !isTaken { refused += 1 }
        return .notOurs
      }
    }
    #expect(refused == 7)
  }

  @Test(.enabled(if: Wycheproof.has("aes_gcm"), Wycheproof.skipped))
  func `A256GCM is right in all 66 cases of its sizes, and takes none of the other 250`() throws {
    var others = 0
    let right = try Wycheproof.run("aes_gcm") { group in
      let sizes = ["keySize", "ivSize", "tagSize"].map { group[$0]?.integerValue }
      let isOurs = sizes == [256, 96, 128]
      return { test in
        let key = try Secret(copying: test.hex("key"))
        let (iv, aad) = (try test.hex("iv"), try test.hex("aad"))
        var buffer = try test.hex("ct") + test.hex("tag")
        let outcome = Result {
          try buffer.withUnsafeMutableBytes { buffer in
            try aad.withUnsafeBytes { try ContentEncryption.open(inPlace: buffer, key: key, iv: iv, aad: $0) }
          }
        }
        guard case .success = outcome else {
          if !isOurs { others += 1 }
          return isOurs ? .refused : .notOurs
        }
        #expect(isOurs)
        let plaintext = Array(buffer.dropLast(16))
        let sealed = try plaintext.withUnsafeBytes { try ContentEncryption.seal($0, key: key, iv: iv, aad: aad) }
        return try plaintext == test.hex("msg") && sealed == test.hex("ct") + test.hex("tag") ? .accepted : .refused
      }
    }
    #expect(right + others == 316)
    #expect(right == 66)
  }

  /// How many signatures are judged as the file says. The two spellings of the same encoding that it calls
  /// `acceptable` (`MissingNull`) must be refused.
  private func signatures(_ file: String, _ algorithm: SignatureAlgorithm) throws -> Int {
    try Wycheproof.run(file) { group in
      let key = try PublicKey(spki: group.hex("publicKeyDer"))
      return { test in
        try key.isValid(test.hex("sig"), for: test.hex("msg"), with: algorithm) ? .accepted : .refused
      }
    }
  }
}

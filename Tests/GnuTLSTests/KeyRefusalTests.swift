import Platform
import Testing

@testable import GnuTLS

/// One odd key, and what must become of it.
struct OddKey: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let expected: GnuTLSError.Code
  let change: @Sendable (inout KeyNumbers) -> Void

  init(_ name: String, _ expected: GnuTLSError.Code, _ change: @escaping @Sendable (inout KeyNumbers) -> Void) {
    testDescription = name
    self.expected = expected
    self.change = change
  }

  static let onPublicHalf = [
    OddKey("exponent 1", .keyRefused) { $0[.exponent] = [1] },
    OddKey("exponent 3", .keyRefused) { $0[.exponent] = [3] },
    OddKey("exponent 17", .keyRefused) { $0[.exponent] = [17] },
    OddKey("exponent 0", .keyRefused) { $0[.exponent] = [0] },
    OddKey("even exponent", .keyRefused) { $0[.exponent] = [1, 0, 2] },
    OddKey("exponent of 257 bits", .keyRefused) { $0[.exponent] = [1] + [UInt8](repeating: 1, count: 32) },
    OddKey("negative exponent", .keyDamaged) { $0[.exponent] = [0x81] },
    OddKey("padded exponent", .keyDamaged) { $0[.exponent] = [0, 1, 0, 1] },
    OddKey("even modulus", .keyRefused) { $0[.modulus][$0[.modulus].count - 1] &= 0xfe },
    OddKey("modulus 0", .keyRefused) { $0[.modulus] = [0] },
    OddKey("modulus of 2047 bits", .keyRefused) { $0[.modulus] = [0x7f] + $0[.modulus].dropFirst(2) },
    OddKey("modulus of 8200 bits", .keyRefused) { $0[.modulus] = [0] + [UInt8](repeating: 0xff, count: 1025) },
    OddKey("negative modulus", .keyDamaged) { $0[.modulus] = Array($0[.modulus].dropFirst()) },
    OddKey("padded modulus", .keyDamaged) { $0[.modulus] = [0] + $0[.modulus] },
    OddKey("empty modulus", .keyDamaged) { $0[.modulus] = [] },
    OddKey("DSA", .keyRefused) { $0.algorithm = [0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01] },
    OddKey("elliptic curve", .keyRefused) { $0.algorithm = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01] },
  ]

  static let onPrivateHalf = [
    OddKey("three primes", .keyRefused) { $0.version = [1] },
    OddKey("prime 1", .keyDamaged) { $0[.prime1] = [1] },
    OddKey("prime 0", .keyDamaged) { $0[.prime2] = [0] },
    OddKey("even prime", .keyDamaged) { $0[.prime1][$0[.prime1].count - 1] &= 0xfe },
    OddKey("other prime", .keyDamaged) { $0[.prime2][20] ^= 1 },
    OddKey("twice the same prime", .keyDamaged) { $0[.prime2] = $0[.prime1] },
    OddKey("private exponent 0", .keyDamaged) { $0[.privateExponent] = [0] },
    OddKey("private exponent 1", .keyDamaged) { $0[.privateExponent] = [1] },
    OddKey("other private exponent", .keyDamaged) { $0[.privateExponent][20] ^= 1 },
    OddKey("private exponent longer than the modulus", .keyDamaged) { $0[.privateExponent] = [1, 1] + $0[.modulus] },
    OddKey("CRT exponent 0", .keyDamaged) { $0[.exponent1] = [0] },
    OddKey("CRT coefficient 0", .keyDamaged) { $0[.coefficient] = [0] },
    OddKey("CRT coefficient longer than the prime", .keyDamaged) { $0[.coefficient] = [1] + $0[.prime1] },
    OddKey("other modulus", .keyDamaged) { $0[.modulus][100] ^= 4 },
    OddKey("a number too many", .keyDamaged) { $0.numbers.append([1]) },
    OddKey("a number too few", .keyDamaged) { $0.numbers.removeLast() },
  ]
}

@Suite("Degenerate and damaged keys")
struct KeyRefusalTests {
  private func odd(_ odd: OddKey) throws -> KeyNumbers {
    var numbers = try KeyNumbers(pem: Fixtures.bytes("keys/rsa2048-1.pem"))
    odd.change(&numbers)
    return numbers
  }

  @Test("a public key with such numbers is not taken", arguments: OddKey.onPublicHalf)
  func publicKeys(_ odd: OddKey) throws {
    let numbers = try self.odd(odd)
    let error = #expect(throws: GnuTLSError.self) { try PublicKey(spki: numbers.spki) }
    #expect(error?.kind == odd.expected)
  }

  @Test(
    "a private key with such numbers is not taken, in PKCS#8", arguments: OddKey.onPublicHalf + OddKey.onPrivateHalf)
  func privateKeys(_ odd: OddKey) throws {
    let file = try Secret(copying: self.odd(odd).pkcs8)
    let error = #expect(throws: GnuTLSError.self) { try PrivateKey(serialised: file) }
    #expect(error?.kind == odd.expected)
  }

  @Test("a private key with such numbers is not taken, in PKCS#1", arguments: OddKey.onPrivateHalf)
  func bareKeys(_ odd: OddKey) throws {
    let file = try Secret(copying: self.odd(odd).pkcs1)
    let error = #expect(throws: GnuTLSError.self) { try PrivateKey(serialised: file) }
    #expect(error?.kind == odd.expected)
  }

  @Test("1024 bits are refused, and the text says why")
  func tooShort() throws {
    let error = #expect(throws: GnuTLSError.self) {
      try PrivateKey(serialised: Fixtures.secret("keys/rsa1024-1.pem"))
    }
    #expect(
      error?.description == "keyRefused: a private key could not be read: it has 1024 bits; 2048 to 8192 are taken")
  }

  @Test(
    "something else than an unlocked RSA key is refused by its PEM label",
    arguments: [
      ("ENCRYPTED PRIVATE KEY", GnuTLSError.Code.keyRefused), ("EC PRIVATE KEY", .keyRefused),
      ("OPENSSH PRIVATE KEY", .keyRefused), ("CERTIFICATE", .keyDamaged), ("", .keyDamaged),
    ])
  func labels(_ label: String, _ expected: GnuTLSError.Code) throws {
    let text = PEM.text(label, [0x30, 0x00])
    let error = #expect(throws: GnuTLSError.self) { try PrivateKey(serialised: Secret(copying: Array(text.utf8))) }
    #expect(error?.kind == expected)
  }

  @Test("a locked PKCS#8 in DER is refused")
  func lockedDER() throws {
    let locked = DERWriter.sequence([DERWriter.sequence([]), DERWriter.element(DERTag.octetString, [1])])
    let error = #expect(throws: GnuTLSError.self) { try PrivateKey(serialised: Secret(copying: locked)) }
    #expect(error?.kind == .keyRefused)
  }

  @Test("a key file cut anywhere is damaged", arguments: Array(stride(from: 0, to: 1600, by: 97)))
  func truncated(length: Int) throws {
    let whole = try Fixtures.bytes("keys/rsa2048-1.pem")
    let cut = Array(whole.prefix(length))
    let error = #expect(throws: GnuTLSError.self) { try PrivateKey(serialised: Secret(copying: cut)) }
    #expect(error?.kind == .keyDamaged)
  }

  @Test("a DER key with one byte changed never crashes, and never becomes another usable key")
  func flipped() throws {
    let good = try KeyNumbers(pem: Fixtures.bytes("keys/rsa2048-1.pem"))
    let whole = good.pkcs8
    for index in stride(from: 0, to: whole.count, by: 7) {
      var bytes = whole
      bytes[index] ^= 0x41
      do {
        let key = try PrivateKey(serialised: Secret(copying: bytes))
        #expect(key.publicKey.spki == good.spki, "byte \(index)")
      } catch let error as GnuTLSError {
        #expect([.keyDamaged, .keyRefused].contains(error.kind), "byte \(index)")
      }
    }
  }
}

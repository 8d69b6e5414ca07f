import GnuTLS
import Platform
import Testing

@Suite struct DerivationTests {
  /// RFC 7914 §11.
  static let pbkdf2 = [
    (
      "passwd", "salt", 1,
      "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
    ),
    (
      "Password", "NaCl", 80000,
      "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
    ),
  ]

  @Test(arguments: pbkdf2)
  func `PBKDF2 gives what RFC 7914 says`(_ password: String, _ salt: String, _ count: Int, _ expected: String) throws {
    for size in [64, 32, 7] {
      let derived = try Secret(count: size) { result in
        try Array(password.utf8).withUnsafeBytes { password in
          try Array(salt.utf8).withUnsafeBytes {
            try PBKDF2.derive(password: password, salt: $0, iterations: count, into: result)
          }
        }
      }
      #expect(Hex.text(of: derived.withBytes { Array($0) }) == String(expected.prefix(2 * size)))
    }
  }

  @Test func `HMAC gives what RFC 4231 says in its second case`() {
    var mac = [UInt8](repeating: 0, count: HMACSHA256.size)
    mac.withUnsafeMutableBytes { mac in
      Array("what do ya want for nothing?".utf8).withUnsafeBytes { message in
        Array("Jefe".utf8).withUnsafeBytes { HMACSHA256.authenticate(message, key: $0, into: mac) }
      }
    }
    #expect(Hex.text(of: mac) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }
}

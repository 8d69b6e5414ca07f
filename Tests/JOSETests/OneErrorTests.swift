import CryptoExtras
import FoundationEssentials
import GnuTLS
import Platform
import Testing

@testable import JOSE

/// A JWE in pieces, to be put together wrongly.
private struct Pieces {
  var header = #"{"alg":"RSA-OAEP-256","enc":"A256GCM","rcpt":"r"}"#
  var contentKey = [UInt8](repeating: 9, count: 32)
  var iv = [UInt8](repeating: 1, count: 12)
  /// Nil for the content key wrapped to the right key.
  var wrapped: [UInt8]?
  /// Changes ciphertext and tag when all is sealed.
  var damage: (inout [UInt8], inout [UInt8]) -> Void = { _, _ in }
  var plaintext = Array("nothing of this is authentic".utf8)

  func text(to key: OAEPPublicKey) throws -> String {
    let protected = Array(Base64URL.encode(Array(header.utf8)).utf8)
    // What the right key would open: AES needs 32 and 12 bytes even where the JWE says otherwise.
    let usable = try Secret(copying: Array((contentKey + [UInt8](repeating: 0, count: 32)).prefix(32)))
    let nonce = Array((iv + [UInt8](repeating: 0, count: 12)).prefix(12))
    let sealed = try plaintext.withUnsafeBytes {
      try ContentEncryption.seal($0, key: usable, iv: nonce, aad: protected)
    }
    var (ciphertext, tag) = (Array(sealed.dropLast(16)), Array(sealed.suffix(16)))
    damage(&ciphertext, &tag)
    let wrapped = try self.wrapped ?? key.wrap(Secret(copying: contentKey))
    return CompactText.join(protected, [wrapped, iv, ciphertext, tag])
  }
}

@Suite("Opening fails with one error")
struct OneErrorTests {
  private static let names: Set<String> = ["rcpt"]

  /// What opening `text` says, in full.
  private func failure(_ text: String, _ key: OAEPPrivateKey) throws -> String {
    let error = #expect(throws: JOSEError.self, "\(text)") {
      try CompactJWE.open(text, with: key, allowedNames: Self.names)
    }
    #expect(error?.kind == .decryptionFailed && error?.hint == nil)
    return try #require(error).description
  }

  @Test func `the pieces, put together rightly, open`() throws {
    let key = try Fixtures.openingKey("rsa2048-1")
    let text = try Pieces().text(to: key.publicKey)
    #expect(try CompactJWE.open(text, with: key, allowedNames: Self.names).array == Pieces().plaintext)
  }

  @Test func `padding, lengths, tag, recipient and garbage are one code and one text`() throws {
    let key = try Fixtures.openingKey("rsa2048-1")
    let other = try Fixtures.openingKey("rsa4096-2")
    let theirs = try _RSA.Encryption.PublicKey(derRepresentation: key.publicKey.spki)
    let secret = Pieces().contentKey
    var cases: [(what: String, text: String)] = []
    func add(_ what: String, _ change: (inout Pieces) throws -> Void) throws {
      var pieces = Pieces()
      try change(&pieces)
      cases.append((what, try pieces.text(to: key.publicKey)))
    }
    for text in ["", "x", ".", "....", ".....", "a.b.c.d.e", "🙂", "e30.e30.e30.e30.e30", "\0.\0.\0.\0.\0"] {
      cases.append(("garbage", text))
    }
    cases.append(("another recipient", try Pieces().text(to: other.publicKey)))
    try add("OAEP with SHA-1") { $0.wrapped = try [UInt8](theirs.encrypt(secret, padding: .PKCS1_OAEP)) }
    try add("PKCS#1 v1.5") { $0.wrapped = try [UInt8](theirs.encrypt(secret, padding: ._WEAK_AND_INSECURE_PKCS_V1_5)) }
    for count in [0, 1, 255, 257, 512] {
      try add("a wrapped key of \(count) bytes") { $0.wrapped = [UInt8](repeating: 1, count: count) }
    }
    for byte in [0x00, 0x01, 0x7f, 0xff] as [UInt8] {
      try add("a wrapped key of \(byte)s") { $0.wrapped = [UInt8](repeating: byte, count: 256) }
    }
    for count in [0, 1, 16, 24, 31, 33, 64, 190] {
      try add("a content key of \(count) bytes") { $0.contentKey = [UInt8](repeating: 9, count: count) }
    }
    for count in [0, 8, 11, 13, 16] {
      try add("an iv of \(count) bytes") { $0.iv = [UInt8](repeating: 1, count: count) }
    }
    for count in [0, 1, 12, 15] { try add("a tag of \(count) bytes") { $0.damage = { $1 = Array($1.prefix(count)) } } }
    try add("a longer tag") { $0.damage = { $1.append(0) } }
    try add("a wrong tag") { $0.damage = { $1[0] ^= 1 } }
    try add("a tag of noughts") { $0.damage = { $1 = [UInt8](repeating: 0, count: 16) } }
    try add("a wrong ciphertext") { $0.damage = { ciphertext, _ in ciphertext[3] ^= 0x80 } }
    try add("a shorter ciphertext") { $0.damage = { ciphertext, _ in ciphertext.removeLast() } }
    try add("a longer ciphertext") { $0.damage = { ciphertext, _ in ciphertext.append(0) } }
    try add("no ciphertext") { $0.damage = { ciphertext, _ in ciphertext = [] } }
    for header in [
      "", "{}", "[]", #"{"alg":"RSA-OAEP","enc":"A256GCM"}"#, #"{"alg":"RSA-OAEP-256","enc":"A128GCM"}"#,
      #"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"x"}"#, #"{"alg":"RSA-OAEP-256","enc":"A256GCM","zip":"DEF"}"#,
      #"{"alg":"RSA-OAEP-256","enc":"A256GCM","alg":"RSA-OAEP-256"}"#,
    ] { try add("the header \(header)") { $0.header = header } }
    let sound = try Pieces().text(to: key.publicKey)
    for (what, text) in [
      ("a blank", sound + " "), ("a line feed", sound + "\n"), ("padding", sound + "="),
      ("a sixth part", sound + ".AA"),
      ("a part less", String(sound.prefix(through: sound.lastIndex(of: ".") ?? sound.startIndex).dropLast())),
    ] { cases.append((what, text)) }
    let texts = try Set(cases.map { try failure($0.text, key) })
    #expect(texts == ["decryptionFailed: the ciphertext could not be opened"])
    #expect(cases.count == 58)
  }

  @Test func `a wrapped key that cannot be unwrapped is replaced, and the work goes on`() throws {
    let key = try Fixtures.openingKey("rsa2048-1")
    // The test knows the replacement, so it can seal under it; nobody else can.
    let replacement: CompactJWE.Randomness = { $0.initializeMemory(as: UInt8.self, repeating: 9) }
    for wrapped in [[UInt8](repeating: 1, count: 256), [], [UInt8](repeating: 0xff, count: 256), [1, 2, 3]] {
      var pieces = Pieces()
      pieces.wrapped = wrapped
      let text = try pieces.text(to: key.publicKey)
      let opened = try CompactJWE.open(text, with: key, allowedNames: Self.names, random: replacement)
      #expect(opened.array == pieces.plaintext)
    }
    var short = Pieces()
    short.wrapped = try key.publicKey.wrap(Secret(copying: [UInt8](repeating: 3, count: 16)))
    let text = try short.text(to: key.publicKey)
    #expect(
      try CompactJWE.open(text, with: key, allowedNames: Self.names, random: replacement).array == short.plaintext)
  }

  @Test func `any change of one bit gives the one error`() throws {
    let key = try Fixtures.openingKey("rsa2048-1")
    let text = Array(try Pieces().text(to: key.publicKey).utf8)
    var texts: Set<String> = []
    for place in Set(stride(from: 0, to: text.count, by: 7)).union(text.count - 40..<text.count) {
      for bit in 0..<8 {
        var changed = text
        changed[place] ^= 1 << bit
        texts.insert(try failure(changed.text, key))
      }
    }
    #expect(texts.count == 1)
  }
}

import GnuTLS
import Platform
import Testing

@testable import AccountArchive

@Suite struct ArchiveKeyTests {
  @Test func `a password and salt give the key that libopendht gives`() throws {
    let password = try Bytes.secret("correct horse")
    let raw = try ArchiveKey.stretch(password: password, salt: [UInt8](0..<16))
    #expect(
      Hex.text(of: Bytes.array(raw)) == "ea93416c5d1c901249a809d9c3897e0245b95e41a1c1ea7fd0121008974d6170")
    let key = try ArchiveKey.derive(password: password, salt: [UInt8](0..<16))
    #expect(
      Hex.text(of: Bytes.array(key)) == "6e280aa28de8d13d9a6e2cea5a9c17a192e79fdd605dfd967b8ecfcc6c9710fb")
    let sealed = try Array("hello".utf8).withUnsafeBytes {
      try AES256GCM.seal($0, key: key, iv: [UInt8](0x64...0x6F), aad: [])
    }
    #expect(Hex.text(of: sealed) == "e207955a00b53036bc31dc4325880b07fea52c6c02")
  }

  @Test func `a salt of another length gives the key that libopendht gives`() throws {
    let key = try ArchiveKey.derive(password: Bytes.secret("pass"), salt: [UInt8](repeating: 0x41, count: 20))
    #expect(
      Hex.text(of: Bytes.array(key)) == "f1e768c5ec602b5423d53f8145a0ab8844127d17067014a49eee8262325c8117")
  }

  @Test func `a salt of under 8 bytes is refused with the library's words`() throws {
    let error = #expect(throws: ArchiveError.self) {
      try ArchiveKey.derive(password: Bytes.secret("pass"), salt: [1, 2, 3])
    }
    #expect(error?.description == "libraryFailed: the password could not be stretched: Salt is too short")
  }

  @Test func `a key file holds 32 bytes, base64 or hex`() throws {
    let bytes = [UInt8](0..<32)
    let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    let base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    for text in [hex, hex + "\n", hex.uppercased(), base64, base64 + "\n", String(base64.dropLast())] {
      #expect(Bytes.array(try ArchiveKey.parse(Bytes.secret(text))) == bytes)
    }
    #expect(Bytes.array(try ArchiveKey.parse(Secret(copying: bytes))) == bytes)
  }

  @Test func `a key file with anything else is refused`() throws {
    for text in ["", "\n", "short", String(repeating: "g", count: 64), String(repeating: "A", count: 60)] {
      let error = #expect(throws: ArchiveError.self) { try ArchiveKey.parse(Bytes.secret(text)) }
      #expect(
        error?.description
          == "secretUnusable: the archive key file holds no key (it has to be 32 bytes, or these in base64 or hexadecimal digits)"
      )
    }
  }
}

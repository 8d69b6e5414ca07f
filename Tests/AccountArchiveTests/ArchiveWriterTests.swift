import GnuTLS
import Platform
import Testing

@testable import AccountArchive

@Suite struct ArchiveWriterTests {
  private static let schemes = ArchiveScheme.allCases

  private func secret(_ scheme: ArchiveScheme) throws -> ArchiveSecret {
    switch scheme {
    case .none: .none
    case .password: .password(try Bytes.secret("päss wörd"))
    case .key: try TestAccount.secret()
    }
  }

  @Test(arguments: schemes, schemes)
  func `an archive under one secret becomes the same archive under another`(
    from: ArchiveScheme, to: ArchiveScheme
  ) throws {
    let archive = try TestAccount.make()
    let first = try ArchiveWriter.serialise(archive, secret: secret(from))
    let opened = try ArchiveReader.open(bytes: first, secret: secret(from))
    #expect(opened.layout.scheme == from)
    let second = try ArchiveWriter.serialise(opened.archive, secret: secret(to))
    let reopened = try ArchiveReader.open(bytes: second, secret: secret(to))
    #expect(reopened.layout.scheme == to)
    #expect(try reopened.archive.isEquivalent(to: archive) == [])
    #expect(reopened.archive.displayName == "Zoë ☕ 🦉")
  }

  @Test func `a new account's archive holds the keys and the name in jamid's spelling`() throws {
    let text = String(decoding: try Bytes.json(TestAccount.make()), as: UTF8.self)
    #expect(text.hasPrefix(#"{"Account.displayName":"Zo\u00eb \u2615 \ud83e\udd89","ethKey":"BwcHBwcHBwcH"#))
    let names = text.split(separator: "\"").filter { $0.hasPrefix("ring") || $0 == "ethKey" }
    #expect(names == ["ethKey", "ringAccountCert", "ringAccountKey", "ringCaKey"])
    #expect(!text.contains(" :") && !text.contains("\n") && text.hasSuffix("\"}"))
    #expect(text.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
  }

  @Test func `the frame is jamid's`() throws {
    let archive = try TestAccount.make()
    let plain = Bytes.array(try ArchiveWriter.serialise(archive, secret: .none))
    #expect(Hex.text(of: plain.prefix(10)) == "1f8b0800000000000003")
    let encrypted = try ArchiveWriter.serialise(archive, secret: TestAccount.secret())
    let opened = try ArchiveReader.open(bytes: encrypted, secret: TestAccount.secret())
    #expect(opened.layout == ArchiveLayout(scheme: .key, gzipLayers: 0, innerCompression: .zlib, legacyTag: false))
    #expect(opened.salt == Array(Bytes.array(encrypted).prefix(16)))
    // The first byte of the deflated text under the key stream.
    var sealed = Bytes.array(encrypted)
    let iv = Array(sealed[16..<28])
    let key = try Secret(copying: TestAccount.rawKey)
    try sealed.withUnsafeMutableBytes { bytes in
      try AES256GCM.open(inPlace: UnsafeMutableRawBufferPointer(rebasing: bytes[28...]), key: key, iv: iv)
    }
    #expect(Array(sealed[28..<30]) == [0x78, 0x9C])
  }

  @Test func `salt and iv are fresh, unless the salt is to be kept`() throws {
    let archive = try TestAccount.make()
    let secret = try TestAccount.secret()
    let files = try (0..<20).map { _ in Bytes.array(try ArchiveWriter.serialise(archive, secret: secret)) }
    #expect(Set(files.map { Array($0[..<16]) }).count == 20)
    #expect(Set(files.map { Array($0[16..<28]) }).count == 20)
    let salt = [UInt8](repeating: 9, count: 16)
    let kept = try (0..<2).map { _ in
      Bytes.array(try ArchiveWriter.serialise(archive, secret: secret, keepingSalt: salt))
    }
    #expect(kept.allSatisfy { Array($0[..<16]) == salt } && kept[0][16..<28] != kept[1][16..<28])
  }

  @Test func `an empty password and a short key are refused`() throws {
    let archive = try TestAccount.make()
    let empty = #expect(throws: ArchiveError.self) {
      try ArchiveWriter.serialise(archive, secret: .password(Bytes.secret("")))
    }
    #expect(empty?.description == "secretUnusable: an empty password protects nothing")
    let short = #expect(throws: ArchiveError.self) {
      try ArchiveWriter.serialise(archive, secret: .key(Bytes.secret("short")))
    }
    #expect(short?.description == "secretUnusable: an archive key has 32 bytes, this has 5")
  }

  @Test func `the setting that tells of a password follows the file, and is not made up`() throws {
    var archive = try TestAccount.make()
    #expect(
      try ArchiveReader.open(bytes: ArchiveWriter.serialise(archive, secret: .none), secret: .none)
        .archive.setting(Archive.Setting.hasPassword) == nil)
    try archive.set(Archive.Setting.hasPassword, to: "false")
    for scheme in Self.schemes {
      let file = try ArchiveWriter.serialise(archive, secret: secret(scheme))
      let reopened = try ArchiveReader.open(bytes: file, secret: secret(scheme)).archive
      #expect(reopened.setting(Archive.Setting.hasPassword) == (scheme == .none ? "false" : "true"))
      #expect(try reopened.isEquivalent(to: archive) == [])
    }
  }

  @Test func `the secrets of a device are never written, whoever put them there`() throws {
    var archive = try TestAccount.make()
    try archive.set("TLS.privateKeyFile", to: "secret")
    try archive.set("TLS.password", to: "")
    let text = String(decoding: try Bytes.json(archive), as: UTF8.self)
    #expect(!text.contains("privateKeyFile"))
    #expect(text.contains("\"TLS.password\":\"\""))
  }

  @Test func `what Signet keeps for itself comes back as it was`() throws {
    var archive = try TestAccount.make()
    archive.signet = try Bytes.secret("{\"seed\":\"☕\n\"}")
    let file = try ArchiveWriter.serialise(archive, secret: TestAccount.secret())
    let reopened = try ArchiveReader.open(bytes: file, secret: TestAccount.secret()).archive
    #expect(reopened.signet.map(Bytes.text) == "{\"seed\":\"☕\n\"}")
  }

  @Test func `contacts are written with the fields they have and no others`() throws {
    var archive = try TestAccount.make()
    let id = String(repeating: "a", count: 40)
    archive.contacts = [
      ArchiveContact(
        id: id, added: 5, removed: 7, addedMs: 5001, removedMs: 7002, confirmed: true, banned: true,
        conversationID: "c")
    ]
    let full = String(decoding: try Bytes.json(archive), as: UTF8.self)
    #expect(
      full.contains(
        #""\#(id)":{"added":5,"addedMs":5001,"banned":true,"confirmed":true,"conversationId":"c","removed":7,"removedMs":7002}"#
      ))
    archive.contacts = [ArchiveContact(id: id, added: 5)]
    let bare = String(decoding: try Bytes.json(archive), as: UTF8.self)
    #expect(bare.contains(#"{"ringAccountContacts"#) == false)
    #expect(bare.contains(#""ringAccountContacts":{"\#(id)":{"added":5,"conversationId":""}}"#))
  }
}

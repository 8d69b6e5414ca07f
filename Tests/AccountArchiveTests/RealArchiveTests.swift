import FoundationEssentials
import GnuTLS
import Platform
import Testing

@testable import AccountArchive

/// Archives that a jamid of 2023 wrote; the manifest says what is in them.
@Suite struct RealArchiveTests {
  struct Manifest: Decodable {
    struct Entry: Decodable, Sendable, CustomTestStringConvertible {
      struct Contact: Decodable {
        let added: Int64
        let removed: Int64?
        let confirmed: Bool?
        let banned: Bool?
        let conversationId: String
      }
      let file: String
      let password: String
      let wrongPasswords: [String]
      let encrypted: Bool
      let jamiId: String
      let displayName: String
      let archiveContacts: [String: Contact]
      let conversations: [String]
      let revokedDevices: Int
      let revokedSerials: [String]
      let serials: [String: String]
      let hasCaKey: Bool

      var testDescription: String { file }
      var secret: ArchiveSecret {
        get throws { encrypted ? .password(try Bytes.secret(password)) : .none }
      }
    }
    let archives: [Entry]

    static func load() throws -> [Entry] {
      try JSONDecoder().decode(Manifest.self, from: Data(Fixtures.bytes("jami/manifest.json"))).archives
    }
  }

  @Test(arguments: try Manifest.load())
  func `each opens to what the manifest says`(entry: Manifest.Entry) throws {
    let opened = try ArchiveReader.open(path: Fixtures.path("jami/\(entry.file)"), secret: entry.secret)
    let archive = opened.archive
    #expect(archive.jamiID == entry.jamiId)
    #expect(archive.displayName == entry.displayName)
    #expect((archive.authorityKey != nil) == entry.hasCaKey)
    #expect(archive.ethereumKey?.count == 32)
    #expect(Hex.text(of: archive.account.serial) == entry.serials["account"])
    #expect(archive.revocationList?.entries.count ?? 0 == entry.revokedDevices)
    #expect(archive.revocationList?.entries.map { Hex.text(of: $0.serial) } ?? [] == entry.revokedSerials)
    #expect(Set(archive.conversations.map(\.key)) == Set(entry.conversations))
    #expect(archive.contacts.count == entry.archiveContacts.count)
    for contact in archive.contacts {
      let expected = try #require(entry.archiveContacts[contact.id])
      #expect(contact.added == expected.added)
      #expect(contact.removed == expected.removed ?? 0)
      #expect(contact.confirmed == expected.confirmed ?? false)
      #expect(contact.banned == expected.banned ?? false)
      #expect(contact.conversationID == expected.conversationId)
      let isActive = expected.added > expected.removed ?? 0
      #expect(contact.state == (isActive ? .active : expected.banned == true ? .blocked : .removed))
    }
    #expect(opened.layout.isEncrypted == entry.encrypted)
    #expect(opened.layout.innerCompression == (entry.encrypted ? .zlib : .none))
    #expect(archive.warnings.allSatisfy { $0.code == .deviceSecretDropped })
    #expect(archive.warnings.count == 2, "the device's key and chain are dropped, and it is said")
    #expect(try ArchiveReader.isEncrypted(path: Fixtures.path("jami/\(entry.file)")) == entry.encrypted)
  }

  @Test(arguments: try Manifest.load())
  func `none opens with a wrong password`(entry: Manifest.Entry) throws {
    for wrong in entry.wrongPasswords {
      let secret = ArchiveSecret.password(try Bytes.secret(wrong))
      let path = Fixtures.path("jami/\(entry.file)")
      let error = #expect(throws: ArchiveError.self) { try ArchiveReader.open(path: path, secret: secret) }
      #expect(error?.kind == .wrongPasswordOrDamaged)
    }
  }

  @Test(arguments: try Manifest.load())
  func `each is written as jamid wrote it, without the device's secrets`(entry: Manifest.Entry) throws {
    let file = try Secret(copying: Fixtures.bytes("jami/\(entry.file)"))
    let theirs = Bytes.text(
      try ArchiveUnpacker(source: MemorySource(file), limits: .standard).unpack(entry.secret).text)
    let archive = try ArchiveReader.open(bytes: file, secret: entry.secret).archive
    let ours = String(decoding: try Bytes.json(archive), as: UTF8.self)
    let members = try Self.members(theirs).filter { !$0.hasPrefix("\"TLS.") || !$0.contains("File\":") }.map {
      // Ours is written without a password here, and says so.
      $0 == "\"Account.archiveHasPassword\":\"true\"" ? "\"Account.archiveHasPassword\":\"false\"" : $0
    }
    #expect(ours == "{" + members.joined(separator: ",") + "}")
  }

  /// The members of an archive's text as they stand.
  private static func members(_ text: String) throws -> [String] {
    var bytes = Array(text.utf8)
    return try bytes.withUnsafeMutableBytes { buffer in
      let bytes = UnsafeRawBufferPointer(buffer)
      let index = try JSONScanner.index(bytes, limits: .standard)
      return index.children(of: 0).map { place in
        let range = index.nameRange(of: place, in: bytes).lowerBound..<index.range(of: place).upperBound
        return String(decoding: bytes[range], as: UTF8.self)
      }
    }
  }
}

import Glibc
import GnuTLS
import Platform
import Testing

@testable import AccountArchive

/// serialise(open(text)) says what the text says, for as many texts as the patience of a test allows.
@Suite struct ArchiveRoundTripTests {
  @Test(arguments: 0..<4)
  func `of 2,000 generated archives none loses anything on the way`(part: UInt64) throws {
    let secret = try TestAccount.secret()
    var account = try TestAccount.make()
    try account.set(Archive.Setting.displayName, to: nil)
    // Most of the time goes into trying keys and checking signatures, and these are always the same.
    var withoutAuthority = account
    withoutAuthority.authorityKey = nil
    withoutAuthority.chain = [account.account]
    for number in 0..<500 {
      let seed = part * 500 + UInt64(number)
      let keys = try Self.members(of: number % 25 == 0 ? account : withoutAuthority)
      let generated = GeneratedArchive(seed: seed, keys: keys)
      let archive = try Bytes.open(generated.text).archive
      let file = try ArchiveWriter.serialise(archive, secret: secret)
      let reopened = try ArchiveReader.open(bytes: file, secret: secret).archive
      let written = try Bytes.json(reopened)

      #expect(try archive.isEquivalent(to: reopened) == [], "seed \(seed)")
      let saysSame = try JSONValue.read(written) == JSONValue.read(generated.text)
      #expect(saysSame, "seed \(seed)")
      #expect(archive.warnings.count == reopened.warnings.count, "seed \(seed)")
      for member in generated.unknown where !Self.isRespelled(member) {
        let isThere = written.contains(Array(member.utf8))
        #expect(isThere, "seed \(seed): \(member)")
      }
      // Written once, it stays as it is.
      if number % 10 == 0 { #expect(try Bytes.json(Bytes.open(written).archive) == written, "seed \(seed)") }
    }
  }

  /// A text at the top is a setting, and settings are spelled as jamid spells them.
  private static func isRespelled(_ member: String) -> Bool { member.hasPrefix("\"scalar") && member.hasSuffix("\"") }

  private static func members(of archive: Archive) throws -> [String] {
    let text = String(decoding: try Bytes.json(archive), as: UTF8.self)
    return text.dropFirst().dropLast().split(separator: ",").map(String.init)
  }
}

extension [UInt8] {
  /// Whether `other` stands somewhere in it. By hand: this is the hot place of the test.
  fileprivate func contains(_ other: [UInt8]) -> Bool {
    withUnsafeBytes { all in
      other.withUnsafeBytes { sought in
        guard let start = all.baseAddress, let first = sought.baseAddress else { return sought.isEmpty }
        var offset = 0
        while offset + sought.count <= all.count,
          let hit = memchr(start + offset, Int32(sought[0]), all.count - sought.count - offset + 1)
        {
          if memcmp(hit, first, sought.count) == 0 { return true }
          offset = UnsafeRawPointer(hit) - start + 1
        }
        return false
      }
    }
  }
}

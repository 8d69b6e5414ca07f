import GnuTLS
import Platform
import Testing

@testable import AccountArchive

/// What the reader says, word for word: scripts go by the code, people by the rest.
@Suite struct ArchiveErrorTests {
  private func words(_ file: String, _ secret: ArchiveSecret = .none) -> String {
    do {
      _ = try ArchiveReader.open(path: Fixtures.path("archive-vectors/\(file).gz"), secret: secret)
      return "opened"
    } catch {
      return error.description
    }
  }

  @Test func `each failure says what is wrong and what to do`() throws {
    let key = try TestAccount.secret()
    let again = " (copy the file again from where it came from)"
    let wrong =
      "wrongPasswordOrDamaged: the archive does not open: wrong password or key, or the file is damaged "
      + "(the format cannot tell these apart; try the password again, then another copy of the file)"
    let revocation = " (take another copy of the archive: this one does not say which devices were thrown out)"
    #expect(words("wrongPasswordOrDamaged-bit-tag-last", key) == wrong)
    #expect(words("ok-password-ascii", .password(try Bytes.secret(""))) == wrong)
    #expect(
      words("ok-gzip", key)
        == "wrongPasswordOrDamaged: a password or key was given, and the archive is not encrypted "
        + "(open it without one if you trust where it comes from)")
    #expect(
      words("ok-key")
        == "passwordNeeded: the archive is encrypted (give its password, or its key if it was written with one)")
    #expect(words("truncated-empty-file") == "truncated: the file is empty")
    #expect(words("truncated-gzip-half") == "truncated: the gzip stream is cut short" + again)
    #expect(
      words("truncated-encrypted-43", key)
        == "truncated: an encrypted archive has at least 44 bytes, this has 43" + again)
    #expect(words("gzip-checksum") == "gzip: the gzip stream is damaged: incorrect data check")
    #expect(
      words("gzip-inside-bare-json", key)
        == "gzip: the compressed text inside the encryption is damaged: incorrect header check")
    #expect(words("gzip-inside-cut", key) == "gzip: the compressed text inside the encryption is cut short")
    #expect(words("json-array") == "json: the text of the archive is not a JSON object")
    #expect(words("key-missing") == "key: the archive has no account key")
    #expect(words("key-not-base64") == "key: the account key is not a text in base64")
    #expect(
      words("key-1024-bits")
        == "key: a private key could not be read: it has 1024 bits; 2048 to 8192 are taken")
    #expect(words("chain-missing") == "chain: the archive has no account certificate")
    #expect(words("chain-ca-first") == "chain: the account certificate is not the first of its chain")
    #expect(words("chain-of-another") == "chain: the account certificate is not that of the account key")
    #expect(
      words("chain-ca-of-another") == "chain: a certificate of the chain is not signed by the one after it")
    #expect(
      words("crl-of-another") == "crl: the revocation list is not signed by the account key" + revocation)
    #expect(words("crl-number") == "crl: the revocation list is not a text in base64" + revocation)
    #expect(words("tooLarge-1-gib") == "tooLarge: the archive inflates to more than 64 MiB")
    #expect(words("tooLarge-three-layers") == "tooLarge: the archive has more than 2 layers of gzip")
    #expect(words("tooLarge-blocks") == "tooLarge: a compressed stream has more than 250000 blocks")
  }

  @Test func `nothing inside the encryption is looked at before the tag`() throws {
    for name in ["gzip-inside-noise", "json-encrypted", "crl-encrypted", "gzip-inside-dictionary"] {
      var bytes = try Fixtures.bytes("archive-vectors/\(name).gz")
      bytes[bytes.count - 1] ^= 1
      let error = #expect(throws: ArchiveError.self) {
        try ArchiveReader.open(bytes: Secret(copying: bytes), secret: TestAccount.secret())
      }
      #expect(error?.kind == .wrongPasswordOrDamaged, "\(name)")
    }
  }

  @Test func `an empty password means none, as in Jami`() throws {
    let empty = ArchiveSecret.password(try Bytes.secret(""))
    #expect(words("ok-gzip", empty) == "opened")
    #expect(words("ok-bare-json", empty) == "opened")
  }

  @Test func `a file that cannot be read is named`() throws {
    func words(_ path: String) -> String? {
      #expect(throws: ArchiveError.self) { try ArchiveReader.open(path: path, secret: .none) }?.description
    }
    #expect(words("/nowhere/archive.gz") == "fileNotFound: /nowhere/archive.gz: No such file or directory")
    #expect(words("/") == "notAFile: / is not a file")
    #expect(words("/dev/null") == "notAFile: /dev/null is not a file")
  }

  @Test func `a raw key of another length is no key`() throws {
    let path = Fixtures.path("archive-vectors/ok-key.gz")
    let error = #expect(throws: ArchiveError.self) {
      try ArchiveReader.open(path: path, secret: .key(Bytes.secret("short")))
    }
    #expect(error?.description == "secretUnusable: an archive key has 32 bytes, this has 5")
  }

  @Test func `whether a file is encrypted is told without its secret`() throws {
    let expected: [String: Bool?] = [
      "ok-gzip": false, "ok-double-gzip": false, "ok-bare-json": false, "ok-key": true, "ok-key-gzip-around": true,
      "ok-password-ascii": true, "truncated-empty-file": nil, "truncated-encrypted-43": nil, "truncated-gzip-10": nil,
      "json-utf8-in-name": false,
    ]
    for (file, isEncrypted) in expected {
      let told = try ArchiveReader.isEncrypted(path: Fixtures.path("archive-vectors/\(file).gz"))
      #expect(told == isEncrypted, "\(file)")
    }
  }

  @Test func `names of bad entries are shown without what would move a cursor`() throws {
    let keys = String(decoding: try Bytes.json(TestAccount.make()).dropFirst().dropLast(), as: UTF8.self)
    let bad = #""ringAccountContacts":{"\u001b[2J\u202e\n":{}},"Account.x":[1]"#
    let warnings = try Bytes.open(Array("{\(keys),\(bad)}".utf8)).archive.warnings
    #expect(
      warnings.map(\.text) == [
        #"contact "?[2J????" is left as it is: its name is not 40 lower-case hex digits"#,
        #"setting "Account.x" is left as it is: it is not a text"#,
      ])
  }

  @Test func `a thousand bad entries make a hundred warnings and a count`() throws {
    let keys = String(decoding: try Bytes.json(TestAccount.make()).dropFirst().dropLast(), as: UTF8.self)
    let bad = (0..<1000).map { "\"\($0)\":1" }.joined(separator: ",")
    let archive = try Bytes.open(Array("{\(keys),\"ringAccountContacts\":{\(bad)}}".utf8)).archive
    #expect(archive.warnings.count == 101)
    #expect(archive.warnings.last == ArchiveWarning(.more, "900 more of the same kind are not listed"))
    #expect(archive.unreadableContacts.count == 1000)
  }
}

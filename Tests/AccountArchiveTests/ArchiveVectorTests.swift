import FoundationEssentials
import GnuTLS
import Platform
import Testing

@testable import AccountArchive

/// Archives with one peculiarity or fault each, made by `Tests/Tools/make-archive-vectors.py`, which shares no line
/// with this project's reader.
@Suite struct ArchiveVectorTests {
  struct Vector: Decodable, Sendable {
    let file: String
    let `class`: String
    let fault: String
    let sha256: String
    let password: String?
    let key: String?
    let jamiId: String?
    let contacts: [String: String]?
    let revoked: Int?
    let displayName: String?
    let hasCaKey: Bool?
    let warnings: [String]?

    var secret: ArchiveSecret {
      get throws {
        if let password { return .password(try Bytes.secret(password)) }
        if let key { return .key(try Secret(copying: #require(Hex.bytes(of: key)))) }
        return .none
      }
    }
  }

  private struct Index: Decodable { let vectors: [Vector] }

  static func load() throws -> [Vector] {
    try JSONDecoder().decode(Index.self, from: Data(Fixtures.bytes("archive-vectors/index.json"))).vectors
  }

  @Test func `there are at least 150 vectors, and each class has ten`() throws {
    let vectors = try Self.load()
    #expect(vectors.count >= 150)
    for code in ArchiveError.Code.allCases where code.isFailureClass {
      #expect(vectors.filter { $0.class == code.rawValue }.count >= 10, "\(code)")
    }
    #expect(vectors.filter { $0.class == "ok" }.count >= 10)
  }

  @Test func `every vector that is sound opens to what the index says`() throws {
    for vector in try Self.load() where vector.class == "ok" {
      let path = Fixtures.path("archive-vectors/\(vector.file)")
      let archive: Archive
      do {
        archive = try ArchiveReader.open(path: path, secret: vector.secret).archive
      } catch {
        Issue.record("\(vector.file) (\(vector.fault)): \(error)")
        continue
      }
      let contacts = Dictionary(uniqueKeysWithValues: archive.contacts.map { ($0.id, $0.state.rawValue) })
      #expect(archive.jamiID == vector.jamiId, "\(vector.file)")
      #expect(contacts == vector.contacts, "\(vector.file)")
      #expect(archive.revocationList?.entries.count ?? 0 == vector.revoked, "\(vector.file)")
      #expect(archive.displayName == vector.displayName, "\(vector.file)")
      #expect((archive.authorityKey != nil) == vector.hasCaKey, "\(vector.file)")
      #expect(archive.warnings.map(\.code.rawValue) == vector.warnings, "\(vector.file)")
    }
  }

  @Test func `every vector that is not sound fails with its own class`() throws {
    for vector in try Self.load() where vector.class != "ok" {
      let path = Fixtures.path("archive-vectors/\(vector.file)")
      do {
        _ = try ArchiveReader.open(path: path, secret: vector.secret)
        Issue.record("\(vector.file) (\(vector.fault)) opened")
      } catch let error as ArchiveError {
        #expect(error.code == vector.class, "\(vector.file) (\(vector.fault)): \(error)")
      }
    }
  }

  @Test func `every vector that is sound survives a round trip`() throws {
    for vector in try Self.load() where vector.class == "ok" && vector.password == nil {
      let path = Fixtures.path("archive-vectors/\(vector.file)")
      let archive = try ArchiveReader.open(path: path, secret: vector.secret).archive
      // What was 64 MiB as it was read is a few bytes more as jamid spells it.
      guard !vector.file.contains("64-mib") else { continue }
      let again = try ArchiveWriter.serialise(archive, secret: TestAccount.secret())
      let reopened = try ArchiveReader.open(bytes: again, secret: TestAccount.secret()).archive
      #expect(try archive.isEquivalent(to: reopened) == [], "\(vector.file)")
    }
  }
}

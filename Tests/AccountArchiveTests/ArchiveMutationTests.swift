import GnuTLS
import Platform
import Testing

@testable import AccountArchive

/// Archives damaged at random: whatever happens, it is an error of one of the failure classes, and quick.
@Suite struct ArchiveMutationTests {
  private static func damaged(_ bytes: [UInt8], _ random: inout Repeatable) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.remove(at: place)
      case 3: bytes.insert(Array("{}[]\",:\\u0".utf8).randomElement(using: &random) ?? 0, at: place)
      default: bytes.removeSubrange(place..<min(place + 20, bytes.count))
      }
    }
    return bytes
  }

  @Test(arguments: ["ok-gzip", "ok-bare-json", "ok-double-gzip", "ok-contact-unknown-fields", "ok-crl-several"])
  func `a damaged archive without encryption opens, or fails with a class`(name: String) throws {
    var random = Repeatable(seed: 5)
    let bytes = try Fixtures.bytes("archive-vectors/\(name).gz")
    for _ in 0..<400 {
      let file = try Secret(copying: Self.damaged(bytes, &random))
      do {
        _ = try ArchiveReader.open(bytes: file, secret: .none)
      } catch {
        #expect(error.kind.isFailureClass || error.kind == .passwordNeeded, "\(error)")
      }
    }
  }

  @Test(arguments: ["ok-key", "ok-key-gzip-around", "ok-key-legacy-tag", "ok-key-salt-like-gzip"])
  func `a damaged archive with encryption never opens`(name: String) throws {
    var random = Repeatable(seed: 6)
    let bytes = try Fixtures.bytes("archive-vectors/\(name).gz")
    let secret = try TestAccount.secret()
    let whole = try ArchiveReader.open(bytes: Secret(copying: bytes), secret: secret).archive
    for _ in 0..<400 {
      do {
        // Under a raw key the salt says nothing, and in a gzip header the time does not.
        let archive = try ArchiveReader.open(bytes: Secret(copying: Self.damaged(bytes, &random)), secret: secret)
          .archive
        #expect(try archive.isEquivalent(to: whole) == [])
      } catch let error as ArchiveError {
        #expect([.wrongPasswordOrDamaged, .truncated, .gzip].contains(error.kind), "\(error)")
      }
    }
  }

  @Test func `damaged text inside sound compression opens, or is no worse than its class`() throws {
    var random = Repeatable(seed: 7)
    let text = try Bytes.gunzip(Fixtures.bytes("archive-vectors/ok-contact-blocked.gz"))
    var opened = 0
    for _ in 0..<1500 {
      do {
        _ = try Bytes.open(Self.damaged(text, &random))
        opened += 1
      } catch {
        #expect(error.kind.isFailureClass || error.kind == .passwordNeeded, "\(error)")
      }
    }
    #expect(opened > 0)
  }
}

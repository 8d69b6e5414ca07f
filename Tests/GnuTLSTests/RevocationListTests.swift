import Platform
import Testing

@testable import GnuTLS

@Suite("Revocation lists")
struct RevocationListTests {
  /// The list of the third fixture account, made by Jami.
  private func jamis() throws -> RevocationList {
    let call = Call("read", "a fixture")
    let pem = try Fixtures.bytes("certificates/jami-3.crl.pem")
    return try RevocationList(der: #require(try PEM.blocks("X509 CRL", in: pem, call).first))
  }

  @Test("Jami's list is read, its negative serial as it stands")
  func foreign() throws {
    let list = try jamis()
    let account = try Certificate.list(pem: Fixtures.bytes("certificates/jami-3.pem"))[1]
    #expect(list.entries.map { Hex.text(of: $0.serial) } == ["c1f664da7cfa9343"])
    #expect(list.issuer == account.subject)
    #expect(list.isSigned(by: account.publicKey))
    #expect(list.number.map { Hex.text(of: $0) } == "3af8d137e971360f")
    #expect(list.nextUpdate == account.notAfter)
    #expect(list.thisUpdate.text == "2026-11-21T08:43:02Z")
  }

  @Test("ours holds what it was given: negative, padded and long serials, the number, the dates")
  func roundTrip() throws {
    let family = try Family()
    let serials = ["c1f664da7cfa9343", "0012345678abcdef", "01", "7f" + String(repeating: "ab", count: 19)]
    let entries = try serials.enumerated().map { index, hex in
      try RevocationList.Entry(
        serial: #require(Hex.bytes(of: hex)), revokedAt: Fixtures.now.adding(seconds: Int64(index)))
    }
    let list = try RevocationList.issue(
      entries: entries, number: [0xff, 0x01], account: family.account, accountKey: family.accountKey,
      thisUpdate: Fixtures.now.adding(seconds: 9))
    #expect(list.entries == entries)
    #expect(list.number == [0x00, 0xff, 0x01])
    #expect(list.issuer == family.account.subject)
    #expect(list.thisUpdate == Fixtures.now.adding(seconds: 9))
    #expect(list.nextUpdate == family.account.notAfter)
    #expect(list.isSigned(by: family.accountKey.publicKey))
    #expect(!list.isSigned(by: family.deviceKey.publicKey))
    #expect(try RevocationList(der: list.der) == list)
  }

  @Test("ours has, byte for byte, the form of Jami's")
  func form() throws {
    // Jami's own list with our writer: its signed part must come out the same.
    let theirs = try jamis()
    let parts = try #require(theirs.der.withUnsafeBytes { SignedObject($0) })
    let account = try Certificate.list(pem: Fixtures.bytes("certificates/jami-3.pem"))[1]
    let family = try Family()
    let ours = try RevocationList.issue(
      entries: theirs.entries, number: #require(theirs.number), account: family.account,
      accountKey: family.accountKey, thisUpdate: theirs.thisUpdate)
    let ourParts = try #require(ours.der.withUnsafeBytes { SignedObject($0) })
    // The parts that name the account differ; put theirs into ours.
    func replacing(_ bytes: [UInt8], _ old: [UInt8], by new: [UInt8]) -> [UInt8] {
      guard let at = (0...(bytes.count - old.count)).first(where: { bytes[$0...].starts(with: old) }) else {
        return bytes
      }
      return Array(bytes[..<at]) + new + Array(bytes[(at + old.count)...])
    }
    var signed = Array(ours.der[ourParts.signed])
    signed = replacing(signed, family.account.subject.der, by: account.subject.der)
    signed = replacing(signed, DERWriter.time(family.account.notAfter), by: DERWriter.time(account.notAfter))
    #expect(signed == Array(theirs.der[parts.signed]))
  }

  @Test("an empty list has no entries and is still read")
  func empty() throws {
    let family = try Family()
    let list = try RevocationList.issue(
      entries: [], number: [], account: family.account, accountKey: family.accountKey, thisUpdate: Fixtures.now)
    #expect(list.entries.isEmpty)
    #expect(list.number == [0])
  }

  @Test("numbers and serials that no list can hold are refused")
  func limits() throws {
    let family = try Family()
    func kind(_ serial: [UInt8], _ number: [UInt8]) -> GnuTLSError.Code? {
      #expect(throws: GnuTLSError.self) {
        try RevocationList.issue(
          entries: [.init(serial: serial, revokedAt: Fixtures.now)], number: number, account: family.account,
          accountKey: family.accountKey, thisUpdate: Fixtures.now)
      }?.kind
    }
    #expect(kind([1], [UInt8](repeating: 0x11, count: 21)) == .revocationListDamaged)
    #expect(kind([], [1]) == .revocationListDamaged)
    #expect(kind([UInt8](repeating: 1, count: 65), [1]) == .revocationListDamaged)
  }

  @Test("a changed, cut or lengthened list is damaged, or not signed")
  func damaged() throws {
    let good = try jamis()
    let key = try Certificate.list(pem: Fixtures.bytes("certificates/jami-3.pem"))[1].publicKey
    var changed: [[UInt8]] = [good.der + [0], [], Array(good.der.dropLast())]
    for index in stride(from: 0, to: good.der.count, by: 3) {
      var der = good.der
      der[index] ^= 0x09
      changed.append(der)
    }
    for der in changed {
      do {
        #expect(try !RevocationList(der: der).isSigned(by: key))
      } catch {
        #expect(error.kind == .revocationListDamaged)
      }
    }
  }
}

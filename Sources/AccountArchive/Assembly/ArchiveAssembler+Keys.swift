import GnuTLS
import Platform

/// The entries without which there is no account, and those that are keys.
extension ArchiveAssembler {
  func accountKey() throws(ArchiveError) -> PrivateKey {
    guard let place = place(.accountKey) else { throw ArchiveError(.key, "the archive has no account key") }
    guard let bytes = try opened.base64(place, limit: ArchiveLimits.keyBytes) else {
      throw ArchiveError(.key, "the account key is not a text in base64")
    }
    return try Failures.reading(as: .key) { () throws(GnuTLSError) in try PrivateKey(serialised: bytes) }
  }

  func chain(of key: PrivateKey) throws(ArchiveError) -> [Certificate] {
    guard let place = place(.chain) else { throw ArchiveError(.chain, "the archive has no account certificate") }
    guard let bytes = try opened.base64(place, limit: ArchiveLimits.chainBytes) else {
      throw ArchiveError(.chain, "the account certificate is not a text in base64")
    }
    // Certificates are public.
    let chain = try Failures.reading(as: .chain) { () throws(GnuTLSError) in
      try Certificate.list(pem: bytes.withBytes { Array($0) })
    }
    try Archive.check(chain, of: key)
    return chain
  }

  func revocationList(of key: PrivateKey) throws(ArchiveError) -> RevocationList? {
    guard let place = place(.revocationList) else { return nil }
    let hint = "take another copy of the archive: this one does not say which devices were thrown out"
    guard let bytes = try opened.base64(place, limit: ArchiveLimits.revocationListBytes) else {
      throw ArchiveError(.crl, "the revocation list is not a text in base64", hint: hint)
    }
    let list = try Failures.reading(as: .crl, hint: hint) { () throws(GnuTLSError) in
      try RevocationList(der: bytes.withBytes { Array($0) })
    }
    guard list.isSigned(by: key.publicKey) else {
      throw ArchiveError(.crl, "the revocation list is not signed by the account key", hint: hint)
    }
    return list
  }

  mutating func authorityKey(_ archive: inout Archive) throws(ArchiveError) -> PrivateKey? {
    guard let place = place(.authorityKey), !isEmptyText(place) else { return nil }
    guard let bytes = try opened.base64(place, limit: ArchiveLimits.keyBytes) else {
      keep(.authorityKey, because: "it is not a text in base64", in: &archive)
      return nil
    }
    do {
      let key = try PrivateKey(serialised: bytes)
      if archive.account.isSigned(by: key.publicKey) { return key }
      keep(.authorityKey, because: "it is not the key that signed the account certificate", in: &archive)
    } catch {
      guard error.kind != .libraryFailed else { throw ArchiveError(.libraryFailed, error.reason) }
      keep(.authorityKey, because: error.reason, in: &archive)
    }
    return nil
  }

  mutating func ethereumKey(_ archive: inout Archive) throws(ArchiveError) -> Secret? {
    guard let place = place(.ethereumKey), !isEmptyText(place) else { return nil }
    let key = try opened.base64(place, limit: ArchiveLimits.keyBytes)
    guard let key, key.count == 32 else {
      keep(.ethereumKey, because: "it is not 32 bytes in base64", in: &archive)
      return nil
    }
    return key
  }

  mutating func signet(_ archive: inout Archive) throws(ArchiveError) -> Secret? {
    guard let place = place(.signet) else { return nil }
    let literal = opened.literal(place)
    guard opened.kind(place) == .string, literal.count <= ArchiveLimits.signetBytes else {
      keep(.signet, because: "it is not a text of at most \(ArchiveLimits.signetBytes >> 10) KiB", in: &archive)
      return nil
    }
    return try Failures.wrap {
      var count = 0
      for _ in JSONText(literal) { count += 1 }
      return try Secret(count: count) { bytes in
        for (offset, byte) in JSONText(literal).enumerated() { bytes[offset] = byte }
      }
    }
  }

  /// Whether a value is `""`, which for a key means that there is none.
  private func isEmptyText(_ place: Int) -> Bool {
    opened.index.range(of: place).count == 2 && opened.kind(place) == .string
  }
}

import Platform

extension RevocationList {
  /// A list as Jami makes it: version 2, SHA-512, valid until the account's certificate ends, the CRLNumber as its
  /// only extension. Lists are cumulative: `entries` must be all that were ever revoked.
  ///
  /// Deliberately written here and not by the library, which rewrites each serial to its shortest form (Jami compares
  /// serials as bytes, and would then not find a padded one) and takes time that grows with the square of the entries.
  /// - Parameter number: an unsigned big-endian number of at most 20 octets (RFC 5280 §5.2.3).
  /// - Throws: `GnuTLSError.keyRefused` when `accountKey` is not the account's; `revocationListDamaged` for a number
  ///   or serial that no list can hold; `libraryFailed`, or what a token refuses.
  public static func issue(
    entries: [Entry], number: [UInt8], account: Certificate, accountKey: PrivateKey, thisUpdate: UnixTime
  ) throws(GnuTLSError) -> RevocationList {
    let call = Call("issued", "a revocation list", failure: .revocationListDamaged)
    guard accountKey.publicKey == account.publicKey else {
      throw GnuTLSError(
        .keyRefused, call.operation, call.object, because: "the signing key is not that of the account's certificate")
    }
    let number = DERWriter.contentOctets(ofUnsigned: number)
    guard number.count <= 20 else { throw call.error(because: "its number has more than 20 octets") }
    guard entries.allSatisfy({ !$0.serial.isEmpty && $0.serial.count <= 64 }) else {
      throw call.error(because: "a serial is empty or has more than 64 octets")
    }
    let digest = SignatureAlgorithm.rsaSHA512
    guard let algorithm = digest.identifier else { throw call.error(because: "its algorithm has no identifier") }
    let signed = DERWriter.sequence([
      DERWriter.integer(contentOctets: [1]),
      algorithm,
      account.subject.der,
      DERWriter.time(thisUpdate),
      DERWriter.time(account.notAfter),
      list(entries),
      extensions(number),
    ])
    let signature = try accountKey.sign(signed, with: digest)
    return try RevocationList(der: DERWriter.sequence([signed, algorithm, DERWriter.bitString(signature)]))
  }

  /// `revokedCertificates`, which is left out when there is none (RFC 5280 §5.1.2.6).
  private static func list(_ entries: [Entry]) -> [UInt8] {
    guard !entries.isEmpty else { return [] }
    return DERWriter.sequence(
      entries.map { entry in
        DERWriter.sequence([
          DERWriter.integer(contentOctets: entry.serial), DERWriter.time(entry.revokedAt),
        ])
      })
  }

  private static func extensions(_ number: [UInt8]) -> [UInt8] {
    let name: [UInt8] = [0x55, 0x1d, 0x14]
    let single = DERWriter.sequence([
      DERWriter.element(DERTag.objectIdentifier, name),
      DERWriter.element(DERTag.octetString, DERWriter.integer(contentOctets: number)),
    ])
    return DERWriter.element(DERTag.context(0), DERWriter.sequence([single]))
  }
}

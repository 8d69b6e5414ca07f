import GnuTLS
import Platform

extension Archive {
  /// The order of the chain and whose it is. Validity in time is deliberately not looked at: an expired account still
  /// opens, or nobody could renew it.
  /// - Throws: `ArchiveError.chain`.
  static func check(_ chain: [Certificate], of key: PrivateKey) throws(ArchiveError) {
    guard let account = chain.first else { throw ArchiveError(.chain, "the archive has no account certificate") }
    let spki = key.publicKey.spki
    guard account.publicKey.spki == spki else {
      if chain.contains(where: { $0.publicKey.spki == spki }) {
        throw ArchiveError(.chain, "the account certificate is not the first of its chain")
      }
      throw ArchiveError(.chain, "the account certificate is not that of the account key")
    }
    for (certificate, issuer) in zip(chain, chain.dropFirst()) where !certificate.isSigned(by: issuer.publicKey) {
      throw ArchiveError(.chain, "a certificate of the chain is not signed by the one after it")
    }
  }
}

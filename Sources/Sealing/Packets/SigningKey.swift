import GnuTLS
import JOSE
import Platform

/// A device's signing key, with the certificates that prove whose it is.
public struct SigningKey: Sendable {
  /// How a header names the signer.
  public enum Naming: Sendable, Hashable {
    /// By the certificates themselves (`x5c`): to somebody who may not have them.
    case chain
    /// By SHA-256 of the signing certificate (`x5t#S256`): to somebody who has it. Saves about 2 kB a packet.
    case thumbprint
  }

  let signer: any JWSSigner
  /// The signing key's certificate; behind it, where somebody wants them, the account's and its authority's.
  public let chain: [Certificate]
  public let algorithm: JWSAlgorithm

  /// - Parameters:
  ///   - chain: 1 to 3 certificates, each of at most 8 KiB. The first is enough: its issuer's key is the message's
  ///     `sender`.
  ///   - algorithm: RS256 only for a token that lacks PSS, and after the log has said so.
  /// - Throws: `SealingError.signerRefused`.
  public init(_ key: PrivateKey, chain: [Certificate], algorithm: JWSAlgorithm = .ps256) throws(SealingError) {
    guard let first = chain.first, first.publicKey == key.publicKey else {
      throw SealingError(.signerRefused, "the certificate is not that of the signing key")
    }
    if let problem = SigningCertificate.problem(of: first) { throw SealingError(.signerRefused, problem) }
    guard chain.count <= SealingLimits.certificates,
      chain.allSatisfy({ $0.der.count <= SealingLimits.certificateSize })
    else {
      throw SealingError(
        .signerRefused,
        "a signature goes with at most \(SealingLimits.certificates) certificates of \(SealingLimits.certificateSize) bytes"
      )
    }
    do {
      signer = key.isOnToken ? key : try SoftwareSigner(key)
    } catch {
      throw SealingError(.signerRefused, error.reason, hint: error.hint)
    }
    self.chain = chain
    self.algorithm = algorithm
  }

  /// The protected header of a signature by this key.
  func header(
    _ purpose: PacketPurpose, number: PacketNumber, naming: Naming, root: [UInt8]? = nil,
    more: [StrictJSON.Member] = []
  ) -> JWSHeader {
    var header = JWSHeader(alg: algorithm, typ: purpose.rawValue, jti: number.text, root: root, other: more)
    switch naming {
    case .chain: header.x5c = chain.map(\.der)
    case .thumbprint: header.x5tS256 = chain.first.map { Digest.sha256.hash($0.der) }
    }
    return header
  }
}

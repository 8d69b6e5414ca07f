import GnuTLS
import Identity
import JOSE
import Platform

/// All that a decision about a signer may look at.
public struct SignerEvidence: Sendable {
  /// As it came.
  public let signature: SignedContent
  /// What the content was meant for, by its type.
  public let expectedPurpose: PacketPurpose
  /// The signing key's certificate first; empty when none could be had.
  public let chain: [Certificate]
  /// Why there is no certificate.
  let chainProblem: String?
  public let context: VerificationContext

  public var certificate: Certificate? { chain.first }
  public var account: PublicKey { context.account }

  init(_ signature: SignedContent, expectedPurpose: PacketPurpose, _ context: VerificationContext) {
    self.signature = signature
    self.expectedPurpose = expectedPurpose
    self.context = context
    switch Self.chain(signature.header, known: context.knownCertificates) {
    case .success(let chain):
      self.chain = chain
      chainProblem = nil
    case .failure(let problem):
      chain = []
      chainProblem = problem.text
    }
  }

  private struct Problem: Error {
    let text: String
  }

  private static func chain(_ header: SignatureHeader, known: [Certificate]) -> Result<[Certificate], Problem> {
    switch header.signer {
    case .chain(let list):
      do throws(GnuTLSError) {
        var chain: [Certificate] = []
        for der in list { chain.append(try Certificate(der: der)) }
        return .success(chain)
      } catch {
        return .failure(Problem(text: "the certificate is refused: \(error.reason)"))
      }
    case .thumbprint(let thumbprint):
      guard let certificate = known.first(where: { Digest.sha256.hash($0.der) == thumbprint }) else {
        return .failure(Problem(text: "the packet names a certificate that is not known here"))
      }
      return .success([certificate])
    }
  }
}

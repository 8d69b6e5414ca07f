import JOSE

/// The protected header of a signature, with all that a packet's or a card's has to have.
public struct SignatureHeader: Sendable {
  enum Signer: Sendable {
    /// DER certificates, the signing key's first; 1 to 3 of at most 8 KiB.
    case chain([[UInt8]])
    /// SHA-256 of the signing key's certificate, 32 bytes.
    case thumbprint([UInt8])
  }

  let algorithm: JWSAlgorithm
  /// What the signature says it was made for; one of `PacketPurpose` if all is well.
  let type: String
  let number: PacketNumber
  let signer: Signer
  /// The Merkle root over the recipients, 32 bytes; nil in a card's, which has none.
  let root: [UInt8]?
  /// Text members beside these.
  let extra: [String: String]

  static let names: Set<String> = ["alg", "typ", "jti", "x5c", "x5t#S256", "root"]

  /// Nil when something is missing, there twice in two forms, or too large.
  init?(_ header: JWSHeader) {
    guard let type = header.typ, let number = header.jti.flatMap(PacketNumber.init(_:)) else { return nil }
    switch (header.x5c, header.x5tS256) {
    case (let chain?, nil):
      guard (1...SealingLimits.certificates).contains(chain.count),
        chain.allSatisfy({ $0.count <= SealingLimits.certificateSize })
      else { return nil }
      signer = .chain(chain)
    case (nil, let thumbprint?): signer = .thumbprint(thumbprint)
    default: return nil
    }
    var extra: [String: String] = [:]
    for member in header.other {
      guard let text = member.value.stringValue else { return nil }
      extra[member.name] = text
    }
    algorithm = header.alg
    self.type = type
    self.number = number
    root = header.root
    self.extra = extra
  }
}

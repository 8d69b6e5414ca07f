import Platform

extension KitRecord: Codable {
  private enum Key: String, CodingKey {
    case version, identifier, extendable, exponent, threshold, verifiers, rehearsed
  }

  private static let version = 1

  /// - Throws: `RecoveryError.kitRecordDamaged` for values that no kit has, or a later version; `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    guard try fields.decode(Int.self, forKey: .version) == Self.version else { throw Self.damaged }
    let texts = try fields.decode([String].self, forKey: .verifiers)
    let numbers = try fields.decode([Int].self, forKey: .rehearsed)
    try self.init(
      identifier: fields.decode(Int.self, forKey: .identifier),
      isExtendable: fields.decode(Bool.self, forKey: .extendable),
      iterationExponent: fields.decode(Int.self, forKey: .exponent),
      threshold: fields.decode(Int.self, forKey: .threshold),
      // What is no hex becomes empty, and that is no verifier.
      verifiers: texts.map { Hex.bytes(of: $0) ?? [] }, rehearsed: Set(numbers))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(Self.version, forKey: .version)
    try fields.encode(identifier, forKey: .identifier)
    try fields.encode(isExtendable, forKey: .extendable)
    try fields.encode(iterationExponent, forKey: .exponent)
    try fields.encode(threshold, forKey: .threshold)
    try fields.encode(verifiers.map { Hex.text(of: $0) }, forKey: .verifiers)
    try fields.encode(rehearsed.sorted(), forKey: .rehearsed)
  }
}

/// An entry of the log: a statement and the signatures under it.
public struct SignedStatement: Sendable, Hashable {
  public let statement: Statement
  /// Ascending by role and key, one of each.
  public let signatures: [StatementSignature]

  public var id: StatementHash { statement.id }

  /// - Throws: `IdentityError.statementMalformed` for none or too many signatures, two of one key in one role, or one
  ///   that is empty or too long.
  public init(_ statement: Statement, signatures: some Sequence<StatementSignature>) throws(IdentityError) {
    let signatures = signatures.sorted { $0.place < $1.place }
    guard (1...LogLimits.signatures).contains(signatures.count),
      Set(signatures.map(\.place)).count == signatures.count,
      signatures.allSatisfy({ (1...LogLimits.signature).contains($0.bytes.count) })
    else { throw .malformedStatement("its signatures are none, too many, too long, or two of one key") }
    self.init(checked: statement, signatures)
  }

  private init(checked statement: Statement, _ signatures: [StatementSignature]) {
    self.statement = statement
    self.signatures = signatures
  }

  /// Reads an entry, and nothing that is written in any other way.
  /// - Throws: `IdentityError.statementMalformed`.
  public init(bytes: [UInt8]) throws(IdentityError) {
    var reader = LogByteReader(bytes[...])
    let length = Int(try reader.number(UInt32.self))
    guard length <= LogLimits.content else { throw LogByteReader.damaged }
    let statement = try Statement(bytes: try reader.take(length))
    let count = Int(try reader.number(UInt8.self))
    guard count <= LogLimits.signatures else { throw LogByteReader.damaged }
    var signatures: [StatementSignature] = []
    for _ in 0..<count {
      let role = try reader.choice(StatementSignature.Role.self)
      let algorithm = try reader.choice(StatementSignature.Algorithm.self)
      let key = try reader.identifier(KeyID.self)
      let size = Int(try reader.number(UInt16.self))
      signatures.append(
        StatementSignature(role: role, algorithm: algorithm, key: key, bytes: try reader.take(size)))
    }
    guard reader.isAtEnd else { throw LogByteReader.damaged }
    try self.init(statement, signatures: signatures)
    guard self.bytes == bytes else { throw .malformedStatement("its signatures are not in order") }
  }

  /// The entry's canonical form.
  public var bytes: [UInt8] {
    var writer = LogByteWriter()
    writer.append(number: UInt32(statement.bytes.count))
    writer.append(statement.bytes)
    writer.append(number: UInt8(signatures.count))
    for signature in signatures {
      writer.append([signature.role.rawValue, signature.algorithm.rawValue])
      writer.append(signature.key.bytes)
      writer.append(number: UInt16(signature.bytes.count))
      writer.append(signature.bytes)
    }
    return writer.bytes
  }

  func signature(_ role: StatementSignature.Role, by key: KeyID) -> StatementSignature? {
    signatures.first { $0.role == role && $0.key == key }
  }

  /// The same statement with the signatures of both. Of two by one key in one role the lesser bytes stay: PSS signs
  /// differently each time, and a union must not depend on its order.
  ///
  /// Beyond the limit the first places stay; no honest statement has as many.
  func merging(_ other: SignedStatement) -> SignedStatement {
    guard other != self else { return self }
    let best = Dictionary((signatures + other.signatures).map { ($0.place, $0) }) { left, right in
      Self.isLess(left, right) ? left : right
    }
    let all = best.values.sorted { $0.place < $1.place }
    return SignedStatement(checked: statement, Array(all.prefix(LogLimits.signatures)))
  }

  /// Only these signatures; nil for none.
  func keeping(_ kept: [StatementSignature]) -> SignedStatement? {
    kept.isEmpty ? nil : SignedStatement(checked: statement, kept)
  }

  private static func isLess(_ left: StatementSignature, _ right: StatementSignature) -> Bool {
    left.algorithm == right.algorithm
      ? left.bytes.lexicographicallyPrecedes(right.bytes) : left.algorithm.rawValue < right.algorithm.rawValue
  }
}

import Platform

/// A statement whose every signature was checked, and when this verifier first saw each of them.
///
/// Deliberate: a sight for each signature and not for the statement. Else a statement could be shown first with a
/// signature missing, when it counts for nothing and worries nobody, and be completed after its time to object is over.
public struct LogEntry: Sendable, Hashable {
  public private(set) var signed: SignedStatement
  /// By the verifier's own clock, in the order of `signed.signatures`.
  public private(set) var sights: [UnixTime]

  public var statement: Statement { signed.statement }

  /// - Precondition: one sight a signature.
  public init(_ signed: SignedStatement, sights: [UnixTime]) {
    precondition(sights.count == signed.signatures.count, "a signature without a sight, or the other way round")
    self.signed = signed
    self.sights = sights
  }

  /// Both copies' signatures, each with its earliest sight.
  func merging(_ other: LogEntry) -> LogEntry {
    guard other != self else { return self }
    let united = signed.merging(other.signed)
    let seen = united.signatures.compactMap { signature in
      [sight(of: signature.place), other.sight(of: signature.place)].compactMap { $0 }.min().map { (signature, $0) }
    }
    // Each of them is one of ours or one of theirs, and so has a sight.
    return united.keeping(seen.map(\.0)).map { LogEntry($0, sights: seen.map(\.1)) } ?? self
  }

  /// What this verifier had seen of it by then; nil for nothing.
  func seen(by time: UnixTime) -> LogEntry? {
    guard sights.contains(where: { $0 > time }) else { return self }
    let kept = zip(signed.signatures, sights).filter { $0.1 <= time }
    return signed.keeping(kept.map(\.0)).map { LogEntry($0, sights: kept.map(\.1)) }
  }

  func sight(_ role: StatementSignature.Role, by key: KeyID) -> UnixTime? { sight(of: .init(role: role, key: key)) }

  func sight(of place: StatementSignature.Place) -> UnixTime? {
    signed.signatures.firstIndex { $0.place == place }.map { sights[$0] }
  }
}

/// A device is thrown out, by its keys.
public struct RevokedDevice: Sendable, Hashable {
  public enum Reason: UInt8, Sendable, CaseIterable {
    case unspecified = 0
    case lost = 1
    case stolen = 2
    case retired = 3
    /// The same installation is linked again with new keys.
    case superseded = 4
  }

  /// The last operation that was taken in from one author, for `Sync`.
  public struct OperationMark: Sendable, Hashable {
    public let author: KeyID
    public let number: UInt64

    public init(author: KeyID, number: UInt64) {
      self.author = author
      self.number = number
    }
  }

  public let device: DeviceID
  /// All of its keys that are known, the device key among them; ascending.
  public let keys: [KeyID]
  public let reason: Reason
  /// The last statement of the device that is accepted, and with it those before. Nil: all that the revocation's author
  /// knew of. After a fork it says which branch is the true one.
  public let lastAccepted: StatementHash?
  /// By author, each once.
  public let operations: [OperationMark]

  /// - Throws: `IdentityError.statementMalformed` for too many keys or marks, or two marks of one author.
  public init(
    device: DeviceID, keys: some Sequence<KeyID>, reason: Reason, lastAccepted: StatementHash? = nil,
    operations: some Sequence<OperationMark> = []
  ) throws(IdentityError) {
    let all = Set(keys).union([KeyID(device)]).sorted()
    let marks = operations.sorted { $0.author < $1.author }
    guard all.count <= LogLimits.revokedKeys, marks.count <= LogLimits.operationMarks else {
      throw .malformedStatement("a revocation names too many keys or operations")
    }
    guard Set(marks.map(\.author)).count == marks.count else {
      throw .malformedStatement("a revocation names two last operations of one author")
    }
    self.device = device
    self.keys = all
    self.reason = reason
    self.lastAccepted = lastAccepted
    self.operations = marks
  }
}

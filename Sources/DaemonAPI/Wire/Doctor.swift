/// Answer of `GET /v1/doctor`.
public struct DoctorAnswer: Codable, Sendable {
  public let findings: [Finding]

  public init(findings: [Finding]) { self.findings = findings }
}

/// One thing that is not as it should be.
public struct Finding: Codable, Sendable, Equatable {
  public enum Severity: String, Codable, Sendable {
    /// Good to know.
    case notice
    /// Works now and may not later.
    case warning
    /// Does not work.
    case problem
  }

  /// Stable; scripts depend on it.
  public let id: String
  public let severity: Severity
  /// The account it is about; nil for the machine or the data folder.
  public let account: String?
  /// What is wrong and why that matters, a sentence.
  public let cause: String
  /// The command that cures it, to be typed as it stands.
  public let cure: String

  public init(id: String, severity: Severity, account: String?, cause: String, cure: String) {
    self.id = id
    self.severity = severity
    self.account = account
    self.cause = cause
    self.cure = cure
  }
}

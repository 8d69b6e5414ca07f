import Platform

/// An error as it travels: over the API, from a worker to the daemon, and into the `--json` output of the CLI.
///
/// Every call of `DaemonClient` throws this one type, whatever room the error came from; its code says which it was.
public struct ErrorReport: CodedError, Codable, Hashable {
  public let code: String
  public let reason: String
  public let hint: String?

  public init(code: String, reason: String, hint: String? = nil) {
    self.code = code
    self.reason = reason
    self.hint = hint
  }

  public init(_ error: some CodedError) {
    self.init(code: error.code, reason: error.reason, hint: error.hint)
  }

  /// Any error at all. One without a code is a fault of ours: it is told as `internalError`, without its own text,
  /// because nobody vouches for what that text holds.
  public init(any error: any Error) {
    if let coded = error as? any CodedError {
      self.init(code: coded.code, reason: coded.reason, hint: coded.hint)
    } else {
      self.init(APIError(.internalError, "an error of the type \(type(of: error)) was not expected here"))
    }
  }

  /// All three keys, always: a missing hint is null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code, forKey: .code)
    try container.encode(reason, forKey: .reason)
    try container.encode(hint, forKey: .hint)
  }

  private enum CodingKeys: CodingKey {
    case code, reason, hint
  }

  /// By code alone, as for every coded error.
  public static func == (left: ErrorReport, right: ErrorReport) -> Bool { left.code == right.code }
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

/// The body of every answer that is an error: `{"error": {"code", "reason", "hint"}}`.
public struct ErrorAnswer: Codable, Sendable {
  public let error: ErrorReport

  public init(_ error: ErrorReport) { self.error = error }
}

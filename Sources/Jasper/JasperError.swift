import Platform

/// A packet, a body or a relay that is not what the Jasper protocol says.
public struct JasperError: CodedError {
  public enum Code: String, Sendable, CaseIterable {
    /// The text is not JSON as RFC 8259 and our limits have it.
    case bodyMalformed
    /// A member is missing, has another type than the protocol says, or is there twice.
    case bodyRefused
    /// A value is longer than is taken.
    case valueTooLong
    /// The hash is not that of the message.
    case hashWrong
    /// The message names another recipient or another signature than the packet has.
    case bindingWrong
    /// No server address, or one that may not be connected to.
    case addressRefused
    /// The relay does not answer, or not in time.
    case relayUnreachable
    /// The relay's certificate leads to nobody who is trusted, is out of date, or names another server.
    case relayNotTrusted
    /// The relay answers with an error.
    case relayRefused
    /// The relay's answer is not what the protocol says, or larger than is taken.
    case answerRefused
  }

  public let kind: Code
  public let reason: String
  public let hint: String?
  /// The HTTP status that a relay refused with; nil where none did.
  public let status: Int?
  public var code: String { kind.rawValue }

  public init(_ kind: Code, _ reason: String, hint: String? = nil, status: Int? = nil) {
    self.kind = kind
    self.reason = reason
    self.hint = hint
    self.status = status
  }
}

import Glibc

/// A call to the operating system that failed.
public struct SystemError: CodedError {
  public enum Code: String, Sendable, CaseIterable {
    /// A socket path is longer than the operating system takes.
    case socketPathTooLong
    /// A socket could not be made, bound, connected or read.
    case socketFailed
    /// Nobody came, or nobody answered, in time.
    case timedOut
    /// The other end closed the connection in the middle of something.
    case connectionClosed
    /// A message over a local socket is longer than its reader takes.
    case messageTooLarge
    /// The lock file could not be opened or locked.
    case lockUnavailable
    /// Another process holds the lock.
    case lockHeld
    /// A child process could not be started.
    case spawnFailed
    /// No memory could be mapped for a secret.
    case memoryUnavailable
    /// There is no terminal to ask at.
    case noTerminal
    /// The person at the terminal gave up (Ctrl-C or Ctrl-D).
    case cancelled
  }

  public let kind: Code
  public let reason: String
  public let hint: String?
  /// `errno` of the call that failed; 0 when no call did.
  public let systemCode: Int32
  public var code: String { kind.rawValue }

  public init(_ kind: Code, _ reason: String, hint: String? = nil, systemCode: Int32 = 0) {
    self.kind = kind
    self.reason = systemCode == 0 ? reason : "\(reason): \(Self.text(of: systemCode))"
    self.hint = hint
    self.systemCode = systemCode
  }

  /// The operating system's own words for an `errno`.
  public static func text(of code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    // The XSI form may leave the buffer as it is for a code it does not know; then the number has to do.
    guard strerror_r(code, &buffer, buffer.count) == 0, buffer[0] != 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

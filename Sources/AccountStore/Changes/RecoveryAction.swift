import Platform

/// Something that the start did about an operation that was cut off.
public struct RecoveryAction: Sendable, Hashable, Codable {
  public enum Outcome: String, Sendable, Codable, CaseIterable {
    /// It had happened; only its traces were left.
    case finished
    /// It had not happened; the old state was put back.
    case undone
    /// What a cut-off operation had begun to write was removed.
    case swept
    /// It could be neither finished nor undone and stays as it is.
    case stuck
  }

  public let outcome: Outcome
  /// What was cut off, in the journal's words: `passwordChange`, `restoreMerge`, `renewal`, `keyMaking`,
  /// `revocation`, `keyRotation`, `accountRotation`, `deviceRotation`, `archiveUpdate`, `recoveryKit`, `relinking`, or `create` for an account that
  /// never came to be.
  public let operation: String
  /// The account's folder name; nil when there is none.
  public let account: String?
  /// One sentence for people, without a full stop.
  public let text: String

  /// The finding for what is stuck; nil for the others.
  public var finding: Finding? {
    outcome == .stuck ? Finding(.operationStuck, subject: account ?? operation, text) : nil
  }
}

/// Something in an archive that was not as it should be, and that did not keep it from opening.
public struct ArchiveWarning: Sendable, Hashable {
  public enum Code: String, Sendable, CaseIterable {
    /// An old Jami export holds the private key of the device that wrote it; it was dropped.
    case deviceSecretDropped
    /// A contact is unreadable; kept as it stands.
    case contactUnreadable
    /// A conversation is unreadable; kept as it stands.
    case conversationUnreadable
    /// A conversation request is unreadable; kept as it stands.
    case requestUnreadable
    /// A setting is not a text.
    case settingUnreadable
    /// Another known entry (CA key, Ethereum key, a whole list) is unreadable or does not belong; kept as it stands.
    case entryUnreadable
    /// There are bytes behind the end of the compressed stream; ignored, as Jami does.
    case trailingBytes
    /// The tag is of the form used before 2019.
    case legacyTag
    /// There are more warnings than are listed.
    case more
  }

  public let code: Code
  /// One sentence without a full stop. Names entries, never values.
  public let text: String

  public init(_ code: Code, _ text: String) {
    self.code = code
    self.text = text
  }
}

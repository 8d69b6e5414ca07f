/// A device joins the account, or a device of the account gets other signing and wrap keys or another role.
public struct AddedDevice: Sendable, Hashable {
  /// How it came in.
  public enum Method: UInt8, Sendable, CaseIterable {
    /// Linked; a device approved it.
    case approved = 1
    /// It restored an archive.
    case archive = 2
    /// It fetched the archive by a Jami PIN.
    case jamiPin = 3
    /// By a request and an approval in files; a device approved it.
    case file = 4
    /// It takes the place of the device that says so: the same installation with new keys. Of a device that says it of
    /// itself, the keys that it does not name again are revoked.
    case replacement = 5

    /// Whether a device of the account has to vouch for it.
    public var isApproval: Bool { self == .approved || self == .file || self == .replacement }
  }

  public let keys: DeviceKeys
  public let role: DeviceRole
  public let method: Method
  /// Who approved it, which has to be the statement's author; nil where nobody did.
  public let approver: DeviceID?

  /// - Throws: `IdentityError.statementMalformed` for an approval without approver, or the other way round.
  public init(
    keys: DeviceKeys, role: DeviceRole, method: Method, approver: DeviceID? = nil
  ) throws(IdentityError) {
    guard method.isApproval == (approver != nil) else {
      throw .malformedStatement("an approval names who approved, and nothing else does")
    }
    self.keys = keys
    self.role = role
    self.method = method
    self.approver = approver
  }
}

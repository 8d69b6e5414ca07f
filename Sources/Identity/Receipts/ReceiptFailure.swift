/// A reason for which a receipt does not prove that the account enrolled a device.
public enum ReceiptFailure: String, Sendable, Codable, CaseIterable {
  /// The text is not the JSON object that it should be.
  case textDamaged
  /// The account key did not sign the text.
  case signatureInvalid
  /// It names another account.
  case otherAccount
  /// It names another device.
  case otherDevice
  /// The announcement inside cannot be read.
  case announcementDamaged
  /// The account key did not sign the announcement.
  case announcementSignatureInvalid
  /// The announcement's owner is another account.
  case announcementOtherAccount
  /// The announcement is about another device, or carries another key than the device's.
  case announcementOtherDevice
}

import Platform

/// A decision about accounts, devices or revocations that cannot be taken as asked.
public typealias IdentityError = RoomError<IdentityErrorCode>

/// The codes of `IdentityError`.
public enum IdentityErrorCode: String, Sendable, CaseIterable {
  /// A text is no Jami ID, device ID or fingerprint.
  case identifierMalformed
  /// A name of an account or a device is empty, too long, or has control characters.
  case nameRefused
  /// Two things that must belong to one account belong to two.
  case otherAccount
  /// The archive has no authority key, and without it the account certificate cannot be renewed.
  case authorityKeyMissing
  /// The device's key is revoked; no certificate is issued for it again.
  case deviceRevoked
  /// The revocation list that the account holds does not verify, so nothing may be signed on top of it.
  case revocationListUnverified
  /// The next revocation number would be longer than the 20 octets of RFC 5280 §5.2.3.
  case revocationNumberExhausted
  /// Signet's own entry in an archive cannot be read.
  case signetFieldsDamaged
  /// A signed record in OpenDHT's form cannot be read.
  case recordDamaged
  /// A statement of an account's log cannot be made of these values, or bytes are none.
  case statementMalformed
  /// The account has no device of that name or ID.
  case deviceUnknown
  /// Several devices are meant.
  case deviceAmbiguous
  /// The account key cannot be followed by another one now.
  case rotationRefused
  /// Keys for a device cannot be put together so, or bytes are no such record.
  case handoverMalformed
  /// No memory for a secret.
  case memoryUnavailable
}

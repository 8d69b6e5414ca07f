/// Every place where Signet decides that something comes from a device of an account. A test walks this table and has
/// each of them refuse a revoked device: whoever adds a place adds it here, and the test does not compile until it
/// knows how to ask it.
public enum VerifyingEntryPoint: String, Sendable, CaseIterable {
  /// `DeviceVerifier.verify`: a device's chain of certificates.
  case device
  /// `PacketVerifier.verify`, one for each purpose that a packet has.
  case packet
  case logPacket
  case syncPacket
  case keysPacket
  /// `CardVerifier.verify`, and `CardChoice` by it.
  case card
  /// `Enrolment.enrol`: no certificate for a revoked device's key.
  case enrolment
  /// `ChainRenewal.renewDevice`: no new certificate either.
  case renewal
  /// `SigningCertificate.issue`: nor one for a revoked signing key.
  case signingCertificate
}

import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// New receive and sync keys, in the making: the database and the archive get them, the log names them, and this device
/// hands them to the others.
struct SharedRotation {
  static let purposes: [KeyPurpose] = [.receive, .sync]

  /// Of the receive key.
  let generation: UInt32
  let receive: KeyID
  let recipients: [DeviceID]
  let change: ReceiveKeyChange
  /// DER SPKIs of the new keys.
  let keys: [[UInt8]]

  /// Takes the new keys into the plan.
  /// - Parameters:
  ///   - keys: two, just made.
  ///   - recipients: who gets them.
  /// - Throws: `IdentityError`, `GnuTLSError`, `SystemError`.
  init(
    _ keys: [PrivateKey], into plan: inout KeyPlan, archive: Archive, present: ReceiveKeyChange?,
    recipients: [DeviceID]
  ) throws {
    // Above every number that the log gave away too: another device may have rotated, and its keys not be here yet.
    let logged = Int(present?.generation ?? 0)
    for (purpose, key) in zip(Self.purposes, keys) {
      try plan.take(key, for: purpose, archive: archive, above: logged)
    }
    guard let receive = plan.rows.inUse(.receive), let sync = plan.rows.inUse(.sync),
      let generation = UInt32(exactly: receive.generation)
    else { throw APIError(.internalError, "the new keys are not there") }
    self.generation = generation
    self.receive = KeyID(receive.keyID)
    self.recipients = recipients
    self.keys = [receive.publicKey, sync.publicKey]
    change = try ReceiveKeyChange(
      generation: generation, receive: KeyID(receive.keyID), sync: KeyID(sync.keyID), recipients: recipients)
  }

  /// Has the daemon hand the keys over, once this is written.
  /// - Throws: `StoreError`.
  func order(_ writer: AccountWriter) throws { try writer.set(HandoverCourier.orderName, receive.text) }

  var report: RotationReport { RotationReport(generation: Int(generation), recipients: recipients.map(\.text)) }
}

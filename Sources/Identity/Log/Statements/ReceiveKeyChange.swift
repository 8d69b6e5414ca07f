/// New keys that the devices share, and to which of them they were handed.
public struct ReceiveKeyChange: Sendable, Hashable {
  /// From 1.
  public let generation: UInt32
  /// What packets are sealed to.
  public let receive: KeyID
  /// What the devices seal to each other; nil where it stays.
  public let sync: KeyID?
  /// Ascending.
  public let recipients: [DeviceID]

  /// - Throws: `IdentityError.statementMalformed`.
  public init(
    generation: UInt32, receive: KeyID, sync: KeyID?, recipients: some Sequence<DeviceID>
  ) throws(IdentityError) {
    let recipients = Set(recipients).sorted()
    guard generation > 0, (1...LogLimits.recipients).contains(recipients.count), receive != sync else {
      throw .malformedStatement("a receive key without generation or recipients, or that is the sync key too")
    }
    self.generation = generation
    self.receive = receive
    self.sync = sync
    self.recipients = recipients
  }
}

import Sealing

/// What opens packets that come for this device.
struct ListeningKeys: Sendable {
  /// Every `recipient` that they are sealed to.
  let recipients: [String]
  let opener: Opener
  /// This device's own, which keys for it are sealed to.
  let wraps: [ReceiveKey]
  /// Whether the device was thrown out. Then nothing is looked at but what the account's log says: the recovery key may
  /// confirm that it is out, or object.
  let isOut: Bool

  init(_ ring: KeyRing) {
    recipients = ring.recipients
    opener = ring.opener
    wraps = ring.wraps
    isOut = false
  }

  /// - Parameter wraps: all that a device which was thrown out still listens with.
  init(out wraps: [ReceiveKey]) {
    recipients = wraps.map(\.recipient.text)
    opener = Opener(keys: wraps)
    self.wraps = wraps
    isOut = true
  }
}

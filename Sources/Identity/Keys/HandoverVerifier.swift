import GnuTLS

/// Why keys that were handed over are not taken.
public enum HandoverFailure: String, Sendable, Codable, CaseIterable {
  /// They are another account's.
  case otherAccount
  /// They are for another device.
  case otherDevice
  /// The log names a later generation.
  case oldGeneration
  /// This device has its receive key, or once had.
  case alreadyHere
  /// The log names no such generation, or other keys for it.
  case notInLog
  /// The log does not name this device as one that they go to.
  case notRecipient
  /// A key cannot be read.
  case keyUnreadable
}

/// Decides whether keys that were handed to this device come into use.
///
/// Deliberate: what counts is that the account's log names these very keys, and this device as one that gets them. Who
/// brought them does not matter: every device of the account, a leaf too, can bring a packet, and must not be able to
/// have the others use keys of its own making.
public enum HandoverVerifier {
  /// - Parameters:
  ///   - account: as it is pinned.
  ///   - held: the receive keys that this device has, or had.
  ///   - change: what the log says about the receive key, as of now; nil without any word.
  /// - Returns: the policies that fail; empty when the keys are to be taken.
  public static func failures(
    of handover: KeyHandover, account: AccountFingerprint, device: DeviceID, held: Set<KeyID>,
    change: ReceiveKeyChange?
  ) -> [HandoverFailure] {
    var failures: [HandoverFailure] = []
    func require(_ holds: Bool, _ failure: HandoverFailure) { if !holds { failures.append(failure) } }
    require(handover.account == account, .otherAccount)
    require(handover.device == device, .otherDevice)
    require(handover.generation >= change?.generation ?? 0, .oldGeneration)
    let newest = handover.keys(.receive).last
    let sync = handover.keys(.sync).last
    let receiveID = newest.flatMap(keyID)
    let syncID = sync.flatMap(keyID)
    require(receiveID != nil && (sync == nil || syncID != nil), .keyUnreadable)
    require(receiveID.map { !held.contains($0) } ?? true, .alreadyHere)
    let isNamed =
      change.map { $0.generation == handover.generation && $0.receive == receiveID && ($0.sync ?? syncID) == syncID }
    require(isNamed ?? false, .notInLog)
    require(change?.recipients.contains(device) ?? false, .notRecipient)
    return failures
  }

  private static func keyID(_ key: KeyHandover.Key) -> KeyID? {
    // Why it cannot be read is of no use: it is not taken.
    (try? PrivateKey(serialised: key.key)).map { KeyID(ofSPKI: $0.publicKey.spki) }
  }
}

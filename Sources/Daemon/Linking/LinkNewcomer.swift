import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Linking
import Platform

/// Who asks to be linked, held against what the account's log knows.
struct LinkNewcomer {
  let requests: LinkRequests
  let role: DeviceRole
  let state: LogState

  /// The active device whose place it takes, by that one's own word.
  /// - Throws: `LinkingError.requestRefused` for a word that is another's, and for a machine that would be a leaf with an
  ///   archive.
  func superseded(log: AccountLog, account: PublicKey) throws -> DeviceID? {
    guard let former = requests.former, let logged = state.device(former.device) else { return nil }
    // It is nobody's place: it comes in as any other. What it still has of the account goes when it takes the answer in.
    guard !state.revokes(KeyID(former.device)) else { return nil }
    guard former.role == .leaf || role == .full else {
      throw LinkingError(
        .requestRefused, "this machine holds the account's archive already, and a leaf holds none",
        hint: "say `--role full`, or have that machine say `signet account forget` first")
    }
    guard !former.signature.isEmpty, let spki = log.keys[logged.keys.signing] else { return nil }
    guard former.algorithm == logged.keys.algorithm,
      former.isProven(by: try PublicKey(spki: spki), of: AccountFingerprint(of: account), for: requests)
    else {
      throw LinkingError(
        .requestRefused, "it says that it is the device \(former.device) of this account, and is not",
        hint: "do not link it: somebody wants to take that device's place")
    }
    return former.device
  }

  /// Whether the log has to say that it is added: not where it says just that already.
  /// - Throws: `LinkingError.requestRefused` for another device's key, and for a full device that is to become a leaf.
  func isNew() throws -> Bool {
    guard let logged = state.device(requests.deviceID), logged.standing != .notListed else { return true }
    guard logged.keys.signing == KeyID(ofSPKI: requests.signing.publicKey.spki),
      logged.keys.wrap == KeyID(ofSPKI: requests.wrap.publicKey.spki)
    else { return true }
    guard logged.role == .leaf || role == .full else {
      throw LinkingError(
        .requestRefused, "it is a full device of this account already, and may have the archive",
        hint: "say `--role full`, or throw it out with `signet device revoke`")
    }
    return logged.role != role
  }

  /// What the person should know of other entries in the list.
  /// - Parameter devices: before it was added.
  func warnings(_ devices: [Device], _ superseded: DeviceID?) -> [String] {
    var warnings: [String] = []
    if let former = requests.former?.device, superseded == nil, state.device(former) != nil,
      !state.revokes(KeyID(former))
    {
      warnings.append(
        "the machine could not prove that it was the device \(former.text); throw that one out: "
          + "signet device revoke \(former.text.prefix(8))")
    }
    let alike = devices.filter {
      $0.name == requests.name && $0.id != requests.deviceID && $0.id != superseded && $0.state == .active
        && !state.revokes(KeyID($0.id)) && $0.id != requests.former?.device
    }
    return warnings
      + alike.map {
        "another device is called \($0.name) too, \($0.id.text.prefix(8)): if it is what this machine was before, "
          + "throw it out: signet device revoke \($0.id.text.prefix(8)) --reason superseded"
      }
  }
}

extension Workbench {
  /// The account key and this device, where it has what a new device needs.
  /// - Throws: `MessagingError.keysPending`, `StoreError`.
  func approver(_ folder: AccountFolder) throws -> (key: PublicKey, device: DeviceID) {
    let database = try folder.database()
    defer { try? database.close() }  // no loss: nothing was written
    let stored = try database.account()
    guard try database.keys().areComplete else {
      throw MessagingError(
        .keysPending, "the account's keys are not made yet, and a new device needs them",
        hint: "`signet key make` makes them")
    }
    return (stored.account.certificate.publicKey, stored.deviceID)
  }
}

extension LinkProgress {
  /// Asks for digits, and tells whose.
  init(asking requests: LinkRequests, triesLeft: Int) {
    self.init()
    deviceId = requests.deviceID.text
    deviceName = requests.name
    platform = requests.platform
    self.triesLeft = triesLeft
    digitsNeeded = true
  }
}

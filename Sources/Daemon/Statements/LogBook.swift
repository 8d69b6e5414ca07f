import Identity
import Platform
import Sealing

/// An account's log, replayed for one time, as what verifies packets asks it.
struct LogBook: Sendable {
  /// Seconds for which a device's word that it knew the log is told on.
  ///
  /// Deliberate: not longer. Packets are refused once all other devices were silent for a week, which is meant for
  /// accounts whose devices speak daily; an account with a device in a drawer would be cut off.
  private static let vouching: Int64 = 7 * 86_400

  /// Seconds for which packets by a signing key still count that was renewed with its certificate: as long as relays
  /// keep what was on its way. One that a person had replaced is revoked at once.
  private static let wayLife: Int64 = 7 * 86_400

  let log: AccountLog
  let state: LogState
  /// Of every signing key that a device of the account has, or had.
  private let signers: [KeyID: DeviceID]
  private let spoken: [LogHead]

  init(_ log: AccountLog, now: UnixTime) {
    self.log = log
    let state = log.state(at: now)
    self.state = state
    let failed = Set(state.failures.compactMap(\.id))
    var signers: [KeyID: DeviceID] = [:]
    var spoken: [DeviceID: UnixTime] = [:]
    for entry in log.entries.values {
      switch entry.statement.content {
      case .genesis(let genesis):
        if let device = genesis.founding?.device { signers[device.signing] = device.device }
      case .deviceAdded(let added) where !failed.contains(entry.statement.id):
        signers[added.keys.signing] = added.keys.device
      default: break
      }
      for (signature, sight) in zip(entry.signed.signatures, entry.sights) where signature.role == .device {
        let signer = DeviceID(signature.key)
        spoken[signer] = max(spoken[signer] ?? sight, sight)
      }
    }
    for device in state.devices { signers[device.keys.signing] = device.id }
    self.signers = signers
    self.spoken = spoken.map { LogHead(signer: $0.key, time: $0.value) }
  }

  func device(signing key: KeyID) -> LoggedDevice? { signers[key].flatMap { state.device($0) } }

  /// Without a single device the log is not known yet, or only its beginning.
  func standing(signing key: KeyID, now: UnixTime) -> LogStanding {
    guard !state.devices.isEmpty else { return .noLog }
    guard let device = device(signing: key) else { return .notListed }
    if state.revokes(key) { return .revoked }
    if let since = device.formerSigning[key], now.seconds - since.seconds > Self.wayLife { return .replaced }
    switch device.standing {
    case .active: return .active
    case .pending: return .pending
    case .suspended: return .suspended
    case .revoked, .superseded: return .revoked
    case .notListed: return .notListed
    }
  }

  func lacksPSS(signing key: KeyID) -> Bool { device(signing: key)?.keys.algorithm == .pkcs1 }

  func heads(now: UnixTime) -> [LogHead] { spoken.filter { now.seconds - $0.time.seconds <= Self.vouching } }
}

import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

/// What a rotation of the account key brings the account's other devices. It was made while the archive was open, and
/// sealed to each; here it is only sent, until the device tells that it has its new certificates.
extension HandoverCourier {
  /// The setting that has it.
  static func accountName(_ device: DeviceID) -> String { "account.handover.\(device)" }
  private static func sentName(_ device: DeviceID) -> String { "account.handover.sent.\(device)" }

  /// - Throws: `StoreError`.
  static func accountErrands(_ database: AccountDatabase, now: UnixTime) throws -> [Errand] {
    var contents: [DeviceID: String] = [:]
    for device in try database.devices() {
      contents[device.id] = try database.setting(accountName(device.id))
    }
    guard !contents.isEmpty, let log = try database.ownLog() else { return [] }
    let state = log.state(at: now)
    let certificates = try database.certificates()
    return try contents.sorted { $0.key < $1.key }.compactMap { device, content in
      // One that was thrown out meanwhile gets nothing.
      guard let logged = state.device(device), logged.standing == .active, let spki = log.keys[logged.keys.wrap] else {
        return nil
      }
      if let held = HeldCertificates(of: logged, certificates[device, default: []]),
        try database.setting(held.name) == held.mark
      {
        return nil
      }
      let mark = KeyID(ofSPKI: Array(content.utf8)).text
      let sent = (try database.setting(sentName(device)) ?? "").split(separator: " ")
      if sent.first.map(String.init) == mark, let last = sent.last.flatMap({ Int64($0) }),
        now.seconds - last < pause, now.seconds >= last
      {
        return nil
      }
      return Errand(
        content: .sealed(content), wrap: try RecipientKey(PublicKey(spki: spki)), name: sentName(device),
        mark: "\(mark) \(now.seconds)")
    }
  }
}

import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

/// Takes in what another device of the account tells of its devices. Calls block.
struct SiblingIntake {
  let database: AccountDatabase
  let now: UnixTime

  /// Nil where something is no certificate at all. Nothing about them has been verified.
  static func certificates(of news: DeviceNews) -> [Certificate]? {
    var certificates: [Certificate] = []
    for der in news.certificates {
      guard let certificate = try? Certificate(der: der) else { return nil }  // why it is none is of no use
      certificates.append(certificate)
    }
    return certificates
  }

  /// What would be kept.
  /// - Parameter log: with whatever came in the same message.
  /// - Throws: `StoreError`.
  func update(_ told: [Certificate], _ notes: [DeviceNote], _ log: AccountLog) throws -> SiblingUpdate {
    SiblingUpdate(
      told: told, notes: notes, log: log, state: log.state(at: now), devices: try database.devices(),
      known: try database.certificates(), this: try database.account().deviceID)
  }

  /// What becomes of the record of the recovery kit.
  /// - Throws: `StoreError`.
  func kit(_ news: DeviceNews, by sender: LoggedDevice?, _ state: LogState) throws -> KitUpdate? {
    guard let note = news.kit else { return nil }
    return KitUpdate(
      note, by: sender, known: try database.recoveryKit(), state: try database.account().recovery, log: state, now: now)
  }

  /// Writes it.
  /// - Parameter sender: the device that told it; what it tells of itself is what it has.
  /// - Throws: `StoreError`.
  func keep(
    _ update: SiblingUpdate, _ kit: KitUpdate?, held: HeldCertificates?, chain: [[UInt8]]
  ) throws {
    let stored = try database.account()
    // Verified, and verified once more when it is installed.
    let told = chain.compactMap { try? Certificate(der: $0) }  // one that is none makes the chain too short
    if ChainUpdate.newer(told, than: stored.account.chain) != nil, try told != CertificateInstall.toldChain(database) {
      try database.write { try $0.set(CertificateInstall.chainName, told.map(\.pem).joined()) }
    }
    let isHeld = try held.map { try database.setting($0.name) == $0.mark } ?? true
    guard !update.isEmpty || kit != nil || !isHeld else { return }
    try database.write { writer in
      try writer.save(update)
      try kit?.save(writer, stored, now: now)
      if let held { try writer.set(held.name, held.mark) }
    }
  }
}

extension AccountWriter {
  /// - Throws: `StoreError`.
  func save(_ update: SiblingUpdate) throws {
    for (device, certificates) in update.certificates { try add(certificates, of: device) }
    for device in update.devices { try save(device) }
  }
}

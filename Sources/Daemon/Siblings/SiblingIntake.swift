import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

/// Takes in what another device of the account tells of its devices. Calls block.
struct SiblingIntake {
  let database: AccountDatabase
  let now: UnixTime

  /// What would be kept; nil where something is no certificate at all.
  /// - Parameter log: with whatever came in the same message.
  /// - Throws: `StoreError`.
  func update(_ news: DeviceNews, _ log: AccountLog) throws -> SiblingUpdate? {
    var certificates: [Certificate] = []
    for der in news.certificates {
      guard let certificate = try? Certificate(der: der) else { return nil }  // why it is none is of no use
      certificates.append(certificate)
    }
    return SiblingUpdate(
      told: certificates, notes: news.notes, log: log, state: log.state(at: now), devices: try database.devices(),
      known: try database.certificates(), this: try database.account().deviceID)
  }

  /// Writes it.
  /// - Throws: `StoreError`.
  func keep(_ update: SiblingUpdate) throws {
    guard !update.isEmpty else { return }
    try database.write { try $0.save(update) }
  }
}

extension AccountWriter {
  /// - Throws: `StoreError`.
  func save(_ update: SiblingUpdate) throws {
    for (device, certificates) in update.certificates { try add(certificates, of: device) }
    for device in update.devices { try save(device) }
  }
}

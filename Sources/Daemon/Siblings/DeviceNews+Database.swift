import AccountStore
import FoundationEssentials
import GnuTLS
import Identity
import Platform
import Recovery
import Sealing

extension DeviceNews {
  /// All that this device can tell the account's others, in one order.
  /// - Throws: `StoreError`.
  init(_ database: AccountDatabase) throws {
    let stored = try database.account()
    let this = stored.deviceID
    let certificates = Set(try database.certificates().values.joined().map(\.der))
    let notes = try Self.notes(try database.devices(), this: this)
    self.init(
      chain: stored.account.chain.map(\.der), certificates: certificates.sorted { $0.lexicographicallyPrecedes($1) },
      notes: notes,
      kit: try KitNote(database))
  }

  /// What there is to say of devices that have a name.
  static func notes(_ devices: [Device], this: DeviceID) throws -> [DeviceNote] {
    try devices.sorted { $0.id < $1.id }.filter { $0.name != DeviceNote.fallbackName(of: $0.id) }.map { device in
      let platform = device.platform ?? (device.id == this ? MachinePlatform.text : nil)
      return try DeviceNote(id: device.id, name: device.name, platform: platform)
    }
  }

  /// The same for a device that is not approved: nothing of the recovery kit.
  var withoutKit: DeviceNews { DeviceNews(chain: chain, certificates: certificates, notes: notes) }
}

extension KitNote {
  /// Nil where nothing is known of a kit.
  /// - Throws: `StoreError`.
  fileprivate init?(_ database: AccountDatabase) throws {
    guard let kit = try database.recoveryKit() else { return nil }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    self.init(
      record: String(decoding: try encoder.encode(kit.record), as: UTF8.self), recoveryKey: kit.recoveryKey,
      madeAt: kit.madeAt, isRehearsed: try database.account().recovery == .kitRehearsed, rehearsals: kit.rehearsals)
  }
}

extension SiblingUpdate {
  /// What the archive is to carry of the devices, once this is in the database.
  /// - Parameter issued: certificates of this device that are about to be written.
  /// - Throws: `StoreError`.
  func archived(
    _ database: AccountDatabase, this: DeviceID, issued: [Certificate]
  ) throws -> ArchivedDevices {
    let changed = Dictionary(devices.map { ($0.id, $0) }) { first, _ in first }
    let before = try database.devices()
    let ids = Set(before.map(\.id))
    let devices = before.map { changed[$0.id] ?? $0 } + self.devices.filter { !ids.contains($0.id) }
    var all = try database.certificates().merging(certificates) { $0 + $1 }
    all[this, default: []] += issued.filter { all[this]?.contains($0) != true }
    return ArchivedDevices(notes: try DeviceNews.notes(devices, this: this), certificates: all)
  }
}

import GRDB
import GnuTLS
import Identity
import Platform

extension AccountDatabase {
  /// Every certificate that is known of the account's devices, of their own keys and of those that they sign with.
  /// - Throws: `StoreError`.
  public func certificates() throws -> [DeviceID: [Certificate]] {
    var all = try load(StoredCertificate.self).reduce(into: [DeviceID: Set<Certificate>]()) { all, stored in
      all[stored.device, default: []].insert(stored.certificate)
    }
    for device in try devices() { all[device.id, default: []].insert(device.certificate) }
    // Not those of the device that this machine was before.
    let known = Set(all.values.joined())
    let signing = try keys().filter { $0.purpose == .signing }.compactMap(\.certificate).filter { !known.contains($0) }
    if !signing.isEmpty { all[try account().deviceID, default: []].formUnion(signing) }
    return all.mapValues { certificates in
      certificates.sorted { $0.der.lexicographicallyPrecedes($1.der) }
    }
  }
}

extension AccountWriter {
  /// Adds certificates of a device. Those that are there stay.
  /// - Throws: `StoreError`.
  public func add(_ certificates: some Sequence<Certificate>, of device: DeviceID) throws {
    for certificate in certificates {
      try StoredCertificate(device: device, certificate: certificate).insert(database, orIgnore: true)
    }
  }
}

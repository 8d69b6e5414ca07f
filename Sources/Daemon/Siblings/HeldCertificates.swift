import GnuTLS
import Identity
import Platform

/// Which certificates of its own a device has, as it told: whoever renewed them sends them until it says so.
struct HeldCertificates: Sendable, Hashable {
  let device: DeviceID
  /// SHA-256 of the newest certificates of its own key and of its signing key, in hex.
  let mark: String

  /// What is remembered in the account's database.
  var name: String { "devices.held.\(device)" }

  /// Nil where none of the two keys has one.
  /// - Parameter certificates: of any devices.
  init?(of device: LoggedDevice, _ certificates: some Sequence<Certificate>) {
    let all = Array(certificates)
    let newest = [KeyID(device.id), device.keys.signing].compactMap { key in
      all.filter { KeyID(ofSPKI: $0.publicKey.spki) == key }.newest
    }
    guard !newest.isEmpty else { return nil }
    self.device = device.id
    mark = KeyID(ofSPKI: newest.flatMap(\.der)).text
  }
}

import GnuTLS
import Platform

/// Whose a certificate is that somebody told of: the account has to have signed it, and its log to name the key.
public struct CertificateOwners: Sendable {
  public enum Finding: Sendable, Hashable {
    /// Of the device's own key.
    case device(DeviceID)
    /// Of a key that the device signs with, or did.
    case signing(DeviceID)
    /// The account's word, for a key that the log does not name, or by an account key that is not followed: that may
    /// be on its way.
    case early
    /// No word of this account.
    case refused
  }

  private let accounts: [PublicKey]
  /// Account keys that the log names and that are not followed.
  private let others: [PublicKey]
  private let owners: [KeyID: DeviceID]

  public init(_ log: AccountLog, state: LogState) {
    // What is no key of ours signs nothing that we would have to know.
    func key(_ id: KeyID) -> PublicKey? { log.keys[id].flatMap { try? PublicKey(spki: $0) } }
    let followed = state.accounts.map { KeyID($0) }
    accounts = followed.compactMap(key)
    let named = log.entries.values.compactMap { entry -> KeyID? in
      guard case .succession(let succession) = entry.statement.content else { return nil }
      return KeyID(succession.new)
    }
    others = Set(named).subtracting(followed).sorted().compactMap(key)
    var owners: [KeyID: DeviceID] = [:]
    // Whatever the log ever named for a device: a revocation should take all of it. What counts goes before what was
    // only claimed.
    for (device, keys) in log.keysOfDevices.sorted(by: { $0.key < $1.key }) { for key in keys { owners[key] = device } }
    for device in state.devices { for key in device.keys.all { owners[key] = device.id } }
    self.owners = owners
  }

  public func finding(_ certificate: Certificate) -> Finding {
    guard !certificate.isAuthority else { return .refused }
    let isFollowed = accounts.contains { certificate.isSigned(by: $0) }
    guard isFollowed else { return others.contains { certificate.isSigned(by: $0) } ? .early : .refused }
    let key = KeyID(ofSPKI: certificate.publicKey.spki)
    guard let owner = owners[key] else { return .early }
    return key == KeyID(owner) ? .device(owner) : .signing(owner)
  }
}

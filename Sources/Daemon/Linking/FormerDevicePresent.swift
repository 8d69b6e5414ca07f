import AccountStore
import GnuTLS
import Identity
import Linking
import Platform

/// The device of an account that this machine is at present, where it is to be linked to that account again.
struct FormerDevicePresent {
  let bench: Workbench
  let folder: AccountFolder
  private let account: AccountFingerprint

  /// - Parameter account: the account's key.
  /// - Returns: nil where the account is not here.
  init?(bench: Workbench, account: PublicKey) {
    guard let folder = AccountHere(data: bench.data, now: .now()).folder(of: account) else { return nil }
    self.folder = folder
    self.bench = bench
    self.account = AccountFingerprint(of: account)
  }

  /// What it is called; nil where that cannot be read.
  var name: String? {
    // Whatever is wrong with it is found by who has to write there.
    try? read { try $0.device(try $0.account().deviceID).name }
  }

  /// Whether these are the keys of the device that it is, which was thrown out: it needs fresh ones.
  func isRevoked(_ keys: JoiningKeys) throws -> Bool {
    try read { database in
      let stored = try database.account()
      let revocations = try database.revocations(of: stored.account.fingerprint)
      return [keys.device, keys.wrap].contains { revocations.revokes(key: DeviceID(of: $0.publicKey)) }
    }
  }

  /// The requests, with the present device's word that they are to take its place.
  /// - Throws: `StoreError`, `LinkingError`.
  func following(_ requests: LinkRequests) throws -> LinkRequests {
    try read { database in
      let device = try database.account().deviceID
      // An answer that was taken in already, and is asked for once more.
      guard device != requests.deviceID else { return requests }
      return try requests.following(try claim(device, database, requests))
    }
  }

  private func claim(
    _ device: DeviceID, _ database: AccountDatabase, _ requests: LinkRequests
  ) throws -> FormerDevice {
    let role: DeviceRole = folder.isLeaf || folder.keysAreDestroyed ? .leaf : .full
    // It takes no place, and signs nothing any more.
    guard try !OwnRevocation.isRevoked(database) else { return FormerDevice(device: device, role: role) }
    // Without the key there is no proof; the other device says then what is to be done about the old entry.
    guard let row = try database.keys().inUse(.signing),
      let key = try? bench.signingKey(folder, database),  // on a token that is out, or damaged
      let signature = try? sign(FormerDevice.statement(device, of: account, for: requests), key, row)  // as above
    else { return FormerDevice(device: device, role: role) }
    return FormerDevice(device: device, role: role, algorithm: row.algorithm, signature: signature)
  }

  private func sign(_ statement: [UInt8], _ key: PrivateKey, _ row: StoredKey) throws -> [UInt8] {
    try key.sign(statement, with: row.algorithm == .pss ? .rsaPSSSHA256 : .rsaSHA256)
  }

  private func read<Value>(_ body: (AccountDatabase) throws -> Value) throws -> Value {
    let database = try folder.database()
    defer { try? database.close() }  // no loss: nothing was written
    return try body(database)
  }
}

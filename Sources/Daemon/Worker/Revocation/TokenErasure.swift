import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Takes the signing keys of a device that was thrown out off their tokens, where these and their PINs are at hand. What
/// it cannot take off stays named in the database, and is tried again.
struct TokenErasure {
  let bench: Workbench
  let folder: AccountFolder
  let database: AccountDatabase

  /// - Parameter asking: whether somebody is there who knows the PIN.
  /// - Returns: why keys are still there, one sentence each.
  /// - Throws: `StoreError`.
  func run(asking: Bool) throws -> [String] {
    try database.keys().compactMap { key in
      guard let place = key.token else { return nil }
      do {
        try erase(key, place, asking: asking)
      } catch {
        return
          "the signing key on the token \(place.url.tokenName) is still there (\(ErrorReport(any: error).reason)): "
          + "put the token in, then `signet device forget-keys`"
      }
      try database.write { try $0.forgetToken(of: key) }
      return nil
    }
  }

  private func erase(_ key: StoredKey, _ place: TokenPlace, asking: Bool) throws {
    if case .done = bench.channel.token(.erase(account: folder.id.text, key: key.keyID.text)) { return }
    guard asking else { throw TokenDesk.pinNeeded }
    let token = try WorkerToken.begin(bench, place.url)
    try token.open(key, pin: try bench.collect([.tokenPIN])[.tokenPIN])
    try token.erase()
  }
}

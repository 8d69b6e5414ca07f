import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// A token that an account's signing key is on and that is not there, or takes no PIN any more.
struct TokenCheck {
  let folder: AccountFolder
  let keys: [StoredKey]

  /// Asks a keeper of its own, without a PIN.
  func examine() -> [DaemonAPI.Finding] {
    guard let key = keys.inUse(.signing), let place = key.token else { return [] }
    let session: TokenSession
    do { session = try TokenSession(url: place.url) } catch {
      return [finding("tokenUnavailable", "the token \(place.url.tokenName) cannot be looked for: \(error.reason)")]
    }
    defer { session.close() }
    guard case .failed(let report) = session.ask(.look) else { return [] }
    return [
      finding(
        report.code,
        "the signing key is on the token \(place.url.tokenName), and nothing can be signed: \(report.reason)")
    ]
  }

  private func finding(_ id: String, _ cause: String) -> DaemonAPI.Finding {
    DaemonAPI.Finding(
      id: id, severity: .problem, account: folder.id.text, cause: cause,
      cure: id == "tokenUnavailable"
        ? "p11tool --list-tokens" : "signet key make --no-token --account \(folder.id.text)")
  }
}

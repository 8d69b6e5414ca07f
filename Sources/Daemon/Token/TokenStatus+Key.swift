import AccountStore
import DaemonAPI
import GnuTLS

extension TokenStatus {
  /// How it stands with a signing key's token; nil for a key that is on none.
  /// - Parameter session: the keeper that has the PIN.
  init?(_ key: StoredKey, _ session: TokenSession?) {
    guard let place = key.token else { return nil }
    let state: State
    switch session.map({ $0.key == key.keyID ? $0.failure : .tokenPINNeeded }) {
    case .some(nil): state = .ready
    case .some(.tokenPINNeeded), .some(.tokenPINWrong), .some(.tokenPINLocked), nil: state = .pinNeeded
    default: state = .unavailable
    }
    self.init(url: place.url.text, name: place.url.tokenName, state: state)
  }
}

import JOSE
import Platform

extension X25519PrivateKey {
  /// A key for one link.
  static func fresh(_ random: RandomFill) throws(LinkingError) -> X25519PrivateKey {
    do {
      return try X25519PrivateKey(bytes: try Secret(count: size, filling: random))
    } catch {
      throw .failed(error)
    }
  }
}

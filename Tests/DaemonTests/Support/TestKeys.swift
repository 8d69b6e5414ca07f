import Files
import GnuTLS
import Platform

/// The RSA keys that the tests share. Making some would take minutes.
enum TestKeys {
  static let first = load("rsa4096-1")
  static let second = load("rsa4096-2")
  static let third = load("rsa4096-3")
  static let fourth = load("rsa4096-4")
  static let fifth = load("rsa4096-5")
  static let sixth = load("rsa4096-6")
  static let seventh = load("rsa4096-7")
  static let eighth = load("rsa4096-8")

  static func load(_ name: String) -> PrivateKey {
    do {
      return try PrivateKey(
        serialised: FileReader.readSecret(Fixture.folder + "/keys/\(name).pem", limit: 1 << 16))
    } catch {
      preconditionFailure("the test key \(name) cannot be read: \(error)")
    }
  }
}

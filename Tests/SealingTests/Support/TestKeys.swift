import FoundationEssentials
import GnuTLS
import JOSE
import Platform

/// The keys that the tests share. Making RSA keys would take minutes.
enum TestKeys {
  static let authority = load("rsa4096-1")
  static let account = load("rsa4096-2")
  static let signing = load("rsa4096-3")
  static let tabletSigning = load("rsa4096-4")
  static let otherAccount = load("rsa4096-5")
  static let receive = load("rsa4096-6")
  /// Another person's receive key; the same key as the authority's, which never meets it.
  static let otherReceive = authority
  static let short = load("rsa2048-1")

  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Fixtures/")

  static func pem(_ name: String) throws -> Secret {
    try Secret(copying: Array(Data(contentsOf: fixtures.appending(path: "keys/\(name).pem"))))
  }

  private static func load(_ name: String) -> PrivateKey {
    do {
      return try PrivateKey(serialised: pem(name))
    } catch {
      preconditionFailure("the test key \(name) cannot be read: \(error)")
    }
  }
}

extension TestKeys {
  static func file(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: fixtures.appending(path: path)))
  }
}

/// The first block of a PEM file, without reading what is in it.
enum PEMFile {
  static func der(_ text: [UInt8]) throws -> [UInt8] {
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    let body = lines.drop { !$0.hasPrefix("-----BEGIN") }.dropFirst().prefix { !$0.hasPrefix("-----END") }
    return try Base64.decode(body.joined())
  }
}

import Glibc
import GnuTLS
import JOSE
import Platform
import Testing

/// What the tests read from `Fixtures/`, found from where this file is.
enum Fixtures {
  static let repository = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

  static func bytes(_ name: String) throws -> [UInt8] { try bytes(at: "\(repository)/Fixtures/\(name)") }

  static func bytes(at path: String) throws -> [UInt8] {
    let file = try #require(fopen(path, "r"), "\(path) is missing")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece.prefix(count) }
    return bytes
  }

  static func secret(_ name: String) throws -> Secret { try Secret(copying: bytes(name)) }

  static func signingKey(_ name: String) throws -> PrivateKey {
    try PrivateKey(serialised: secret("keys/\(name).pem"))
  }

  static func openingKey(_ name: String) throws -> OAEPPrivateKey {
    try OAEPPrivateKey(pkcs8: secret("keys/\(name).pem"))
  }

  static func json(_ name: String) throws -> StrictJSON { try StrictJSON.parse(bytes(name)) }
}

extension StrictJSON {
  /// The text at `name`, which must be there.
  func text(_ name: String) throws -> String { try #require(self[name]?.stringValue, "no text at \(name)") }

  /// The bytes that the base64url text at `name` stands for.
  func bytes(_ name: String) throws -> [UInt8] { try Base64URL.decode(text(name)) }

  /// The texts of the list at `names`.
  func names() throws -> Set<String> {
    let elements = try #require(self["names"]?.elements)
    return Set(elements.compactMap(\.stringValue))
  }

  /// The bytes that the hex text at `name` stands for.
  func hex(_ name: String) throws -> [UInt8] { try #require(Hex.bytes(of: text(name))) }
}

extension Secret {
  /// A copy of its bytes, to compare.
  var array: [UInt8] { withBytes { [UInt8]($0) } }
}

extension [UInt8] {
  var text: String { String(decoding: self, as: UTF8.self) }
}

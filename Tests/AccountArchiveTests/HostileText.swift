import GnuTLS
import Platform

@testable import AccountArchive

/// Archive texts of up to 64 MiB that are made to cost their reader something.
enum HostileText: String, CaseIterable {
  /// 200,000 contacts without a field, the rest padding: short as text, long as values.
  case manyContacts
  /// 12,000 contacts and padding: both have to fit.
  case someContacts
  /// 4,800 contacts with eight unknown fields each, and padding.
  case contactFields
  /// 100,000 names of 600 bytes that differ at their ends.
  case longNames
  /// Eight names of 8 MiB that differ in the last byte, spelled with escapes.
  case hugeNames
  /// Nothing but escaped characters.
  case escapes
  /// Nothing but characters of three bytes.
  case wideCharacters
  /// White space between a name and its value.
  case space
  /// Small objects of nine names.
  case smallObjects
  /// All the text inflates from the first bytes, and 40 MiB that mean nothing lie behind them.
  case trailing
  /// 300,000 empty deflate blocks.
  case blocks

  private static let size = 64 << 20

  func outcome(sealed: Bool) -> String {
    switch self {
    case .manyContacts, .blocks: "tooLarge"
    case .trailing: sealed ? "tooLarge" : "ok"
    default: "ok"
    }
  }

  /// What a file is sealed with.
  enum Seal: String, Codable {
    case none
    /// The raw key of the tests.
    case key
    case password

    static let salt = [UInt8](repeating: 1, count: 16)

    func secret() throws -> ArchiveSecret {
      switch self {
      case .none: .none
      case .key: try TestAccount.secret()
      case .password: .password(try Secret(copying: Array("a hostile one".utf8)))
      }
    }

    fileprivate func key() throws -> Secret? {
      switch try secret() {
      case .none: nil
      case .key(let key): key
      case .password(let password): try ArchiveKey.derive(password: password, salt: Self.salt)
      }
    }
  }

  /// The archive as a file.
  func file(_ seal: Seal) throws -> Secret {
    guard let key = try seal.key() else { return try packed(.gzip) }
    let iv = [UInt8](repeating: 3, count: 12)
    let text = try packed(.zlib).withBytes { try AES256GCM.seal($0, key: key, iv: iv, aad: []) }
    return try Secret(copying: Seal.salt + iv + text)
  }

  private func packed(_ compression: ArchiveLayout.Compression) throws -> Secret {
    let blocks: [UInt8] = [0, 0, 0, 0xFF, 0xFF]
    switch self {
    case .blocks:
      let header: [UInt8] = compression == .gzip ? [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] : [0x78, 0x9C]
      return try Secret(copying: header + (0..<300_000).flatMap { _ in blocks })
    default:
      let writer = try DeflatingWriter(compression, limit: Self.size)
      try text().withUnsafeBytes { try writer.write($0) }
      let packed = try writer.finish()
      return self == .trailing
        ? try Secret(copying: Bytes.array(packed) + [UInt8](repeating: 0, count: 40 << 20)) : packed
    }
  }

  private static var account: [UInt8] {
    get throws { try Bytes.json(TestAccount.make()) }
  }

  private func text() throws -> [UInt8] {
    var text = try Self.account
    text.removeLast()
    text.reserveCapacity(Self.size)
    switch self {
    case .manyContacts: text += contacts(199_000, "{}")
    case .someContacts: text += contacts(12_000, "{}")
    case .contactFields: text += contacts(4_800, #"{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0}"#)
    case .longNames:
      text += Array(",\"x\":{".utf8)
      let stem = [UInt8](repeating: 0x6E, count: 600)
      for number in 0..<100_000 { text += [0x22] + stem + Array("\(number)\":0,".utf8) }
      text += Array("\"\":0}".utf8)
    case .hugeNames:
      text += Array(",\"x\":{".utf8)
      for number in 0..<8 {
        text += Array("\"\\u0041".utf8) + [UInt8](repeating: 0x6E, count: 7 << 20) + Array("\(number)\":0,".utf8)
      }
      text += Array("\"\":0}".utf8)
    case .escapes: text += Array(",\"x\":\"".utf8) + Self.repeated("\\u00e9", 60 << 20) + [0x22]
    case .wideCharacters: text += Array(",\"x\":\"".utf8) + Self.repeated("☕", 60 << 20) + [0x22]
    case .space: text += Array(",\"x\"".utf8) + Self.repeated(" ", 60 << 20) + Array(":0".utf8)
    case .smallObjects:
      text += Array(",\"x\":[".utf8)
      for _ in 0..<19_000 { text += Array(#"{"a":0,"b":0,"c":0,"d":0,"e":0,"f":0,"g":0,"h":0,"i":0},"#.utf8) }
      text += Array("0]".utf8)
    case .trailing, .blocks: break
    }
    let padding = Self.size - text.count - 100
    if padding > 0 { text += Array(",\"padding\":\"".utf8) + [UInt8](repeating: 0x61, count: padding) + [0x22] }
    return text + [UInt8(ascii: "}")]
  }

  private func contacts(_ count: Int, _ value: String) -> [UInt8] {
    var text = Array(",\"ringAccountContacts\":{".utf8)
    for number in 0..<count {
      let id = String(number, radix: 16)
      text += Array("\"\(String(repeating: "0", count: 40 - id.count))\(id)\":\(value),".utf8)
    }
    text[text.count - 1] = UInt8(ascii: "}")
    return text
  }

  private static func repeated(_ piece: String, _ size: Int) -> [UInt8] {
    var text = Array(piece.utf8)
    while text.count * 2 <= size { text += text }
    return text
  }
}

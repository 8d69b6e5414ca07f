import AccountArchive
import GnuTLS
import Platform

/// The digits that a new device shows when it writes a request, and that a person types on the old one: 52 random bits
/// as four numbers of four digits, 1000 and 13 bits each.
///
/// They are in no file, and that is their point: who has them has been told by the person. What the two files are
/// authenticated with is stretched from them, so that whoever finds a file cannot find them out by trying.
public struct RequestDigits: Sendable, Hashable {
  private static let groupBits: UInt64 = 13
  private static let count = 4

  /// Four numbers from 1000 to 9191.
  private let groups: [Int]

  /// - Throws: `LinkingError.libraryFailed`.
  public static func fresh(_ random: RandomFill = Random.fill) throws(LinkingError) -> RequestDigits {
    do {
      let bits = try [UInt8](random: 8, random).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return RequestDigits(
        groups: (0..<count).map { 1000 + Int(bits >> (groupBits * UInt64($0)) & (1 << groupBits - 1)) })
    } catch {
      throw .failed(error)
    }
  }

  private init(groups: [Int]) { self.groups = groups }

  /// What somebody typed: sixteen digits, with or without `-` and blanks between them.
  /// - Throws: `LinkingError.digitsMalformed`.
  public init(typed text: String) throws(LinkingError) {
    let characters = text.filter { $0 != "-" && $0 != " " && !$0.isNewline }
    guard text.utf8.count <= 64, characters.count == 4 * Self.count,
      characters.allSatisfy({ ("0"..."9").contains($0) })
    else {
      throw LinkingError(
        .digitsMalformed, "the digits are four groups of four", hint: "type them as the new device shows them")
    }
    let digits = characters.compactMap(\.wholeNumberValue)
    groups = stride(from: 0, to: 4 * Self.count, by: 4).map { digits[$0..<$0 + 4].reduce(0) { $0 * 10 + $1 } }
  }

  /// For instance `4711-1312-9001-2718`.
  public var text: String { groups.map(String.init).joined(separator: "-") }

  /// What they are stretched to, with the request's own salt: as a password of an archive is.
  ///
  /// Takes half a second or more and 64 MiB; so not in a task.
  /// - Throws: `LinkingError.libraryFailed`.
  func key(salt: [UInt8]) throws(LinkingError) -> Secret {
    do {
      return try ArchiveKey.derive(password: try Secret(copying: Array(text.utf8)), salt: salt)
    } catch {
      throw .failed(error)
    }
  }
}

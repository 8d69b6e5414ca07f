import Platform

/// The digits that a person reads off the new device and types on the old one: 39 bits as three numbers of four digits,
/// 1000 and 13 bits each, as Matrix shows them.
public struct LinkDigits: Sendable, Hashable {
  static let byteCount = 5
  private static let groupBits: UInt64 = 13

  /// Three numbers from 1000 to 9191.
  let groups: [Int]

  /// The first 39 of 40 bits.
  init(bytes: UnsafeRawBufferPointer) {
    let bits = bytes.prefix(Self.byteCount).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 1
    groups = (0..<3).map { group in
      1000 + Int(bits >> (Self.groupBits * UInt64(2 - group)) & (1 << Self.groupBits - 1))
    }
  }

  /// What somebody typed: twelve digits, with or without `-` and blanks between them.
  /// - Throws: `LinkingError.digitsMalformed`.
  public init(typed text: String) throws(LinkingError) {
    let characters = text.filter { $0 != "-" && $0 != " " && !$0.isNewline }
    guard text.utf8.count <= 64, characters.count == 12, characters.allSatisfy({ ("0"..."9").contains($0) }) else {
      throw LinkingError(
        .digitsMalformed, "the digits are three groups of four", hint: "type them as the new device shows them")
    }
    let digits = characters.compactMap(\.wholeNumberValue)
    groups = stride(from: 0, to: 12, by: 4).map { digits[$0..<$0 + 4].reduce(0) { $0 * 10 + $1 } }
  }

  /// For instance `4711-1312-9001`.
  public var text: String { groups.map(String.init).joined(separator: "-") }
}

import GnuTLS
import Identity

/// What two people compare to know that nobody stands between them: 60 digits, the same on both sides.
///
/// Each account's half is 30 digits of SHA-512 over `signet safety number 1` and the SHA-256 of its key: six groups of
/// five digits, each 40 bits of the digest modulo 100,000. The smaller half comes first.
public struct SafetyNumber: Sendable, Hashable, CustomStringConvertible {
  /// 60 digits.
  public let digits: String

  public init(_ one: AccountFingerprint, _ other: AccountFingerprint) {
    digits = [Self.half(one), Self.half(other)].sorted().joined()
  }

  /// Twelve groups of five digits.
  public var description: String {
    stride(from: 0, to: digits.utf8.count, by: 5).map { start in
      String(digits.dropFirst(start).prefix(5))
    }.joined(separator: " ")
  }

  /// Whether somebody typed it; blanks and hyphens do not matter.
  public func matches(_ typed: String) -> Bool {
    typed.filter { !$0.isWhitespace && $0 != "-" } == digits
  }

  private static func half(_ account: AccountFingerprint) -> String {
    let digest = Digest.sha512.hash(Array("signet safety number 1".utf8) + account.bytes)
    return stride(from: 0, to: 30, by: 5).map { start in
      let number = digest[start..<start + 5].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % 100_000
      let text = String(number)
      return String(repeating: "0", count: 5 - text.utf8.count) + text
    }.joined()
  }
}

/// A package version in Debian's order (Debian Policy §5.6.12), without epochs.
struct DebianVersion: Comparable {
  private let upstream: Substring
  private let revision: Substring

  init(_ text: String) {
    if let dash = text.lastIndex(of: "-") {
      upstream = text[..<dash]
      revision = text[text.index(after: dash)...]
    } else {
      upstream = text[...]
      revision = ""
    }
  }

  static func == (left: DebianVersion, right: DebianVersion) -> Bool { !(left < right) && !(right < left) }

  static func < (left: DebianVersion, right: DebianVersion) -> Bool {
    let upstream = compare(left.upstream, right.upstream)
    return upstream == 0 ? compare(left.revision, right.revision) < 0 : upstream < 0
  }

  /// Parts that are no digits and parts that are take turns; the former are compared by character, the latter as
  /// numbers.
  private static func compare(_ left: Substring, _ right: Substring) -> Int {
    var left = Array(left.utf8)[...]
    var right = Array(right.utf8)[...]
    while !left.isEmpty || !right.isEmpty {
      while left.first.map({ !isDigit($0) }) ?? false || right.first.map({ !isDigit($0) }) ?? false {
        let (first, second) = (order(left.first), order(right.first))
        if first != second { return first - second }
        left = left.dropFirst()
        right = right.dropFirst()
      }
      let (first, second) = (number(&left), number(&right))
      if first != second { return first < second ? -1 : 1 }
    }
    return 0
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// `~` before the end, the end before letters, letters before everything else.
  private static func order(_ byte: UInt8?) -> Int {
    guard let byte, !isDigit(byte) else { return 0 }
    if byte == UInt8(ascii: "~") { return -1 }
    let isLetter = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xdf)
    return isLetter ? Int(byte) : Int(byte) + 256
  }

  private static func number(_ rest: inout ArraySlice<UInt8>) -> Int {
    let digits = rest.prefix { isDigit($0) }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 &* 10 &+ Int($1 - UInt8(ascii: "0")) }
  }
}

import Jasper

/// What each source has stored: in all, and for each recipient.
struct SourceLedger: Sendable {
  private struct Pair: Hashable {
    let source: Int32
    let recipient: SHA256Digest
  }

  private var numbers: [PacketSource: Int32] = [:]
  private var sources: [Int32: PacketSource] = [:]
  private var bytes: [Int32: Int] = [:]
  private var pairs: [Pair: Int] = [:]
  private var lastNumber: Int32 = 0
  private(set) var total = 0

  func bytes(of source: PacketSource) -> Int { numbers[source].flatMap { bytes[$0] } ?? 0 }

  func bytes(of source: PacketSource, for recipient: SHA256Digest) -> Int {
    numbers[source].flatMap { pairs[Pair(source: $0, recipient: recipient)] } ?? 0
  }

  /// - Returns: the source's number, which is shorter to keep.
  mutating func add(_ size: Int, of source: PacketSource, for recipient: SHA256Digest) -> Int32 {
    let number = number(of: source)
    total += size
    bytes[number, default: 0] += size
    pairs[Pair(source: number, recipient: recipient), default: 0] += size
    return number
  }

  /// Takes back what was added. A source that has nothing left is forgotten.
  mutating func remove(_ size: Int, ofNumber number: Int32, for recipient: SHA256Digest) {
    total -= size
    let left = (bytes[number] ?? 0) - size
    let pair = Pair(source: number, recipient: recipient)
    let leftOfPair = (pairs[pair] ?? 0) - size
    pairs[pair] = leftOfPair > 0 ? leftOfPair : nil
    bytes[number] = left > 0 ? left : nil
    if left <= 0, let source = sources.removeValue(forKey: number) { numbers[source] = nil }
  }

  func isPeer(_ number: Int32) -> Bool { sources[number]?.isPeer ?? false }

  /// Sources that have something stored.
  var count: Int { sources.count }

  func number(ifKnown source: PacketSource) -> Int32? { numbers[source] }

  private mutating func number(of source: PacketSource) -> Int32 {
    if let known = numbers[source] { return known }
    repeat { lastNumber &+= 1 } while sources[lastNumber] != nil
    numbers[source] = lastNumber
    sources[lastNumber] = source
    return lastNumber
  }
}

import Platform

/// The generations of one key that every device of an account has, as the account's archive carries them.
public struct SharedKeys: Sendable {
  /// Most generations that are kept. The oldest go first.
  public static let limit = 8
  /// The highest number that a generation can have.
  public static let highestGeneration = 999_999
  /// Most bytes of a key: more than PKCS#8 takes for RSA of 8192 bits.
  public static let keyLimit = 8 << 10

  /// One generation.
  public struct Entry: Sendable {
    /// From 1.
    public let generation: Int
    /// DER PKCS#8 (RFC 5208 §5).
    public let key: Secret
  }

  /// By generation; the last one is in use.
  public private(set) var entries: [Entry] = []

  public init() {}

  /// Adds a key unless it is here already, and gives up the oldest when there are too many.
  ///
  /// A key that was made elsewhere under a number that another has here gets the next number, and so comes into use.
  /// Deliberate: of all keys here it is the one that the other place has too.
  /// - Parameters:
  ///   - generation: from 1.
  ///   - taken: numbers that it cannot have either.
  /// - Returns: the number it got; nil when nothing was added.
  @discardableResult
  public mutating func add(_ key: Secret, generation: Int, avoiding taken: Set<Int> = []) -> Int? {
    guard key.count <= Self.keyLimit, !entries.contains(where: { $0.key.matches(key) }) else { return nil }
    let used = taken.union(entries.map(\.generation))
    let number = used.contains(generation) ? (used.max() ?? 0) + 1 : generation
    guard (1...Self.highestGeneration).contains(number) else { return nil }
    let place = entries.firstIndex { $0.generation > number } ?? entries.count
    if entries.count == Self.limit && place == 0 { return nil }
    entries.insert(Entry(generation: number, key: key), at: place)
    if entries.count > Self.limit { entries.removeFirst() }
    return number
  }

  /// Adds what the other has.
  /// - Returns: whether anything was added.
  public mutating func unite(_ other: SharedKeys) -> Bool {
    var isChanged = false
    for entry in other.entries where add(entry.key, generation: entry.generation) != nil { isChanged = true }
    return isChanged
  }
}

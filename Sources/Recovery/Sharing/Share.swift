import Platform

/// What all shares of one secret have in common (SLIP-0039, "Format of the share mnemonic").
public struct ShareSet: Sendable, Hashable {
  /// 15 random bits.
  public let identifier: Int
  /// Whether the identifier has no part in the encryption, so that further sets of shares of the same encrypted secret
  /// can be made. All new ones are.
  public let isExtendable: Bool
  /// 0 to 15: the encryption takes 10000 · 2^this iterations.
  public let iterationExponent: Int
  /// How many groups are needed, 1 to 16.
  public let groupThreshold: Int
  /// How many groups there are, 1 to 16.
  public let groupCount: Int
}

/// One share of a secret, as SLIP-0039 defines it.
public struct Share: Sendable {
  public let set: ShareSet
  /// 0 to 15.
  public let groupIndex: Int
  /// 0 to 15: its number within the group.
  public let memberIndex: Int
  /// How many shares of the group are needed, 1 to 16.
  public let memberThreshold: Int
  /// 16 to 64 bytes, as many as the secret has.
  public let value: Secret

  /// Bytes of a value.
  static let valueSizes = 16...64
  /// Words in front of the value.
  static let headerWords = 4

  /// The 40 bits in front of the value.
  var header: UInt64 {
    var bits = UInt64(set.identifier) << 1 | (set.isExtendable ? 1 : 0)
    let fields = [
      set.iterationExponent, groupIndex, set.groupThreshold - 1, set.groupCount - 1, memberIndex, memberThreshold - 1,
    ]
    for field in fields { bits = bits << 4 | UInt64(field) }
    return bits
  }

  init(set: ShareSet, groupIndex: Int, memberIndex: Int, memberThreshold: Int, value: Secret) {
    self.set = set
    self.groupIndex = groupIndex
    self.memberIndex = memberIndex
    self.memberThreshold = memberThreshold
    self.value = value
  }

  init(header: UInt64, value: Secret) {
    func field(_ place: UInt64) -> Int { Int(header >> (4 * place) & 15) }
    self.init(
      set: ShareSet(
        identifier: Int(header >> 25), isExtendable: header >> 24 & 1 == 1, iterationExponent: field(5),
        groupThreshold: field(3) + 1, groupCount: field(2) + 1),
      groupIndex: field(4), memberIndex: field(1), memberThreshold: field(0) + 1, value: value)
  }
}

import Platform

/// What an account keeps of its recovery kit: enough to rehearse one share at a time, and nothing that helps to get at
/// the seed (see `ShareVerifier`).
///
///     try record.rehearse(Share(reading: typed))
///
/// As JSON: `version` 1, `identifier`, `extendable`, `exponent`, `threshold`, `verifiers` (64 hex digits for each share,
/// by number), `rehearsed` (numbers from 1, ascending).
public struct KitRecord: Sendable, Hashable {
  /// 15 bits that all shares of the kit begin with.
  public let identifier: Int
  public let isExtendable: Bool
  /// Of the shares' encryption, 0 to 15.
  public let iterationExponent: Int
  /// How many shares are needed.
  public let threshold: Int
  /// The numbers, from 1, of the shares that have been rehearsed.
  public private(set) var rehearsed: Set<Int> = []

  /// By number, 32 bytes each.
  let verifiers: [[UInt8]]

  /// How many shares there are.
  public var count: Int { verifiers.count }

  /// Whether so many different shares have been rehearsed that they give the seed.
  public var isRehearsed: Bool { rehearsed.count >= threshold }

  /// - Parameter shares: all shares of a kit of one group, by number.
  init(of shares: [Share]) throws(RecoveryError) {
    identifier = shares[0].set.identifier
    isExtendable = shares[0].set.isExtendable
    iterationExponent = shares[0].set.iterationExponent
    threshold = shares[0].memberThreshold
    var verifiers: [[UInt8]] = []
    for share in shares { verifiers.append(try ShareVerifier.make(for: share)) }
    self.verifiers = verifiers
  }

  init(
    identifier: Int, isExtendable: Bool, iterationExponent: Int, threshold: Int, verifiers: [[UInt8]],
    rehearsed: Set<Int>
  ) throws(RecoveryError) {
    guard (0..<(1 << 15)).contains(identifier), (0...15).contains(iterationExponent),
      (1...SharePlan.most).contains(verifiers.count), (1...verifiers.count).contains(threshold),
      verifiers.allSatisfy({ $0.count == ShareVerifier.size }),
      rehearsed.allSatisfy({ (1...verifiers.count).contains($0) })
    else { throw Self.damaged }
    self.identifier = identifier
    self.isExtendable = isExtendable
    self.iterationExponent = iterationExponent
    self.threshold = threshold
    self.verifiers = verifiers
    self.rehearsed = rehearsed
  }

  /// Tries one share, and remembers that it is good. Neither the seed nor any other share is needed, and none is had
  /// afterwards. Takes some hundredths of a second.
  /// - Returns: the number of the share, from 1.
  /// - Throws: `RecoveryError.shareOfOtherKit`, `shareWrong`, `memoryUnavailable`, `libraryFailed`; nothing is
  ///   remembered then.
  @discardableResult
  public mutating func rehearse(_ share: Share) throws(RecoveryError) -> Int {
    guard
      share.set
        == ShareSet(
          identifier: identifier, isExtendable: isExtendable, iterationExponent: iterationExponent, groupThreshold: 1,
          groupCount: 1), share.groupIndex == 0, share.memberThreshold == threshold, share.number <= count
    else {
      throw RecoveryError(
        .shareOfOtherKit, "the share is not of the kit that the account has now",
        hint: "all shares of a kit begin with the same two words")
    }
    // Public values: no constant time.
    guard try ShareVerifier.make(for: share) == verifiers[share.memberIndex] else {
      throw RecoveryError(
        .shareWrong, "the share is not the one that was made with the number \(share.number)",
        hint: "it does not open the kit; make a new kit while the seed can still be had")
    }
    rehearsed.insert(share.number)
    return share.number
  }

  /// Shares that were rehearsed elsewhere; those that the kit does not have are none.
  mutating func remember(_ numbers: Set<Int>) { rehearsed.formUnion(numbers.intersection(1...count)) }

  static var damaged: RecoveryError {
    RecoveryError(
      .kitRecordDamaged, "what the account knows of its recovery kit cannot be read",
      hint: "the kit itself is not affected; a new one can be made while the seed can still be had")
  }
}

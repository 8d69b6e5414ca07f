import GnuTLS
import Platform

/// A recovery kit: the seed of an account's recovery key as shares in words, of which some are enough.
///
///     let kit = try RecoveryKit(seed: seed, threshold: 3, count: 5)
///     for share in kit.shares { print(number: share.number, words: try share.mnemonic().text()) }
///     let seed = try RecoveryKit.open(typed.map { typed in try Share(reading: typed) })
///     let key = try Ed25519PrivateKey(seed: seed)
///
/// The shares are SLIP-0039 with one group, no passphrase, an identifier of their own and the extendable flag, as any
/// other tool reads them. A lost share is replaced by a new kit of the same seed; shares of the old one still open it,
/// among themselves.
public struct RecoveryKit: Sendable {
  /// Bytes of a recovery seed.
  public static let seedSize = Ed25519PrivateKey.seedSize
  /// Words of a share of it.
  public static let wordCount = 33

  /// Deliberate: what other tools take by default, about 0.02 s. The seed is random and there is no passphrase, so
  /// nothing can be guessed that more iterations would protect.
  static let iterationExponent = 1

  /// With the numbers 1, 2, ….
  public let shares: [Share]
  /// What the account keeps of the kit.
  public let record: KitRecord

  /// A new kit, which has been read back: from its own words, all its shares together give `seed` again.
  ///
  /// Takes some hundredths of a second for each share: not in a task.
  /// - Parameters:
  ///   - seed: 32 bytes.
  ///   - threshold: how many shares are needed; 1 for one of one.
  ///   - count: how many shares there are, up to 16.
  /// - Throws: `RecoveryError.kitRefused`, `memoryUnavailable`, `libraryFailed`.
  public init(
    seed: Secret, threshold: Int = 1, count: Int = 1, random: RandomFill = Random.fill
  ) throws(RecoveryError) {
    guard seed.count == Self.seedSize else {
      throw RecoveryError(.kitRefused, "a recovery seed has \(Self.seedSize) bytes and not \(seed.count)")
    }
    let plan = try SharePlan(threshold: threshold, count: count)
    shares = try SLIP39.split(seed, plan: plan, iterationExponent: Self.iterationExponent, random: random)[0]
    record = try KitRecord(of: shares)
    var readBack: [Share] = []
    for share in shares { readBack.append(try Share(reading: share.mnemonic().text())) }
    guard try Self.open(readBack).matches(seed) else {
      throw RecoveryError(.libraryFailed, "the kit that was made does not give the seed again, and is not used")
    }
  }

  /// The seed from shares, in any order, also from more than are needed: then all of them must be of one kit.
  ///
  /// Any kit of 256 bits is opened, also one that another tool has made. Whether it is the account's seed is for the
  /// caller to see, by the key that it gives.
  /// - Throws: as `SLIP39.combine`, and `RecoveryError.seedSizeWrong`.
  public static func open(_ shares: [Share]) throws(RecoveryError) -> Secret {
    let seed = try SLIP39.combine(enough(of: shares))
    guard seed.count == seedSize else {
      throw RecoveryError(
        .seedSizeWrong, "the shares hold a secret of \(seed.count) bytes, and a recovery seed has \(seedSize)",
        hint: "they may be of something else, for instance of a wallet")
    }
    return seed
  }

  /// As many shares as are needed, after the others were held against them. Where there are several groups, all.
  private static func enough(of shares: [Share]) throws(RecoveryError) -> [Share] {
    let gathered = try GatheredShares(shares)
    guard gathered.set.groupCount == 1 else { return shares }
    let group = gathered.groups[0]
    let chosen = Array(group.prefix(group[0].memberThreshold))
    guard chosen.count < group.count else { return chosen }
    let points = chosen.map { SecretSharing.Point(x: UInt8($0.memberIndex), y: $0.value) }
    for share in group.dropFirst(chosen.count) {
      let expected = try SecretSharing.interpolate(points, at: UInt8(share.memberIndex))
      guard share.value.matches(expected) else { throw GatheredShares.wrong }
    }
    return chosen
  }
}

extension Share {
  /// Its number within its group for people, from 1.
  public var number: Int { memberIndex + 1 }
}

import Platform

/// Shamir's secret sharing for mnemonic codes: SLIP-0039 <https://github.com/satoshilabs/slips/blob/master/slip-0039.md>.
/// Any secret, any groups, any passphrase; a kit of Signet's is a `RecoveryKit`.
public enum SLIP39 {
  /// The shares of `secret`, group by group.
  ///
  /// - Parameters:
  ///   - secret: 16 to 64 bytes, an even number.
  ///   - passphrase: printable ASCII; nil for the empty one. Nothing tells later whether the right one was given.
  ///   - iterationExponent: 0 to 15. 1 takes hundredths of a second, each further one twice as long.
  /// - Throws: `RecoveryError.kitRefused`, `passphraseRefused`, `memoryUnavailable`, `libraryFailed`.
  public static func split(
    _ secret: Secret, plan: SharePlan, passphrase: Secret? = nil, iterationExponent: Int = 1,
    isExtendable: Bool = true, random: RandomFill
  ) throws(RecoveryError) -> [[Share]] {
    guard Share.valueSizes.contains(secret.count), secret.count.isMultiple(of: 2) else {
      throw RecoveryError(
        .kitRefused, "a secret of \(secret.count) bytes cannot be shared", hint: "16 to 64 bytes can, an even number")
    }
    guard (0...15).contains(iterationExponent) else {
      throw RecoveryError(.kitRefused, "\(iterationExponent) is no iteration exponent", hint: "0 to 15 are")
    }
    let set = ShareSet(
      identifier: try identifier(random), isExtendable: isExtendable, iterationExponent: iterationExponent,
      groupThreshold: plan.groupThreshold, groupCount: plan.groups.count)
    let encrypted = try cipher(of: set, passphrase).encrypt(secret)
    let groupSecrets = try SecretSharing.split(
      encrypted, threshold: plan.groupThreshold, count: plan.groups.count, random: random)
    var shares: [[Share]] = []
    for (groupIndex, group) in plan.groups.enumerated() {
      let values = try SecretSharing.split(
        groupSecrets[groupIndex], threshold: group.threshold, count: group.count, random: random)
      shares.append(
        values.enumerated().map { memberIndex, value in
          Share(
            set: set, groupIndex: groupIndex, memberIndex: memberIndex, memberThreshold: group.threshold, value: value)
        })
    }
    return shares
  }

  /// The secret of exactly as many shares as are needed, in any order. Takes as long as the iteration exponent of the
  /// shares says, which at 15 is minutes.
  /// - Throws: `RecoveryError.sharesMissing`, `sharesSuperfluous`, `sharesMixed`, `sharesContradict`, `sharesWrong`,
  ///   `passphraseRefused`, `memoryUnavailable`, `libraryFailed`.
  public static func combine(_ shares: [Share], passphrase: Secret? = nil) throws(RecoveryError) -> Secret {
    let gathered = try GatheredShares(shares)
    let encrypted = try gathered.encryptedSecret()
    return try cipher(of: gathered.set, passphrase).decrypt(encrypted)
  }

  private static func cipher(of set: ShareSet, _ passphrase: Secret?) throws(RecoveryError) -> SecretCipher {
    try SecretCipher(
      identifier: set.identifier, isExtendable: set.isExtendable, iterationExponent: set.iterationExponent,
      passphrase: passphrase)
  }

  /// 15 random bits. No secret: they are the first words of every share.
  private static func identifier(_ random: RandomFill) throws(RecoveryError) -> Int {
    var bytes: [UInt8] = [0, 0]
    try Failures.wrap { try bytes.withUnsafeMutableBytes { try random($0) } }
    return (Int(bytes[0]) << 8 | Int(bytes[1])) & 0x7fff
  }
}

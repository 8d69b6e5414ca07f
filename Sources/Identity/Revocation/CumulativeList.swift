import GnuTLS
import Platform

/// The account's revocation list: always all revocations, because readers keep only the newest list they see.
public enum CumulativeList {
  /// Signs a list of everything in `set`.
  ///
  /// Its number is the highest seen plus 1; the first one is made of the list's own content, so that two devices that
  /// make different first lists do not give them one number (jamid of 2023 names its files by it). Its date is never
  /// before that of a list already seen: of two lists GnuTLS keeps the one with the later date.
  ///
  /// Deliberate: behind the largest number it stays the same. Whoever ever held the account key can sign a list with
  /// that one, and must not be able to stop a revocation; of two lists the date decides then, as it does in GnuTLS.
  /// - Throws: `IdentityError.otherAccount`; `GnuTLSError`.
  public static func issue(
    _ set: RevocationSet, account: Certificate, accountKey: PrivateKey, now: UnixTime
  ) throws -> RevocationList {
    guard AccountFingerprint(of: account.publicKey) == set.account else {
      throw IdentityError(.otherAccount, "the revocations are another account's")
    }
    let entries = entries(of: set)
    let number = set.highestNumber.map(following) ?? firstNumber(for: entries)
    return try RevocationList.issue(
      entries: entries, number: number.octets, account: account, accountKey: accountKey,
      thisUpdate: max(now, set.latestUpdate ?? now))
  }

  /// Whether `list` names everything that `set` has by serial number, and carries the highest number seen. If so,
  /// there is no reason to sign another one.
  public static func covers(_ list: RevocationList?, _ set: RevocationSet) -> Bool {
    guard let list else { return set.serials.isEmpty }
    let named = Set(list.entries.map(\.serial))
    let number = RevocationNumber(of: list) ?? RevocationNumber(octets: [])
    return set.serials.keys.allSatisfy(named.contains) && number >= set.highestNumber ?? number
  }

  private static func entries(of set: RevocationSet) -> [RevocationList.Entry] {
    set.serials.sorted { left, right in
      left.value == right.value ? left.key.lexicographicallyPrecedes(right.key) : left.value < right.value
    }.map { RevocationList.Entry(serial: $0.key, revokedAt: $0.value) }
  }

  private static func following(_ highest: RevocationNumber) -> RevocationNumber {
    do {
      return try highest.next()
    } catch {
      return .largest
    }
  }

  /// Eight octets, positive.
  private static func firstNumber(for entries: [RevocationList.Entry]) -> RevocationNumber {
    var digest = Array(Digest.sha256.hash(entries.flatMap(\.serial)).prefix(8))
    digest[0] = digest[0] & 0x7f | 0x40
    return RevocationNumber(octets: digest)
  }
}

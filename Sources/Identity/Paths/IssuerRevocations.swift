import GnuTLS
import Platform

/// What the lists of a piece of evidence say for one issuer.
struct IssuerRevocations {
  /// Everything that was known, and everything that its lists revoke.
  let set: RevocationSet
  /// Why none of them vouches for those that it does not name; nil when one does.
  let problem: String?

  init(of issuer: Certificate, _ evidence: PathEvidence) {
    let key = AccountFingerprint(of: issuer.publicKey)
    var set = evidence.known[key] ?? RevocationSet(account: key)
    var believed: [RevocationList] = []
    var problems: [String] = []
    // Lists of others are no news about this issuer, good or bad.
    for list in evidence.lists where list.issuer == issuer.subject {
      let failures = set.apply(list, account: issuer)
      if failures.isEmpty { believed.append(list) }
      problems += failures.map { "a list is not believed (\($0.rawValue))" }
    }
    // Only now is the highest number known, whatever their order.
    let reservations = believed.map {
      RevocationListVerifier.reservations(about: $0, highest: set.highestNumber, now: evidence.now)
    }
    problems += reservations.joined().map(\.reason)
    self.set = set
    // One reason is enough: strangers can send any number of lists.
    let isVouchedFor = reservations.contains(where: \.isEmpty)
    problem = isVouchedFor ? nil : problems.first ?? "there is no list of its issuer"
  }
}

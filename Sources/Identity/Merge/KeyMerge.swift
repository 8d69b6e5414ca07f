import AccountArchive
import GnuTLS
import Platform

/// Puts certificates and the lesser keys of two archives of one account together.
enum KeyMerge {
  static func merge(_ other: Archive, into archive: inout Archive, _ report: inout MergeReport) {
    let better = isBetter(other, than: archive)
    if archive.authorityKey == nil, let key = other.authorityKey {
      archive.authorityKey = key
      report.keysTaken.append("authorityKey")
    }
    if better, archive.chain != other.chain {
      // Chain and authority key go together: one that does not fit its key can never be renewed.
      archive.chain = other.chain
      archive.authorityKey = other.authorityKey ?? archive.authorityKey
      report.keysTaken.append("certificates")
    }
    if archive.ethereumKey == nil, let key = other.ethereumKey {
      archive.ethereumKey = key
      report.keysTaken.append("ethereumKey")
    } else if let mine = archive.ethereumKey, let theirs = other.ethereumKey, !mine.matches(theirs) {
      report.differing.append("ethKey")
    }
    mergeSignetFields(other, into: &archive, &report)
  }

  /// The longer life wins; but a chain that can be renewed, because its authority's key is there, beats one that
  /// cannot.
  private static func isBetter(_ other: Archive, than archive: Archive) -> Bool {
    func canRenew(_ chain: [Certificate], _ key: PrivateKey?) -> Bool {
      guard let key, chain.count > 1 else { return false }
      return chain[1].publicKey == key.publicKey
    }
    let mine = canRenew(archive.chain, archive.authorityKey)
    let theirs = canRenew(other.chain, other.authorityKey)
    if mine != theirs { return theirs }
    return other.account.notAfter > archive.account.notAfter
  }

  /// The seed here stands, and the keys of both are united. What cannot be read is neither replaced nor added to.
  private static func mergeSignetFields(_ other: Archive, into archive: inout Archive, _ report: inout MergeReport) {
    guard let theirs = other.signet, archive.signet?.matches(theirs) != true else { return }
    do throws(IdentityError) {
      var mine = try archive.signet.map(SignetFields.init(_:)) ?? SignetFields(recoverySeed: nil)
      let others = try SignetFields(theirs)
      if let seed = others.recoverySeed {
        if mine.recoverySeed == nil {
          mine.recoverySeed = seed
          report.keysTaken.append("recoverySeed")
        } else if mine.recoverySeed?.matches(seed) == false {
          report.differing.append("signet")
        }
      }
      if mine.receive.unite(others.receive) { report.keysTaken.append("receiveKeys") }
      if mine.sync.unite(others.sync) { report.keysTaken.append("syncKeys") }
      mergeLog(others.log, into: &mine, &report)
      mine.devices = mine.devices?.uniting(others.devices) ?? others.devices
      archive.signet = try mine.text()
    } catch {
      // Of a later version, or damaged. Where nothing is here nothing can be lost by taking it as it stands.
      if archive.signet == nil { archive.signet = theirs } else { report.differing.append("signet") }
    }
  }

  /// The log here stands, and takes in what the other has; one of another genesis is not followed.
  private static func mergeLog(_ other: ArchivedLog?, into fields: inout SignetFields, _ report: inout MergeReport) {
    guard let other else { return }
    guard let mine = fields.log else {
      fields.log = other
      report.keysTaken.append("log")
      return
    }
    if let united = mine.uniting(other, checker: StatementSignatures()) {
      if united != mine { report.keysTaken.append("log") }
      fields.log = united
    } else {
      report.differing.append("log")
    }
  }
}

import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Who comes along when the account gets another account key, and who cannot. Calls block.
struct RotationFollowers {
  private let stored: StoredAccount
  private let knowledge: AccountKnowledge
  private let contacts: [(id: String, peer: StoredPeer?)]
  private let coming: Set<DeviceID>

  /// - Throws: `StoreError`, `IdentityError.deviceRevoked`.
  init(_ database: AccountDatabase, now: UnixTime) throws {
    stored = try database.account()
    knowledge = try AccountKnowledge(database, now: now)
    try knowledge.requireMember()
    let peers = Dictionary(try database.peers().map { ($0.id.text, $0) }) { first, _ in first }
    contacts = try database.contacts().filter { $0.state == .active }.map { ($0.id, peers[$0.id]) }
    guard let log = knowledge.log else {
      coming = []
      return
    }
    let followers = try SuccessionHandover.followers(
      database, log, log.state(at: now), account: stored.account.certificate.publicKey,
      revocations: knowledge.revocations)
    coming = Set(followers.map(\.device.id))
  }

  /// What it would come to, as far as that can be said without the archive.
  var report: AccountRotationReport {
    // Jami's own program follows no statement: it never had a card.
    let (following, left) = split(contacts) { $0.peer?.receiveKey != nil }
    let others = knowledge.devices.filter { $0.id != stored.deviceID && $0.standing != .revoked }
    func contact(_ entry: (id: String, peer: StoredPeer?)) -> AccountRotationReport.Other {
      AccountRotationReport.Other(id: entry.id, name: entry.peer?.name)
    }
    func device(_ entry: KnownDevice) -> AccountRotationReport.Other {
      AccountRotationReport.Other(id: entry.id.text, name: entry.name)
    }
    let hasSeed = stored.recovery != .kitRehearsed
    return AccountRotationReport(
      oldId: stored.account.id.text,
      rank: (hasSeed ? Succession.Rank.oldNewAndRecovery : .oldAndNew).name, wordsRaise: !hasSeed,
      contacts: following.map(contact), contactsLeft: left.map(contact),
      devices: others.filter { coming.contains($0.id) }.map(device),
      devicesLeft: others.filter { !coming.contains($0.id) }.map(device))
  }

  private func split<Element>(_ all: [Element], _ isIn: (Element) -> Bool) -> ([Element], [Element]) {
    (all.filter(isIn), all.filter { !isIn($0) })
  }
}

extension Succession.Rank {
  /// As the API writes it.
  var name: String {
    switch self {
    case .oldAndNew: "oldAndNew"
    case .newAndRecovery: "newAndRecovery"
    case .oldNewAndRecovery: "oldNewAndRecovery"
    }
  }
}

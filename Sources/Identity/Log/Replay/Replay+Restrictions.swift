import Platform

extension Replay {
  /// What the revocations in force, and forks, take from the other statements.
  mutating func restrictions(_ positive: ReplayPass, _ revocations: RevocationFindings) -> Restrictions {
    var restrictions = Restrictions()
    restrictions.strong = revocations.strong
    for index in revocations.inForce.keys.sorted() {
      guard case .deviceRevoked(let revoked) = graph.entries[index].statement.content else { continue }
      for key in Self.withSiblings(revoked.keys, positive) { restrictions.revocations[key, default: []].append(index) }
    }
    for ((device, number), statements) in forks(positive) {
      let accepted = statements.filter { isAccepted($0, of: device, restrictions) }
      guard accepted.count > 1 else { continue }
      restrictions.forkedFrom[device] = min(restrictions.forkedFrom[device] ?? number, number)
    }
    return restrictions
  }

  /// With one key of a device the others go too: a revocation may have known only some of them. Not those that were
  /// another device's before: whoever claimed them for this one must not take that along.
  private static func withSiblings(_ keys: [KeyID], _ positive: ReplayPass) -> Set<KeyID> {
    let devices = Set(keys.compactMap { positive.owners[$0] })
    let siblings = devices.flatMap { device in
      positive.introductions[device, default: []].flatMap(\.keys.all).filter { positive.owners[$0] == device }
    }
    return Set(keys).union(siblings)
  }

  private struct NumberOfAuthor: Hashable {
    let device: DeviceID
    let number: UInt64
  }

  /// Statements of one author and number that the author itself signed, where there are two or more.
  func forks(_ positive: ReplayPass) -> [(key: (DeviceID, UInt64), statements: [Int])] {
    var byNumber: [NumberOfAuthor: [Int]] = [:]
    for (index, entry) in graph.entries.enumerated() {
      guard let device = entry.statement.author.device,
        positive.introductions[device, default: []].contains(where: {
          entry.sight(.device, by: $0.keys.signing) != nil
        })
      else { continue }
      byNumber[NumberOfAuthor(device: device, number: entry.statement.number), default: []].append(index)
    }
    return byNumber.filter { $0.value.count > 1 }
      .map { (key: ($0.key.device, $0.key.number), statements: $0.value) }
      .sorted { $0.key < $1.key }
  }
}

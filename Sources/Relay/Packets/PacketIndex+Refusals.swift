import Platform

extension PacketIndex {
  /// Why a new packet cannot be taken; nil when it can. A recipient alone is never a reason: then anybody could close a
  /// person's mailbox by filling it.
  func refusal(of candidate: PacketCandidate) -> RelayError? {
    variantRefusal(of: candidate) ?? roomRefusal(of: candidate)
  }

  private func variantRefusal(of candidate: PacketCandidate) -> RelayError? {
    guard let numbers = byHash[candidate.hash]?.all else { return nil }
    if numbers.count >= rules.variants {
      return RelayError(
        .variantsFull, "\(rules.variants) packets with this message and other recipients or signatures are stored",
        hint: "a message whose header binds rcpt and sig has one packet only")
    }
    // A peer passes on what others sent, so what it brings says nothing about it.
    guard !candidate.source.isPeer, let source = ledger.number(ifKnown: candidate.source) else { return nil }
    guard numbers.count(where: { entries[$0]?.source == source }) < rules.variantsOfOneSource else {
      return RelayError(
        .variantsFull, "this network has stored \(rules.variantsOfOneSource) packets with this message already")
    }
    return nil
  }

  private func roomRefusal(of candidate: PacketCandidate) -> RelayError? {
    let cost = candidate.body.count + PacketRules.overhead
    let free = rules.capacity - ledger.total
    guard cost <= free else {
      return RelayError(.storeFull, "the store is full", hint: "packets go after their time; use another relay")
    }
    let own = ledger.bytes(of: candidate.source) + cost
    guard Double(own) <= rules.share(of: candidate.source) * Double(free - cost) else {
      return RelayError(
        .sourceFull, "this network has used its share of the store", hint: "use another relay, or wait")
    }
    let forRecipient = ledger.bytes(of: candidate.source, for: candidate.recipient) + cost
    guard forRecipient <= rules.recipientBytes(of: candidate.source) else {
      return RelayError(.sourceRecipientFull, "this network has stored too much for this recipient")
    }
    return nil
  }
}

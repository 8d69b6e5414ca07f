import Jasper
import Platform

/// Everything that a relay decides about packets, in memory: what is there, what is a duplicate, what is over, whose
/// share is used up. Pure: the caller has the clock and the store.
///
/// A packet that was admitted shows only after `commit`: until then it is on its way to the disk.
struct PacketIndex: Sendable {
  /// What became of a packet.
  enum Admission: Sendable, Equatable {
    /// It is new and has this number.
    case new(Int64)
    /// It is there already, all of it.
    case duplicate
    case refused(RelayError)
  }

  struct Entry: Sendable {
    let hash: PacketHash
    let recipient: SHA256Digest
    let id: PacketID
    let firstSeen: UnixTime
    let cost: Int
    let source: Int32
  }

  let rules: PacketRules
  private(set) var ledger = SourceLedger()
  private(set) var expired = ExpiredHashes()
  private(set) var entries = PacketEntries()
  private(set) var byHash: [PacketHash: SequenceList] = [:]
  private(set) var byID: [PacketID: Int64] = [:]
  private(set) var byRecipient: [SHA256Digest: SequenceList] = [:]
  /// All packets' IDs, so that other relays can compare ranges of them.
  private(set) var tree = RangeTree()
  private var order = SequenceList()
  /// What went and is still in the store.
  private(set) var retired: [Int64] = []
  private var newlyExpired: [ExpiredHash] = []
  /// The highest number that is on the disk.
  private(set) var committed: Int64 = 0
  private var last: Int64 = 0

  init(rules: PacketRules) { self.rules = rules }

  /// Takes over what the store holds, in the order of its numbers.
  /// - Returns: false for a packet that is there twice; the store should drop it.
  mutating func restore(_ record: PacketRecord, number: Int64) -> Bool {
    last = max(last, number)
    committed = last
    guard byID[record.id] == nil else {
      retired.append(number)
      return false
    }
    insert(record, id: record.id, number: number)
    return true
  }

  mutating func restore(_ hash: ExpiredHash) { expired.add(hash) }

  /// After the last `restore`: numbers start above any that a client may have seen as a cursor, even where the store
  /// was lost.
  mutating func begin(at now: UnixTime) {
    last = max(last, now.seconds << 20)
    committed = last
  }

  /// Decides about a packet. What is new counts from here on, and shows after `commit`.
  mutating func admit(_ candidate: PacketCandidate, at now: UnixTime) -> Admission {
    if byID[candidate.id] != nil { return .duplicate }
    if expired.holds(candidate.hash, at: now) {
      return .refused(RelayError(.packetExpired, "the packet was here and its time is over"))
    }
    if let refusal = refusal(of: candidate) { return .refused(refusal) }
    last += 1
    insert(
      PacketRecord(
        hash: candidate.hash, recipient: candidate.recipient, signature: candidate.signature, firstSeen: now,
        size: candidate.body.count, source: candidate.source), id: candidate.id, number: last)
    return .new(last)
  }

  /// All that was admitted is on the disk.
  mutating func commit() { committed = last }

  /// What was admitted since the last `commit` did not get there.
  mutating func rollBack() {
    guard committed < last else { return }
    for number in order.after(committed) { remove(number) }
    committed = last
  }

  /// Takes out the packets whose time is over; nothing shows them from here on.
  mutating func retire(at now: UnixTime) {
    while let number = order.first, number <= committed, let entry = entries[number],
      entry.firstSeen.adding(seconds: rules.retention) <= now
    {
      remove(number)
      retired.append(number)
      guard byHash[entry.hash] == nil else { continue }
      let until = entry.firstSeen.adding(seconds: rules.retention + rules.remembrance)
      guard until > now else { continue }
      let mark = ExpiredHash(hash: entry.hash, until: until)
      expired.add(mark)
      newlyExpired.append(mark)
    }
  }

  /// What the store has to take out and to remember, at most `limit` packets of it.
  mutating func takeRetired(
    limit: Int, at now: UnixTime
  ) -> (numbers: [Int64], expired: [ExpiredHash], forgotten: [PacketHash]) {
    let numbers = Array(retired.prefix(limit))
    retired.removeFirst(numbers.count)
    defer { newlyExpired = [] }
    return (numbers, newlyExpired, expired.forget(at: now))
  }

  /// What was taken did not get out of the store.
  mutating func putBack(_ numbers: [Int64], _ expired: [ExpiredHash]) {
    retired += numbers
    newlyExpired += expired
  }

  private mutating func insert(_ record: PacketRecord, id: PacketID, number: Int64) {
    let cost = record.size + PacketRules.overhead
    let source = ledger.add(cost, of: record.source, for: record.recipient)
    let entry = Entry(
      hash: record.hash, recipient: record.recipient, id: id, firstSeen: record.firstSeen, cost: cost, source: source)
    entries.insert(entry, number: number)
    byID[id] = number
    tree.insert(ItemID(words: id.words))
    byHash[record.hash, default: SequenceList()].append(number)
    byRecipient[record.recipient, default: SequenceList()].append(number)
    order.append(number)
  }

  private mutating func remove(_ number: Int64) {
    guard let entry = entries.remove(number) else { return }
    ledger.remove(entry.cost, ofNumber: entry.source, for: entry.recipient)
    order.remove(number)
    byID[entry.id] = nil
    tree.remove(ItemID(words: entry.id.words))
    byHash[entry.hash]?.remove(number)
    if byHash[entry.hash]?.isEmpty == true { byHash[entry.hash] = nil }
    byRecipient[entry.recipient]?.remove(number)
    if byRecipient[entry.recipient]?.isEmpty == true { byRecipient[entry.recipient] = nil }
  }
}

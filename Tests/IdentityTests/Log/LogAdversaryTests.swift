import Identity
import Platform
import Testing

/// What somebody who holds keys can make that counts: DESIGN-log's matrix.
@Suite("Log: adversaries")
struct LogAdversaryTests {
  /// Whose keys were stolen.
  enum Stolen: String, CaseIterable, Sendable {
    /// All keys of the tablet, a leaf.
    case leaf
    /// All keys of the laptop, a full device, but not the account key: its archive has a password.
    case full
    case account
    case recovery
  }

  /// What would be a gain.
  enum Gain: String, Sendable {
    case revokesItself, revokesOthers, device, deviceAfterThreeDays, rotation, rotationAfterThreeDays
  }

  struct Row: Sendable, CustomStringConvertible {
    let stolen: Set<Stolen>
    let before: Set<Gain>
    let after: Set<Gain>

    var description: String { stolen.map(\.rawValue).sorted().joined(separator: " + ") }

    init(_ stolen: Set<Stolen>, before: Set<Gain>, after: Set<Gain> = []) {
      self.stolen = stolen
      self.before = before
      self.after = after
    }
  }

  /// Before: nobody noticed. After: the owner revoked the device, and where the account or the recovery key was
  /// stolen rotated with all three keys and a new recovery key; the verifier knows.
  static let matrix: [Row] = [
    Row([.leaf], before: [.revokesItself]),
    Row([.full], before: [.revokesItself, .revokesOthers]),
    Row([.account], before: [.revokesOthers, .deviceAfterThreeDays]),
    Row([.recovery], before: [.revokesOthers, .rotationAfterThreeDays]),
    Row([.leaf, .full], before: [.revokesItself, .revokesOthers]),
    Row([.leaf, .account], before: [.revokesItself, .revokesOthers, .deviceAfterThreeDays]),
    Row([.leaf, .recovery], before: [.revokesItself, .revokesOthers, .rotationAfterThreeDays]),
    Row(
      [.full, .account],
      before: [.revokesItself, .revokesOthers, .device, .deviceAfterThreeDays, .rotationAfterThreeDays]),
    Row([.full, .recovery], before: [.revokesItself, .revokesOthers, .rotationAfterThreeDays]),
    // With these two one is the owner.
    Row(
      [.account, .recovery],
      before: [.revokesOthers, .device, .deviceAfterThreeDays, .rotation, .rotationAfterThreeDays]),
  ]

  @Test func `the matrix has each kind of key and each pair`() {
    let kinds = Set(Stolen.allCases.map { Set([$0]) })
    let pairs = Set(Stolen.allCases.flatMap { one in Stolen.allCases.map { Set([one, $0]) } })
    #expect(Set(Self.matrix.map(\.stolen)) == kinds.union(pairs))
  }

  @Test(arguments: matrix) func `whoever holds keys gains what the matrix says before anybody noticed`(
    _ row: Row
  ) throws {
    let world = try LogWorld.settled()
    let found = try gains(row.stolen, at: world, knowing: [world])
    #expect(found == row.before)
  }

  @Test(arguments: matrix) func `whoever holds keys gains nothing once the owner acted`(_ row: Row) throws {
    var world = try LogWorld.settled()
    let before = world
    if row.stolen.contains(.leaf) { try world.take(world.revocation(of: world.tablet, by: world.phone)) }
    if row.stolen.contains(.full) { try world.take(world.revocation(of: world.laptop, by: world.phone)) }
    if !row.stolen.isDisjoint(with: [.account, .recovery]) {
      try world.take(
        world.succession(
          to: FakeKey("new account"), rank: .oldNewAndRecovery, by: world.phone,
          recovery: FakeKey("new recovery", isRecovery: true).id))
    }
    world.wait(1)
    // Dated back, and on top of all that is known.
    let found = try gains(row.stolen, at: world, knowing: [before, world])
    #expect(found == row.after)
  }

  /// Tries everything that can be built from the keys, each against the verifier as it is.
  /// - Parameter known: states of the log that it could be built on.
  private func gains(_ stolen: Set<Stolen>, at verifier: LogWorld, knowing known: [LogWorld]) throws -> Set<Gain> {
    var gains: Set<Gain> = []
    for world in known {
      for attempt in try attempts(stolen, world) {
        var target = verifier
        target.receive(attempt)
        gains.formUnion(judge(target, verifier, isLate: false))
        target.wait(LogLimits.objection)
        var undisturbed = verifier
        undisturbed.wait(LogLimits.objection)
        gains.formUnion(judge(target, undisturbed, isLate: true))
      }
    }
    return gains
  }

  private func judge(_ world: LogWorld, _ before: LogWorld, isLate: Bool) -> Set<Gain> {
    var gains: Set<Gain> = []
    let new = Set(world.state.revokedKeys).subtracting(before.state.revokedKeys)
    if !new.isDisjoint(with: world.phone.keyIDs) { gains.insert(.revokesOthers) }
    if !new.isDisjoint(with: world.laptop.keyIDs + world.tablet.keyIDs) { gains.insert(.revokesItself) }
    if world.standing(world.thief) == .active { gains.insert(isLate ? .deviceAfterThreeDays : .device) }
    if world.state.accounts.last != before.state.accounts.last {
      gains.insert(isLate ? .rotationAfterThreeDays : .rotation)
    }
    return gains
  }

  /// Lists of statements, each list to be tried by itself.
  private func attempts(_ stolen: Set<Stolen>, _ world: LogWorld) throws -> [[SignedStatement]] {
    var attempts: [[SignedStatement]] = []
    let authors = (stolen.contains(.leaf) ? [world.tablet] : []) + (stolen.contains(.full) ? [world.laptop] : [])
    let shared = Set<Signer>(
      (stolen.contains(.account) ? [.account] : []) + (stolen.contains(.recovery) ? [.recovery] : []))
    let new = FakeKey("other account")
    let succession = StatementContent.succession(
      Succession(new: LogWorld.fingerprint(new), recovery: FakeKey("other recovery", isRecovery: true).id))
    /// By each author that the thief can be, as number 1 and as the next, on each known head or the genesis alone.
    func say(_ content: StatementContent, also: Set<Signer> = []) throws -> [SignedStatement] {
      var said: [SignedStatement] = []
      for heads in [world.log.heads, [world.genesis.id]] {
        for author in authors {
          let signers = shared.union(also).union([.device(author)])
          said.append(try world.statement(content, by: author, signed: signers, heads: heads))
          said.append(try world.statement(content, by: author, signed: signers, heads: heads, place: (1, nil)))
          said.append(try world.statement(content, by: author, signed: also.union([.device(author)]), heads: heads))
        }
        let more = shared.union(also)
        guard !shared.isEmpty else { continue }
        said.append(try world.statement(content, by: nil, signed: more, heads: heads))
        said.append(try world.statement(content, by: nil, signed: more, heads: heads, isRecoverys: true))
      }
      return said
    }
    for content in [try world.revoked(world.phone)] + (try authors.map { try world.revoked($0) }) {
      attempts += try say(content).map { [$0] }
    }
    attempts += try say(succession, also: [.key(new, .successor)]).map { [$0] }
    for role in DeviceRole.allCases {
      for approver in authors {
        attempts += try say(
          .deviceAdded(AddedDevice(keys: world.thief.keys(), role: role, method: .approved, approver: approver.id))
        ).map { [$0] }
      }
      let restored = StatementContent.deviceAdded(
        try AddedDevice(keys: world.thief.keys(), role: role, method: .archive))
      attempts += try say(restored).map { [$0] }
      // The thief's own device, and whatever can be said for it.
      for heads in [world.log.heads, [world.genesis.id]] {
        let own = try world.statement(
          restored, by: world.thief, signed: shared.union([.device(world.thief)]), heads: heads, place: (1, nil))
        attempts.append([own])
        var knowing = world
        knowing.receive([own])
        for entry in try sayOn(knowing, .countersignature(own.id), authors, shared) { attempts.append([own, entry]) }
        attempts.append([
          own,
          try knowing.statement(
            knowing.revoked(world.phone), by: world.thief, signed: shared.union([.device(world.thief)])),
        ])
      }
    }
    return attempts
  }

  private func sayOn(
    _ world: LogWorld, _ content: StatementContent, _ authors: [FakeDevice], _ shared: Set<Signer>
  ) throws -> [SignedStatement] {
    var said = try authors.map {
      try world.statement(content, by: $0, signed: shared.union([.device($0)]))
    }
    if !shared.isEmpty { said.append(try world.statement(content, by: nil, signed: shared, isRecoverys: true)) }
    return said
  }
}

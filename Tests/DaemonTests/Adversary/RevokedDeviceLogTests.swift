import GnuTLS
import Identity
import Platform
import Testing

/// The same adversary writes into the log: with each key in each place of a signature, on top of all that is known and
/// dated back to before the revocation.
@Suite("Adversary with a revoked device: the log", .serialized)
struct RevokedDeviceLogTests {
  /// Who signs as the device, who as the account; nil for nobody.
  private struct Pair {
    let device: PrivateKey?
    let account: PrivateKey?
  }

  private static func world(_ role: DeviceRole) throws -> LostDevice {
    try (role == .full ? RevokedDeviceTests.full : RevokedDeviceTests.leaf).get()
  }

  private static func id(_ key: PrivateKey) -> KeyID { KeyID(ofSPKI: key.publicKey.spki) }

  /// What would be a gain, if it counted.
  private static func contents(_ world: LostDevice) throws -> [StatementContent] {
    let own = try #require(world.keys[.own])
    let other = LostDevice.key(16)
    let third = LostDevice.key(18)
    let keys = try DeviceKeys(device: DeviceID(of: own.publicKey), signing: id(other), wrap: id(third))
    let again = try DeviceKeys(device: world.id, signing: id(own), wrap: id(third))
    let recovery = try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: 9, count: 32)))
    let genesis = try #require(world.log.entries[world.log.genesis]?.statement.id)
    return [
      .deviceRevoked(try RevokedDevice(device: world.phoneID, keys: [id(world.phone.signing)], reason: .stolen)),
      .deviceAdded(try AddedDevice(keys: keys, role: .full, method: .approved, approver: world.id)),
      .deviceAdded(try AddedDevice(keys: again, role: .full, method: .archive)),
      // In its own place, or with other keys of its own.
      .deviceAdded(try AddedDevice(keys: keys, role: world.role, method: .replacement, approver: world.id)),
      .deviceAdded(try AddedDevice(keys: again, role: world.role, method: .replacement, approver: world.id)),
      .receiveKey(
        try ReceiveKeyChange(generation: 3, receive: id(own), sync: id(other), recipients: [world.phoneID, world.id])),
      .succession(Succession(new: AccountFingerprint(of: other.publicKey))),
      .recoveryKey(KeyID(ofSPKI: recovery.publicKey.spki)),
      .countersignature(genesis),
    ]
  }

  /// All that a person or a program would go by.
  private static func essence(_ state: LogState, _ world: LostDevice) -> [String] {
    let active = state.devices.filter { $0.standing == .active }.map(\.id.text)
    let revoked = Set(state.revokedKeys).subtracting(world.held.map { id($0.key) }).map(\.text).sorted()
    return active + ["revoked"] + revoked
      + ["\(state.accounts)", "\(String(describing: state.recoveryKey))", "\(String(describing: state.receiveKey))"]
  }

  @Test(arguments: DeviceRole.allCases) func `nothing that it writes into the log counts, now or three days later`(
    _ role: DeviceRole
  ) throws {
    let world = try Self.world(role)
    let late = LostDevice.now.adding(seconds: LogLimits.objection + 1)
    let unchanged = Self.essence(world.log.state(at: LostDevice.now), world)
    #expect(unchanged == Self.essence(world.log.state(at: late), world))
    let keys = world.held.map(\.key)
    let singles = keys.flatMap { [Pair(device: $0, account: nil), Pair(device: nil, account: $0)] }
    let pairs = keys.flatMap { one in keys.map { Pair(device: one, account: $0) } }
    let spkis = keys.map(\.publicKey.spki) + [LostDevice.key(16).publicKey.spki, world.recovery.publicKey.spki]
    var signatures: [String: StatementSignature] = [:]
    var (tried, taken) = (0, 0)
    for statement in try Self.statements(world) {
      func signature(_ key: PrivateKey, _ role: StatementSignature.Role) throws -> StatementSignature {
        let name = "\(statement.id) \(role) \(Self.id(key))"
        if let made = signatures[name] { return made }
        let made = try key.sign(statement, as: role)
        signatures[name] = made
        return made
      }
      for pair in [Pair(device: nil, account: nil)] + singles + pairs {
        var signed: [StatementSignature] = []
        if let device = pair.device { signed.append(try signature(device, .device)) }
        if let account = pair.account { signed.append(try signature(account, .account)) }
        if case .succession = statement.content { signed.append(try signature(LostDevice.key(16), .successor)) }
        // The recovery key beside each pair, where the device held it.
        if world.kinds.contains(.recovery) { signed.append(try world.recovery.sign(statement)) }
        guard !signed.isEmpty else { continue }
        var log = world.log
        let refused = log.receive(
          [try SignedStatement(statement, signatures: signed)], keys: spkis, checker: StatementSignatures(),
          now: LostDevice.now)
        tried += 1
        guard refused.isEmpty else { continue }
        taken += 1
        #expect(Self.essence(log.state(at: LostDevice.now), world) == unchanged, "\(statement.content)")
        #expect(Self.essence(log.state(at: late), world) == unchanged, "\(statement.content), three days later")
      }
    }
    // Signatures of keys that the log knows are taken in as evidence; without such the rules would not have been asked.
    #expect(tried > 500 && taken > 0)
  }

  /// Each content by each author that the adversary can name, under each account key, on each known head.
  private static func statements(_ world: LostDevice) throws -> [Statement] {
    var statements: [Statement] = []
    let accounts = Set([world.oldAccount, world.account].map { AccountFingerprint(of: $0.publicKey) }).sorted {
      $0.text < $1.text
    }
    for account in accounts {
      for content in try contents(world) {
        for heads in [world.log.heads, world.before.heads] {
          statements.append(
            try Statement(account: account, author: .device(world.id), number: 1, heads: heads, content: content))
        }
        for author in [StatementAuthor.account, .recovery] {
          statements.append(
            try Statement(account: account, author: author, heads: world.log.heads, content: content))
        }
      }
    }
    return statements
  }
}

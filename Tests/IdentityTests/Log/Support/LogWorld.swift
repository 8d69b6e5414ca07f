import Identity
import Platform

/// The keys of one device.
struct FakeDevice: Hashable {
  let name: String
  let device: FakeKey
  let signing: FakeKey
  let wrap: FakeKey

  init(_ name: String) {
    self.name = name
    device = FakeKey("\(name) device")
    signing = FakeKey("\(name) signing")
    wrap = FakeKey("\(name) wrap")
  }

  var id: DeviceID { DeviceID(bytes: device.id.bytes)! }  // A digest of the right size.
  var spkis: [[UInt8]] { [device.spki, signing.spki, wrap.spki] }
  var keyIDs: [KeyID] { [device.id, signing.id, wrap.id] }

  func keys() throws -> DeviceKeys { try DeviceKeys(device: id, signing: signing.id, wrap: wrap.id) }
}

/// An account whose keys the test holds, and one verifier's log of it.
struct LogWorld {
  static let birth = UnixTime(seconds: 1_795_219_200)
  static let hour: Int64 = 3600

  var accountKey: FakeKey
  var recoveryKey: FakeKey
  let phone = FakeDevice("phone")
  let laptop = FakeDevice("laptop")
  let tablet = FakeDevice("tablet")
  let thief = FakeDevice("thief")
  let genesis: SignedStatement
  var log: AccountLog
  var now: UnixTime
  /// Keys of everybody in play.
  var spkis: [[UInt8]]

  var account: AccountFingerprint { Self.fingerprint(accountKey) }
  var state: LogState { log.state(at: now) }

  static func fingerprint(_ key: FakeKey) -> AccountFingerprint {
    AccountFingerprint(bytes: key.id.bytes)!  // A digest of the right size.
  }

  /// An account that Signet made: genesis names the recovery key and the phone.
  init(imported: Bool = false) throws {
    accountKey = FakeKey("account")
    recoveryKey = FakeKey("recovery", isRecovery: true)
    let account = Self.fingerprint(accountKey)
    let founding = Genesis.Founding(recovery: recoveryKey.id, device: try phone.keys())
    let statement = try Statement(
      account: account, author: .account, heads: [],
      content: .genesis(imported ? .imported : Genesis(founding: founding)))
    var signatures = [accountKey.sign(statement, as: .account)]
    if !imported { signatures.append(recoveryKey.sign(statement, as: .recovery)) }
    genesis = try SignedStatement(statement, signatures: signatures)
    log = AccountLog(account: account, genesis: statement.id)
    now = Self.birth
    spkis =
      [accountKey.spki, recoveryKey.spki, FakeKey("new account").spki, FakeKey("other account").spki]
      + [FakeKey("other recovery", isRecovery: true).spki]
      + [phone, laptop, tablet, thief].flatMap(\.spkis)
    try take(genesis)
  }

  /// An imported account, whose first device is the phone.
  static func imported() throws -> LogWorld {
    var world = try LogWorld(imported: true)
    try world.take(world.ownAddition(world.phone))
    return world
  }

  /// With laptop (full) and tablet (leaf), both approved by the phone long ago.
  static func settled() throws -> LogWorld {
    var world = try LogWorld()
    try world.take(world.approval(of: world.laptop, by: world.phone))
    try world.take(world.approval(of: world.tablet, by: world.phone, role: .leaf))
    world.wait(30 * 24 * hour)
    return world
  }

  mutating func wait(_ seconds: Int64) { now = now.adding(seconds: seconds) }

  /// Takes it in; there must be nothing against it.
  mutating func take(_ entries: SignedStatement...) throws {
    let failures = receive(entries)
    guard failures.isEmpty else { throw Refused(failures: failures) }
  }

  @discardableResult
  mutating func receive(_ entries: [SignedStatement]) -> [EntryFailure] {
    log.receive(entries, keys: spkis, checker: FakeChecker(), now: now)
  }

  struct Refused: Error {
    let failures: [EntryFailure]
  }

  func standing(_ device: FakeDevice) -> LoggedDevice.Standing? { state.device(device.id)?.standing }

  func failures(of entry: SignedStatement) -> [LogPolicy] {
    state.failures.first { $0.id == entry.id }?.policies ?? []
  }
}

import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Jasper
import Logging
import Platform
import Testing

@testable import Daemon
@testable import Sealing

/// Ada's account in a real folder, with real keys, and no daemon around it.
final class TestDesk: Sendable {
  private static let made = Result {
    try AccountCreation.assemble(
      keys: AccountCreation.Keys(
        authority: TestKeys.fourth, account: TestKeys.second, device: TestKeys.fourth,
        ethereum: Secret(copying: [UInt8](repeating: 1, count: 32)),
        recoverySeed: Secret(copying: [UInt8](repeating: 2, count: 32))),
      displayName: "Ada", deviceName: "laptop", scheme: .none, now: Person.birth)
  }

  let home: TemporaryHome
  let desk: AccountDesk
  let intake: PacketIntake

  /// - Parameter home: of an earlier desk, which was closed; else a new one.
  init(home earlier: TemporaryHome? = nil) throws {
    home = earlier ?? TemporaryHome()
    let data = DataFolder(path: home("signet"))
    if earlier == nil { try Self.fill(data) }
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    desk = try AccountDesk(
      folder: data.account(Person.ada.id), accounts: AccountDirectory(data: data, logger: logger), hub: EventHub(),
      logger: logger)
    intake = PacketIntake(desk: desk)
  }

  deinit { close() }

  /// What a daemon that dies leaves: nothing of it is in memory any more.
  func close() { desk.accounts.closeAll() }

  var database: AccountDatabase {
    get throws { try desk.database() }
  }

  func take(_ packets: Packet..., seconds: Int64 = 0) async throws -> PacketIntake.Outcome {
    try await intake.take(packets, now: Person.now.adding(seconds: seconds))
  }

  func conversation(with person: Person) throws -> [InboxMessage] {
    try InboxBuilder(desk, database).conversation(.direct(person.id))
  }

  func refusals() throws -> [[String]] { try database.refusedPackets().map(\.failures) }

  /// Adds a contact, as the person does it.
  func add(_ person: Person, name: String? = nil) throws {
    let now = try #require(MessageTimestamp(Person.now))
    _ = try ContactBook(desk, database).add(ContactRequest(contact: person.id.text, name: name), now: now)
  }

  /// The same, and takes in the contact's card.
  func meet(_ person: Person, name: String? = nil) throws {
    try add(person, name: name)
    let isNew = try CardIntake(desk: desk, database: database).take([person.card()], of: person.id, now: Person.now)
    #expect(isNew)
  }

  private static func fill(_ data: DataFolder) throws {
    try data.prepare()
    let new = try made.get()
    let staged = try StagedAccount(new.account.id, in: data)
    // Nothing here opens it.
    try staged.write(archive: Secret(copying: [1]))
    try staged.write(deviceKey: TestKeys.fourth, chain: new.device.chain)
    let vault = KeyVault(dataKey: try data.dataKey(), account: new.account.id)
    try staged.writeDatabase { writer in
      try writer.save(
        StoredAccount(
          account: new.account, origin: .created, recovery: .none, scheme: .none, deviceID: new.device.device.id,
          receipt: new.device.receipt))
      try writer.save(new.device.device)
      try writer.save(
        vault.seal(
          TestKeys.third, purpose: .signing, generation: 1, certificate: Person.ada.signing.chain[0],
          createdAt: Person.birth))
      try writer.save(vault.seal(TestKeys.fifth, purpose: .wrap, generation: 1, createdAt: Person.birth))
      try writer.save(vault.seal(TestKeys.sixth, purpose: .receive, generation: 1, createdAt: Person.birth))
    }
    _ = try staged.commit()
  }
}

import AccountArchive
import AccountStore
import GnuTLS
import Identity
import JOSE
import Linking
import Platform

extension LinkedState {
  /// Reads what the approving device handed over. Entries of the log are taken in as from anybody: by their signatures.
  /// - Throws: `LinkingError.linkAnswerRefused` for what is none; what a certificate throws.
  init(_ json: StrictJSON, account: AccountFingerprint, now: UnixTime) throws {
    let fields = StateFields(json)
    recovery = try fields.name("recovery", RecoveryState.self)
    scheme = try fields.name("scheme", ArchiveScheme.self)
    contacts = try fields.list("contacts").map(Self.contact)
    peers = try fields.list("peers").map(Self.peer)
    relays = try fields.list("relays").map { fields in
      StoredRelay(
        url: try fields.text("url"), origin: try fields.name("origin", StoredRelay.Origin.self), addedAt: now,
        learnedFrom: try fields.optionalText("learnedFrom"))
    }
    devices = try fields.list("devices").map(Self.device)
    revocations = try Self.revocations(fields.object("revocations"), account)
    log = try fields.optionalObject("log").map { try Self.log($0, now: now) }
  }

  private static func contact(_ fields: StateFields) throws -> ArchiveContact {
    guard let id = JamiID(try fields.text("id")) else { throw StateFields.unfit("id") }
    return ArchiveContact(
      id: id.text, added: try fields.number("added"), removed: try fields.number("removed"),
      addedMs: try fields.optionalNumber("addedMs"), removedMs: try fields.optionalNumber("removedMs"),
      confirmed: try fields.flag("confirmed"), banned: try fields.flag("banned"),
      conversationID: try fields.text("conversation"))
  }

  private static func peer(_ fields: StateFields) throws -> StoredPeer {
    guard let id = JamiID(try fields.text("id")) else { throw StateFields.unfit("id") }
    return StoredPeer(
      id: id, name: try fields.optionalText("name"), accountKey: try fields.optionalBytes("accountKey"),
      pin: try fields.optionalText("pin").map { try AccountFingerprint(parsing: $0) },
      genesis: try fields.optionalBytes("genesis"), otherGenesis: try fields.optionalBytes("otherGenesis"),
      isInvited: try fields.flag("isInvited"), receiveKey: try fields.optionalText("receiveKey"),
      generation: Int(clamping: try fields.number("generation")), relays: try fields.texts("relays"),
      verifiedAt: try fields.optionalNumber("verifiedAt").map { UnixTime(seconds: $0) },
      createdAt: UnixTime(seconds: try fields.number("createdAt")))
  }

  private static func device(_ fields: StateFields) throws -> Device {
    Device(
      name: try fields.text("name"), role: try fields.name("role", DeviceRole.self),
      state: try fields.name("state", DeviceState.self),
      createdAt: UnixTime(seconds: try fields.number("createdAt")),
      enrolment: try fields.name("enrolment", EnrolmentMethod.self),
      certificate: try Certificate(der: try fields.bytes("certificate")))
  }

  private static func revocations(_ fields: StateFields, _ account: AccountFingerprint) throws -> RevocationSet {
    var serials: [[UInt8]: UnixTime] = [:]
    for entry in try fields.list("serials") {
      serials[try entry.bytes("value")] = UnixTime(seconds: try entry.number("at"))
    }
    var keys: [DeviceID: UnixTime] = [:]
    for entry in try fields.list("keys") {
      keys[try DeviceID(parsing: try entry.text("value"))] = UnixTime(seconds: try entry.number("at"))
    }
    return RevocationSet(
      account: account, serials: serials, keys: keys,
      highestNumber: try fields.optionalBytes("number").map { RevocationNumber(octets: $0) },
      latestUpdate: try fields.optionalNumber("update").map { UnixTime(seconds: $0) })
  }

  private static func log(_ fields: StateFields, now: UnixTime) throws -> AccountLog {
    guard let genesis = StatementHash(bytes: try fields.bytes("genesis")) else { throw StateFields.unfit("genesis") }
    var log = AccountLog(account: try AccountFingerprint(parsing: try fields.text("account")), genesis: genesis)
    let entries = try fields.byteLists("entries").map { try SignedStatement(bytes: $0) }
    // What does not verify stays out; what waits for a key waits here too.
    _ = log.receive(entries, keys: try fields.byteLists("keys"), checker: StatementSignatures(), now: now)
    return log
  }
}

import Identity
import JOSE
import Platform

/// Statements of an account's log on their way: the content of a message of the type `SIGNET-LOG`.
///
///     {"version": 1, "account": "<SHA-256>", "genesis": "<SHA-256>", "keys": ["<DER SPKI>"], "entries": ["<entry>"]}
///
/// Bytes are base64url; entries have the form of signet-log(5). To own devices `DeviceNews` goes along.
public struct LogMessage: Sendable, Hashable {
  /// Bytes of keys and entries of one message. Base64 makes a third more of it.
  static let room = 160 << 10
  private static let values = 8192

  /// The first account key.
  public let account: AccountFingerprint
  public let genesis: StatementHash
  /// DER SPKIs.
  public let keys: [[UInt8]]
  public let entries: [SignedStatement]
  /// Of the account's devices; empty to and from contacts.
  public let news: DeviceNews

  /// News alone, as many messages as it takes.
  public static func pack(_ log: AccountLog, news: DeviceNews) -> [LogMessage] {
    news.parts.map { LogMessage(log, [], [], $0) }
  }

  /// As many messages as it takes.
  /// - Parameters:
  ///   - entries: of the log, in an order in which none stands on a later one.
  ///   - keys: DER SPKIs that the recipient needs with an entry.
  public static func pack(
    _ log: AccountLog, _ entries: [SignedStatement], keys: (SignedStatement) -> [[UInt8]]
  ) -> [LogMessage] {
    var messages: [LogMessage] = []
    var (taken, known, size) = ([SignedStatement](), Set<[UInt8]>(), 0)
    func finish() {
      guard !taken.isEmpty else { return }
      messages.append(LogMessage(log, known.sorted { $0.lexicographicallyPrecedes($1) }, taken))
      (taken, known, size) = ([], [], 0)
    }
    for entry in entries {
      let needed = keys(entry)
      let more = entry.bytes.count + needed.filter { !known.contains($0) }.reduce(0) { $0 + $1.count }
      if size + more > room || taken.count + known.count + needed.count >= values - 8 { finish() }
      for key in needed where known.insert(key).inserted { size += key.count }
      size += entry.bytes.count
      taken.append(entry)
    }
    finish()
    return messages
  }

  private init(
    _ log: AccountLog, _ keys: [[UInt8]], _ entries: [SignedStatement], _ news: DeviceNews = DeviceNews()
  ) {
    account = log.account
    genesis = log.genesis
    self.keys = keys
    self.entries = entries
    self.news = news
  }

  /// Reads the content of a message; nil when it is none. Deliberate: without a reason, nobody is told.
  public init?(content: String) {
    do {
      let json = try StrictJSON.parse(
        Array(content.utf8), limits: StrictJSON.Limits(bytes: SealingLimits.content, depth: 3, values: Self.values))
      guard json["version"]?.integerValue == 1,
        let account = AccountFingerprint(bytes: try Self.bytes(json["account"])),
        let genesis = StatementHash(bytes: try Self.bytes(json["genesis"])),
        let keys = json["keys"]?.elements, let entries = json["entries"]?.elements, let news = DeviceNews(json)
      else { return nil }
      self.account = account
      self.genesis = genesis
      self.keys = try keys.map { try Self.bytes($0) }
      self.entries = try entries.map { try SignedStatement(bytes: Self.bytes($0)) }
      self.news = news
    } catch {
      return nil
    }
  }

  /// The content of a message.
  public var content: String {
    let members: [StrictJSON.Member] = [
      .init("version", .integer(1)), .init("account", .string(Base64URL.encode(account.bytes))),
      .init("genesis", .string(Base64URL.encode(genesis.bytes))),
      .init("keys", .array(keys.map { .string(Base64URL.encode($0)) })),
      .init("entries", .array(entries.map { .string(Base64URL.encode($0.bytes)) })),
    ]
    return String(decoding: StrictJSON.object(members + news.members).serialise(), as: UTF8.self)
  }

  private static func bytes(_ json: StrictJSON?) throws -> [UInt8] { try Base64URL.decode(json?.stringValue ?? "") }
}

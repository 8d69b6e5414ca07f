import GnuTLS
import Identity
import JOSE
import Platform

/// Proof that a device is thrown out, made of a backup alone: statements of the account's log, signed by its key, and
/// its revocation list. It is public, and whoever takes it in verifies it.
///
///     {"signet": "revocation", "version": 1, "account": "<SHA-256>", "genesis": "<SHA-256>", "list": "<DER>",
///      "keys": ["<DER SPKI>"], "entries": ["<entry>"]}
///
/// Bytes are base64url; entries have the form of signet-log(5).
public struct RevocationBundle: Sendable, Hashable {
  /// Most bytes of the text.
  public static let limit = 512 << 10

  /// The first account key.
  public let account: AccountFingerprint
  public let genesis: StatementHash
  /// DER.
  public let list: [UInt8]
  /// DER SPKIs; empty where whoever takes it in has them.
  public let keys: [[UInt8]]
  public let entries: [SignedStatement]

  public init(
    account: AccountFingerprint, genesis: StatementHash, list: [UInt8], keys: [[UInt8]], entries: [SignedStatement]
  ) {
    self.account = account
    self.genesis = genesis
    self.list = list
    self.keys = keys
    self.entries = entries
  }

  /// Reads the text; nil when it is none.
  public init?(_ text: String) {
    do {
      let json = try StrictJSON.parse(
        Array(text.utf8), limits: StrictJSON.Limits(bytes: Self.limit, depth: 3, values: 8192))
      guard json["signet"]?.stringValue == "revocation", json["version"]?.integerValue == 1,
        let account = AccountFingerprint(bytes: try Self.bytes(json["account"])),
        let genesis = StatementHash(bytes: try Self.bytes(json["genesis"])),
        let keys = json["keys"]?.elements, let entries = json["entries"]?.elements
      else { return nil }
      self.account = account
      self.genesis = genesis
      list = try Self.bytes(json["list"])
      self.keys = try keys.map { try Self.bytes($0) }
      self.entries = try entries.map { try SignedStatement(bytes: Self.bytes($0)) }
    } catch {
      return nil
    }
  }

  public var text: String {
    let json = StrictJSON.object([
      .init("signet", .string("revocation")), .init("version", .integer(1)),
      .init("account", .string(Base64URL.encode(account.bytes))),
      .init("genesis", .string(Base64URL.encode(genesis.bytes))), .init("list", .string(Base64URL.encode(list))),
      .init("keys", .array(keys.map { .string(Base64URL.encode($0)) })),
      .init("entries", .array(entries.map { .string(Base64URL.encode($0.bytes)) })),
    ])
    return String(decoding: json.serialise(), as: UTF8.self)
  }

  private static func bytes(_ json: StrictJSON?) throws -> [UInt8] { try Base64URL.decode(json?.stringValue ?? "") }
}

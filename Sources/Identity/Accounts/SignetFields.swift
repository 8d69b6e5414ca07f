import Platform

/// What Signet keeps for itself inside an archive, under the one key `signet`: a version, the recovery seed until the
/// recovery kit has been rehearsed, the keys that every device of the account has, the account's log, and what is known
/// of its devices.
///
/// Text: `{"version":1,"recoverySeed":"<base64 of 32 bytes>","receive":[{"generation":1,"key":"<base64 of DER
/// PKCS#8>"}],"sync":[…],"log":{…},"devices":{…}}`, without line breaks, generations ascending, what is empty left out.
/// Jami accepts the key and drops it, so nothing may live there alone. Deliberate: no JSON parser. This is written by Signet only, and a parser
/// would leave copies of the keys in memory; what does not look exactly so is kept as it stands and not read.
public struct SignetFields: Sendable {
  /// Bytes of the seed of the Ed25519 recovery key.
  public static let seedSize = 32

  static let head = Array("{\"version\":1".utf8)
  static let seedHead = Array(",\"recoverySeed\":\"".utf8)
  static let receiveHead = Array(",\"receive\":[".utf8)
  static let syncHead = Array(",\"sync\":[".utf8)
  static let generationHead = Array("{\"generation\":".utf8)
  static let keyHead = Array(",\"key\":\"".utf8)
  static let keyTail = Array("\"}".utf8)
  static let listTail = Array("]".utf8)
  static let logHead = Array(",\"log\":{\"account\":\"".utf8)
  static let genesisHead = Array(",\"genesis\":\"".utf8)
  static let headsHead = Array(",\"heads\":[".utf8)
  static let keysHead = Array(",\"keys\":[".utf8)
  static let entriesHead = Array(",\"entries\":[".utf8)
  static let devicesHead = Array(",\"devices\":{\"notes\":[".utf8)
  static let idHead = Array("{\"id\":\"".utf8)
  static let nameHead = Array(",\"name\":\"".utf8)
  static let platformHead = Array(",\"platform\":\"".utf8)
  static let certificatesHead = Array(",\"certificates\":[".utf8)
  static let quote = Array("\"".utf8)
  /// Bytes of an entry of the log.
  static let entryLimit = LogLimits.content + LogLimits.signatures * (LogLimits.signature + 64)
  static let textTail = Array("\"".utf8)
  static let tail = Array("}".utf8)
  static let comma = Array(",".utf8)

  /// 32 bytes; nil where there is none.
  public var recoverySeed: Secret?
  /// What opens packets to the account.
  public var receive = SharedKeys()
  /// What opens what the account's devices tell each other.
  public var sync = SharedKeys()
  /// Nil where there is none yet.
  public var log: ArchivedLog?
  /// Nil where nothing is known.
  public var devices: ArchivedDevices?

  public init(recoverySeed: Secret?) { self.recoverySeed = recoverySeed }

  /// Reads the text.
  /// - Throws: `IdentityError.signetFieldsDamaged` for anything but the form above, also when it is of a later version;
  ///   `memoryUnavailable`.
  public init(_ text: Secret) throws(IdentityError) {
    self.init(recoverySeed: nil)
    try text.withBytes { (bytes: UnsafeRawBufferPointer) throws(IdentityError) in
      var reader = SignetFieldsReader(bytes)
      try reader.read(into: &self)
    }
  }
}

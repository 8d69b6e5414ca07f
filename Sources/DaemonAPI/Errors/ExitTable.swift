/// Exit statuses of the CLI and the daemon: one table from every code of every room.
///
/// A code that is not in the table is a fault of ours and ends with 1; a test walks the codes of all rooms and finds
/// each of them here.
public enum ExitTable {
  public static let ok: Int32 = 0
  public static let failed: Int32 = 1
  /// Refused by policy.
  public static let refused: Int32 = 2
  /// Wrong password or damaged.
  public static let wrongPasswordOrDamaged: Int32 = 3
  /// Something expires within 7 days (`status`, `forecast`).
  public static let expiresSoon: Int32 = 4
  /// The daemon, or the network.
  public static let network: Int32 = 5
  /// The command line is wrong (sysexits.h, EX_USAGE).
  public static let usage: Int32 = 64

  /// Seconds before an end of validity at which `expiresSoon` begins.
  public static let expirySeconds: Int64 = 7 * 86_400

  public static func status(of code: String) -> Int32 { table[code] ?? failed }

  public static func status(of error: ErrorReport) -> Int32 { status(of: error.code) }

  /// Whether a code has its line in the table.
  public static func lists(_ code: String) -> Bool { table[code] != nil }

  private static let table: [String: Int32] = {
    var table: [String: Int32] = [:]
    for (status, codes) in rows { for code in codes { table[code] = status } }
    return table
  }()

  private static let rows: [(Int32, [String])] = [
    (
      refused,
      [
        // DaemonAPI
        "daemonRunning", "daemonStopping", "daemonBusy", "accountBusy", "accountNeeded", "deviceNotHere",
        "deviceIsThis", "deviceNotRevoked", "nothingPending", "approvalRefused",
        "confirmationNeeded", "peerRefused",
        // AccountStore, Identity
        "accountExists", "keyExists", "keyOnToken", "leafDevice", "keysDestroyed", "deviceRevoked", "otherAccount",
        "authorityKeyMissing",
        "nameRefused", "revocationListUnverified", "deviceAmbiguous", "rotationRefused",
        // Files
        "fileExists",
        // GnuTLS, JOSE
        "keyRefused", "certificateRefused", "headerRefused", "algorithmRefused", "tokenPINNeeded", "tokenURLRefused",
        // Sealing
        "recipientRefused", "signerRefused",
        // Messaging
        "keysPending", "agentLocked", "contactBlocked", "contactIsSelf", "notOwner", "channelLeft",
        "safetyNumberWrong", "senderRefused", "clockRefused",
        // Recovery
        "kitRefused", "passphraseRefused", "kitMissing",
        // Linking
        "linkExpired", "linkTaken", "linkRefused", "revealTooEarly", "commitmentBroken", "requestRefused",
        "digitsWrong",
        "digitsNeeded", "linkAnswerRefused", "requestExpired", "requestUnknown",
      ]
    ),
    (
      wrongPasswordOrDamaged,
      [
        "wrongPasswordOrDamaged", "truncated", "gzip", "json", "key", "chain", "crl", "tooLarge", "passwordNeeded",
        // GnuTLS
        "tokenPINWrong",
        // JOSE, Sealing, Jasper
        "signatureInvalid", "decryptionFailed", "packetUnreadable", "hashWrong", "bindingWrong", "logDamaged",
        // Recovery
        "wordUnknown", "wordCountWrong", "shareChecksumWrong", "shareMalformed", "sharesMixed", "sharesContradict",
        "sharesMissing", "sharesSuperfluous", "sharesWrong", "seedSizeWrong", "shareOfOtherKit", "shareWrong",
        "recoveryKeyWrong", "wordsNeeded",
        // Linking
        "approvalUnreadable",
      ]
    ),
    (
      network,
      [
        "daemonUnreachable", "daemonStartFailed",
        // Jasper
        "relayUnreachable", "relayRefused", "relayNotTrusted", "answerRefused",
        // Messaging
        "relayNeeded",
      ]
    ),
    (usage, ["usage"]),
    (
      failed,
      [
        // DaemonAPI
        "badRequest", "homeUnknown", "routeNotFound", "methodNotAllowed", "bodyTooLarge", "accountNotFound",
        "deviceNotFound", "operationNotFound", "operationCancelled", "secretsTimedOut", "secretsMalformed",
        "workerDied", "backupNotEqual", "digitsNotNeeded", "linkUnfinished", "internalError",
        // AccountStore
        "accountDamaged", "databaseDamaged", "databaseFailed", "dataKeyDamaged", "deviceFileDamaged", "recoveryNeeded",
        "recordTooLarge",
        // Identity
        "identifierMalformed", "revocationNumberExhausted", "signetFieldsDamaged", "recordDamaged",
        "statementMalformed", "handoverMalformed", "deviceUnknown",
        // Recovery
        "kitRecordDamaged",
        // Ethereum
        "ethereumKeyInvalid", "ethereumFailed",
        // AccountArchive
        "secretUnusable",
        // GnuTLS
        "keyDamaged", "certificateDamaged", "requestDamaged", "revocationListDamaged", "authenticationFailed",
        "tokenUnavailable", "tokenPINLocked", "tokenFull", "tokenWriteProtected", "tokenUnsuitable", "tlsFailed",
        "peerNotTrusted", "libraryFailed",
        // Files
        "fileNotFound", "noSpace", "permissionDenied", "fileTooLarge", "notAFile", "journalDamaged", "fileFailed",
        // Platform
        "socketPathTooLong", "socketFailed", "timedOut", "connectionClosed", "messageTooLarge", "lockUnavailable",
        "lockHeld", "spawnFailed", "memoryUnavailable", "noTerminal", "cancelled",
        // JOSE, Jasper, Sealing
        "malformed", "bodyMalformed", "bodyRefused", "valueTooLong", "addressRefused", "messageRefused",
        "cardMalformed", "channelMalformed", "invitationMalformed",
        // Messaging
        "contactNotFound", "contactAmbiguous", "logUnknown", "contactRefused", "channelNotFound", "channelAmbiguous",
        "messageNotFound", "messageAmbiguous", "relayNotFound",
        // Linking
        "linkMalformed", "digitsMalformed", "requestMalformed", "approvalMalformed",
        // The command line
        "stepFailed", "textRefused", "packetMalformed", "codeTooLarge",
      ]
    ),
  ]
}

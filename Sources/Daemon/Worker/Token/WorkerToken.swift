import AccountArchive
import AccountStore
import DaemonAPI
import FoundationEssentials
import GnuTLS
import Identity
import Platform
import Sealing

/// A PKCS#11 token in a worker's hands. The work is its keeper's (`TokenKeeper`): no module is loaded where the account
/// key is.
///
///     let token = try WorkerToken.begin(bench, url)              // is it there? before anybody types a PIN
///     let handed = try bench.collect([.newPassword, .tokenPIN])
///     try token.making(pin: handed[.tokenPIN]) { key in … }      // the account is written, with `key.stored(…)`
///     token.adopt(account: id)                                   // from here on it signs for the daemon
struct WorkerToken: RemoteSigner {
  /// What tools for tokens show of a key.
  private static let label = "Signet signing"

  let bench: Workbench
  let url: TokenURL

  /// Has a keeper started, which looks for the token.
  /// - Throws: `GnuTLSError.tokenUnavailable`, `tokenPINLocked`, `tokenUnsuitable`, `tokenURLRefused`.
  static func begin(_ bench: Workbench, _ url: TokenURL) throws -> WorkerToken {
    let token = WorkerToken(bench: bench, url: url)
    try token.check(bench.channel.token(.begin(url: url.text)))
    try token.check(token.ask(.look))
    return token
  }

  /// Makes a signing key on the token, or takes the one that the address names.
  /// - Throws: `GnuTLSError.tokenPINNeeded`, `tokenPINWrong`, `tokenPINLocked`, `tokenFull`, `tokenWriteProtected`,
  ///   `tokenUnsuitable`, `tokenUnavailable`. Nothing is left on the token then.
  private func make(pin: ArchiveSecret?) throws -> TokenKey {
    try give(pin)
    bench.progress.enter(.generatingKeys, done: 0, total: 1)
    let answer = ask(.make(label: Self.label, commonName: SigningCertificate.commonName))
    guard case .made(let made) = answer else {
      try check(answer)
      throw APIError(.internalError, "the keeper of a token answered something else")
    }
    return TokenKey(
      place: TokenPlace(url: try TokenURL(made.url), lacksPSS: made.lacksPSS),
      request: try CertificateRequest(der: Array(made.request)), token: self)
  }

  /// Gets hold of the key of a record.
  /// - Throws: as `make`.
  func open(_ key: StoredKey, pin: ArchiveSecret?) throws {
    try give(pin)
    try check(ask(.open(spki: Data(key.publicKey))))
  }

  func sign(_ message: [UInt8], with algorithm: SignatureAlgorithm) throws(GnuTLSError) -> [UInt8] {
    switch ask(.sign(Data(message), algorithm: algorithm.rawValue)) {
    case .signature(let bytes): return Array(bytes)
    case .failed(let report): throw GnuTLSError(report)
    case .done, .made: throw TokenDesk.pinNeeded
    }
  }

  /// Makes a key and does something with it; where that fails the key is taken off the token again.
  func making<Result>(pin: ArchiveSecret?, _ body: (TokenKey) throws -> Result) throws -> Result {
    let key = try make(pin: pin)
    do { return try body(key) } catch {
      guard case .failed = ask(.remove) else { throw error }
      let report = ErrorReport(any: error)
      let left = "a key that nobody uses is left on the token: \(key.place.url)"
      throw ErrorReport(
        code: report.code, reason: report.reason, hint: report.hint.map { "\($0); \(left)" } ?? left)
    }
  }

  /// Hands the keeper, with the PIN, over to the account. Where that fails the PIN is asked for at the next unlocking.
  /// Takes the key that was opened off the token.
  /// - Throws: `GnuTLSError` as `open`.
  func erase() throws { try check(ask(.erase)) }

  func adopt(account: String) { _ = bench.channel.token(.adopt(account: account)) }

  private func give(_ pin: ArchiveSecret?) throws {
    guard case .password(let bytes)? = pin else { throw TokenDesk.pinNeeded }
    let path = SecretDesk.newPath(in: bench.task.runtimeFolder)
    try check(ask(.listen(socket: path, seconds: 30)))
    try SecretSender.send([.tokenPIN: .password(bytes)], to: path)
  }

  private func ask(_ request: KeeperRequest) -> KeeperAnswer { bench.channel.token(.ask(request)) }

  private func check(_ answer: KeeperAnswer) throws {
    if case .failed(let report) = answer { throw report }
  }
}

/// A signing key on a token that has no certificate yet.
struct TokenKey {
  let place: TokenPlace
  /// Signed by the key.
  let request: CertificateRequest
  let token: WorkerToken

  /// Its record, with a certificate by the account key.
  /// - Throws: `IdentityError`, `GnuTLSError`.
  func stored(
    generation: Int, archive: Archive, revocations: RevocationSet, now: UnixTime
  ) throws -> StoredKey {
    let certificate = try SigningCertificate.issue(
      request, account: archive.account, accountKey: archive.accountKey, revocations: revocations, now: now)
    return .onToken(place, generation: generation, certificate: certificate, createdAt: now)
  }
}

import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Opens the account's archive and nothing else: who has its password is the person whose account it is.
struct UnlockJob {
  let bench: Workbench
  let account: String
  let request: KeysRequest

  func run() throws -> JobOutcome {
    let folder = try bench.folder(account)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: nothing was written
    let signing = try database.keys().inUse(.signing)
    var warnings: [String] = []
    let token = try signing?.token.flatMap { try find($0, &warnings) }
    if folder.isLeaf {
      // There is no archive to open, and so no password that could be asked for.
      if let token, let signing { try open(signing, token, try bench.collect([.tokenPIN])) }
      var result = OperationResult(warnings: warnings)
      result.id = folder.id.text
      return JobOutcome(result: result)
    }
    let own = try bench.openOwn(folder, offers: request.offers, more: token == nil ? [] : [.tokenPIN])
    if let token, let signing { try open(signing, token, own.handed) }
    var result = OperationResult(warnings: warnings + own.opened.archive.warnings.map(\.text))
    result.id = folder.id.text
    return JobOutcome(result: result, keys: own.keys(bench, folder))
  }

  private func open(
    _ signing: StoredKey, _ token: WorkerToken, _ handed: [SecretSlot: ArchiveSecret]
  ) throws {
    try token.open(signing, pin: handed[.tokenPIN])
    token.adopt(account: account)
  }

  /// Who has not got the token with them can read all the same.
  private func find(_ place: TokenPlace, _ warnings: inout [String]) throws -> WorkerToken? {
    do {
      return try WorkerToken.begin(bench, place.url)
    } catch let report as ErrorReport where report.code == GnuTLSError.Code.tokenUnavailable.rawValue {
      warnings.append(
        "the token \(place.url.tokenName) is not there: messages can be read, and none signed; unlock again when it is")
      return nil
    }
  }
}

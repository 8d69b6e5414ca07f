import AccountArchive
import AccountStore
import DaemonAPI
import Identity
import Platform

/// Opens the account's archive and nothing else: who has its password is the person whose account it is.
struct UnlockJob {
  let bench: Workbench
  let account: String
  let request: KeysRequest

  func run() throws -> JobOutcome {
    let folder = try bench.folder(account)
    if folder.isLeaf {
      // There is no archive to open, and so no password that could be asked for.
      var result = OperationResult()
      result.id = folder.id.text
      return JobOutcome(result: result)
    }
    let own = try bench.openOwn(folder, offers: request.offers)
    var result = OperationResult(warnings: own.opened.archive.warnings.map(\.text))
    result.id = folder.id.text
    return JobOutcome(result: result, keys: own.keys(bench, folder))
  }
}

import AccountArchive
import AccountStore
import DaemonAPI
import Platform

/// Makes the keys that an account lacks, because somebody asked for it.
struct KeysJob {
  let bench: Workbench
  let account: String
  let request: KeysRequest

  func run() throws -> JobOutcome {
    let folder = try bench.fullFolder(account)
    let own = try bench.openOwn(folder, offers: request.offers)
    let making = KeyMaking(
      bench: bench, folder: folder, archive: own.opened.archive,
      writing: { try WriteSecret(own.secret, keepingSalt: own.opened.salt) })
    return JobOutcome(result: try making.run())
  }
}

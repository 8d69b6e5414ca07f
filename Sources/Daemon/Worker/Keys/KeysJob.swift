import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Makes the keys that an account lacks, because somebody asked for it.
struct KeysJob {
  let bench: Workbench
  let account: String
  let request: KeysRequest

  func run() throws -> JobOutcome {
    let folder = try bench.fullFolder(account)
    let token = try request.token.map { try WorkerToken.begin(bench, try TokenURL($0)) }
    let own = try bench.openOwn(folder, offers: request.offers, more: token == nil ? [] : [.tokenPIN])
    var making = KeyMaking(
      bench: bench, folder: folder, archive: own.opened.archive,
      writing: { try WriteSecret(own.secret, keepingSalt: own.opened.salt) })
    guard let token else {
      if request.noToken { making.replacement = .here }
      return JobOutcome(result: try making.run())
    }
    let result = try token.making(pin: own.handed[.tokenPIN]) { key in
      making.replacement = .onToken(key)
      return try making.run()
    }
    token.adopt(account: folder.id.text)
    return JobOutcome(result: result)
  }
}

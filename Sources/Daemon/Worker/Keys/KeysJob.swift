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

  /// Which of this device's own keys is to be another one.
  private func purpose(_ text: String, _ folder: AccountFolder) throws -> KeyPurpose {
    guard let purpose = KeyPurpose(rawValue: text), !purpose.isShared else {
      throw APIError(.badRequest, "'\(text.prefix(32))' is no key of this device alone", hint: "signing or wrap")
    }
    let database = try folder.database()
    defer { try? database.close() }  // no loss: nothing was written
    try AccountKnowledge(database, now: .now()).requireMember()
    let isOnToken = try database.keys().inUse(.signing)?.token != nil
    guard purpose != .signing || !isOnToken else {
      throw APIError(
        .badRequest, "the signing key is on a token", hint: "`signet key make --token URL` makes another one there")
    }
    return purpose
  }

  func run() throws -> JobOutcome {
    let folder = try bench.fullFolder(account)
    let token = try request.token.map { try WorkerToken.begin(bench, try TokenURL($0)) }
    let own = try bench.openOwn(folder, offers: request.offers, more: token == nil ? [] : [.tokenPIN])
    var making = KeyMaking(
      bench: bench, folder: folder, archive: own.opened.archive,
      writing: { try WriteSecret(own.secret, keepingSalt: own.opened.salt) })
    guard let token else {
      if request.noToken { making.replacement = .here }
      if let text = request.rotate { making.replacement = .fresh(try purpose(text, folder)) }
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

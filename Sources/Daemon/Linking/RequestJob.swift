import AccountStore
import DaemonAPI
import Files
import GnuTLS
import Identity
import Linking
import Platform

/// Writes what this machine asks for into a file, for an account whose devices it cannot reach. Its keys are kept until
/// the approval comes.
struct RequestJob {
  let bench: Workbench
  let request: JoinRequest
  let path: String

  func run(signing: TokenKey?) throws -> JobOutcome {
    let place = try RealPath.of(path)
    guard !FileReader.exists(place.text) else { throw Self.exists(path) }
    let present = try presentAccount()
    let keys = try JoiningKeys(bench, token: signing)
    bench.progress.enter(.derivingKey)
    var requests = try keys.requests(bench, request.deviceName ?? present?.name)
    if let present { requests = try present.following(requests) }
    let digits = try RequestDigits.fresh()
    let now = UnixTime.now()
    let written = try WrittenRequest(asking: requests, digits: digits, now: now)
    bench.progress.enter(.writing)
    let pending = try PendingJoins(bench.data)
    let name = PendingJoins.Name(request: written.digest)
    // First: an approval of a request whose keys are gone would be of no use.
    try pending.keep(keys.pending(request: written, at: now), as: name)
    do {
      try AtomicFile.create(place.text, with: written.bytes)
    } catch {
      try pending.remove(name)
      throw error.kind == .fileExists ? Self.exists(path) : error
    }
    var result = OperationResult()
    result.path = path
    result.digits = digits.text
    result.deviceId = requests.deviceID.text
    result.deviceName = requests.name
    return JobOutcome(result: result)
  }

  /// The account that is here and that this machine is to be linked to again, where it was named.
  private func presentAccount() throws -> FormerDevicePresent? {
    guard let account = request.account else { return nil }
    let database = try bench.folder(account).database()
    defer { try? database.close() }  // no loss: nothing was written
    return FormerDevicePresent(bench: bench, account: try database.account().account.certificate.publicKey)
  }

  static func exists(_ path: String) -> FileError {
    FileError(.fileExists, path: path, "\(path) is there already", hint: "choose another name, or remove it")
  }
}

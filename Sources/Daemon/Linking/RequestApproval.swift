import AccountStore
import DaemonAPI
import Files
import GnuTLS
import Identity
import Linking
import Platform

/// Takes a device into the account by its request in a file and the digits that it has shown, and writes the approval
/// into another.
struct RequestApproval {
  /// For how long digits are waited for.
  private static let patience = Duration.seconds(300)

  let bench: Workbench
  let folder: AccountFolder
  let role: DeviceRole
  let files: LinkFiles
  let offers: [SecretSlot]

  func run() throws -> JobOutcome {
    let place = try RealPath.of(files.approval)
    guard !FileReader.exists(place.text) else { throw RequestJob.exists(files.approval) }
    let received = try ReceivedRequest(try FileReader.read(files.request, limit: LinkingLimits.request), now: .now())
    let own = try bench.openOwn(folder, offers: offers)
    let this = try bench.approver(folder)
    let confirmed = try confirm(received)
    bench.progress.enter(.starting)
    try bench.channel.claim(account: folder.id.text)
    let granted = try LinkApproval(bench: bench, folder: folder, secret: own.secret, requests: confirmed.requests)
      .grant(role, by: .file)
    var result = granted.result
    do {
      bench.progress.enter(.writing)
      let bytes = try confirmed.seal(granted.answer, account: this.key, approver: this.device)
      try AtomicFile.create(place.text, with: bytes)
    } catch {
      throw APIError(
        .linkUnfinished,
        "the device \(result.deviceId ?? "") is added, and its approval could not be written: "
          + ErrorReport(any: error).reason,
        hint: "approve the same request again: it is the same device")
    }
    result.path = files.approval
    return JobOutcome(result: result)
  }

  private func confirm(_ received: consuming ReceivedRequest) throws -> ConfirmedRequest {
    let end = ContinuousClock.now + Self.patience
    bench.progress.pause()
    var waiting = received
    while true {
      let digits = try typed(waiting, until: end)
      switch waiting.enter(digits) {
      case .right(let confirmed): return confirmed
      case .wrong(let again): waiting = again
      case .over(let error): throw error
      }
    }
  }

  /// The next entry that has the form of digits; what has not is no try, and is asked for again.
  private func typed(
    _ received: borrowing ReceivedRequest, until end: ContinuousClock.Instant
  ) throws -> RequestDigits {
    let asked = LinkProgress(asking: received.requests, triesLeft: received.triesLeft)
    while true {
      bench.channel.send(.link(asked))
      while true {
        guard ContinuousClock.now < end else {
          throw APIError(
            .secretsTimedOut, "nobody typed the digits within five minutes",
            hint: "the request is as good as before; try again")
        }
        guard let text = bench.channel.digits(seconds: 1) else { continue }
        do throws(LinkingError) { return try RequestDigits(typed: text) } catch { break }
      }
    }
  }
}

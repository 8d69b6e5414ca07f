import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Linking
import Platform

/// Takes a device into the account: by the link that it shows and the digits that it shows after that, or by a request in
/// a file.
struct LinkJob {
  /// Seconds to wait for the new device's word that it has joined.
  private static let doneSeconds: Int64 = 30

  let bench: Workbench
  let account: String
  let request: LinkRequest

  func run() throws -> JobOutcome {
    let folder = try bench.fullFolder(account)
    guard let role = DeviceRole(rawValue: request.role) else {
      throw APIError(.badRequest, "'\(request.role.prefix(40))' is no role; it is leaf or full")
    }
    if let files = request.files {
      return try RequestApproval(bench: bench, folder: folder, role: role, files: files, offers: request.offers).run()
    }
    let link = try Link(request.link)
    let slots = request.offers
    // Whoever adds a device has the account's password; who has not is told before anybody types digits.
    let own = try bench.openOwn(folder, offers: slots)
    let this = try bench.approver(folder)
    let post = LinkPost(channel: bench.channel, relay: link.relay)
    let confirmed = try confirm(try AnsweredLink(link, account: this.key, device: this.device, now: .now), post)
    bench.progress.enter(.starting)
    let granted: GrantedLink
    do {
      try bench.channel.claim(account: folder.id.text)
      granted = try LinkApproval(bench: bench, folder: folder, secret: own.secret, requests: confirmed.requests)
        .grant(role, by: .approved)
    } catch {
      // It says no, so that nobody waits there; the error is what this device tells.
      try? post.send(try confirmed.refusal())
      throw error
    }
    var result = granted.result
    do { try post.send(try confirmed.seal(granted.answer)) } catch {
      throw APIError(
        .linkUnfinished,
        "the device \(result.deviceId ?? "") is added, and its answer could not be sent: \(ErrorReport(any: error).reason)",
        hint: "it does not work yet: link the same machine again, which makes the same device of it")
    }
    if !isDone(confirmed, post) {
      result.warnings.append(
        "the new device has not said that it has joined; look there, and if it has not, link it again: it is the same one"
      )
    }
    return JobOutcome(result: result)
  }

  /// Says hello, and has the digits typed.
  private func confirm(_ answered: consuming AnsweredLink, _ post: LinkPost) throws -> ConfirmedLink {
    try post.send(answered.packets)
    bench.progress.pause()
    bench.channel.send(.link(LinkProgress()))
    let reveal = try waitForReveal(answered, post)
    var compared = try answered.compare(with: reveal, now: .now)
    while true {
      let digits = try typed(compared)
      switch compared.enter(digits, now: .now) {
      case .right(let confirmed): return confirmed
      case .wrong(let again): compared = again
      case .over(let error): throw error
      }
    }
  }

  private func waitForReveal(_ answered: borrowing AnsweredLink, _ post: LinkPost) throws -> Reveal {
    var watch = post.watch(answered.mailbox)
    while !answered.isExpired(at: .now) {
      for packet in try watch.next() { if let reveal = try answered.reveal(in: packet) { return reveal } }
    }
    throw JoinJob.expired
  }

  /// The next entry that has the form of digits; what has not is no try, and is asked for again.
  private func typed(_ compared: borrowing ComparedLink) throws -> LinkDigits {
    let asked = LinkProgress(asking: compared.requests, triesLeft: compared.triesLeft)
    while true {
      bench.channel.send(.link(asked))
      while true {
        if compared.isExpired(at: .now) { throw JoinJob.expired }
        guard let text = bench.channel.digits(seconds: 1) else { continue }
        do throws(LinkingError) { return try LinkDigits(typed: text) } catch { break }
      }
    }
  }

  private func isDone(_ confirmed: borrowing ConfirmedLink, _ post: LinkPost) -> Bool {
    let end = ContinuousClock.now + .seconds(Self.doneSeconds)
    var watch = post.watch(confirmed.mailbox)
    while ContinuousClock.now < end {
      // A relay that went away: what it could have told is told as missing.
      guard let packets = try? watch.next() else { return false }
      for packet in packets where confirmed.isDone(packet) { return true }
    }
    return false
  }
}

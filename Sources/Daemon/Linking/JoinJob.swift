import AccountStore
import DaemonAPI
import Files
import GnuTLS
import Identity
import Jasper
import Linking
import Platform

/// Makes this machine a device of an account: over a relay, by a link that another device answers, or by a request and
/// an approval in files. An account is here only when the answer is there and good.
struct JoinJob {
  let bench: Workbench
  let request: JoinRequest

  func run() throws -> JobOutcome {
    try PendingJoins.sweep(bench.data, now: .now())
    if let path = request.approval { return try ApprovedJoin(bench: bench, path: path).run() }
    let token = try request.token.map { try WorkerToken.begin(bench, try TokenURL($0)) }
    let handed = try bench.collect(token == nil ? [] : [.tokenPIN])
    guard let token else { return try join(signing: nil) }
    let outcome = try token.making(pin: handed[.tokenPIN]) { try join(signing: $0) }
    if let account = outcome.result.id { token.adopt(account: account) }
    return outcome
  }

  private func join(signing: TokenKey?) throws -> JobOutcome {
    if let path = request.request {
      return try RequestJob(bench: bench, request: request, path: path).run(signing: signing)
    }
    guard let relay = request.relay.flatMap({ RelayURL($0) }) else {
      throw JasperError(
        .addressRefused, "'\(request.relay?.prefix(200) ?? "")' is no relay's address",
        hint: "write http://HOST:PORT or https://HOST:PORT")
    }
    return try RelayJoin(bench: bench, request: request, post: LinkPost(channel: bench.channel, relay: relay))
      .run(signing: signing)
  }

  static let expired = LinkingError(
    .linkExpired, "the link's five minutes are over", hint: "`signet device join` makes a new one")
}

/// A join over a relay: shows a link, and waits for the device that answers it.
struct RelayJoin {
  let bench: Workbench
  let request: JoinRequest
  let post: LinkPost

  func run(signing: TokenKey?) throws -> JobOutcome {
    let offered = try OfferedLink(relay: post.relay, now: .now)
    try post.probe(offered.mailbox)
    let made = try JoiningKeys(bench, token: signing)
    bench.progress.pause()
    bench.channel.send(.link(LinkProgress(link: offered.link.text)))
    let hello = try waitForHello(offered)
    let pending = try PendingJoins(bench.data)
    let name = PendingJoins.Name(account: JamiID(of: hello.account))
    let present = FormerDevicePresent(bench: bench, account: hello.account)
    let keys = try keep(made, in: pending, as: name, isOnToken: signing != nil, present)
    var requests = try keys.requests(bench, request.deviceName ?? present?.name)
    if let present { requests = try present.following(requests) }
    let link = offered.link.text
    var revealed = try offered.reveal(to: hello, asking: requests, now: .now)
    try post.send(revealed.packets)
    bench.channel.send(.link(LinkProgress(link: link, digits: revealed.digits.text)))
    try waitForAnswer(&revealed)
    bench.progress.enter(.writing)
    let now = UnixTime.now()
    let joined = try revealed.join(now: now)
    try bench.channel.claim(account: (present?.folder.id ?? JamiID(of: hello.account)).text)
    let arrival = JoinedAccount(bench: bench, answer: joined.answer, approver: joined.approver, keys: keys, now: now)
    var result = try arrival.settle()
    try pending.remove(name)
    do { try post.send(try joined.finish()) } catch {
      result.warnings.append("the other device could not be told that this one has joined")
    }
    return JobOutcome(result: result)
  }

  /// Before the account is told of them: whatever is cut off from here on can be repeated, as the same device. A key on
  /// a token is taken off it when the link fails, and so is not kept.
  private func keep(
    _ made: JoiningKeys, in pending: PendingJoins, as name: PendingJoins.Name, isOnToken: Bool,
    _ present: FormerDevicePresent?
  ) throws -> JoiningKeys {
    if isOnToken { return made }
    if let kept = try pending.find(name).map({ JoiningKeys($0) }), try present?.isRevoked(kept) != true { return kept }
    try pending.remove(name)  // one that cannot be opened, or whose keys were revoked since
    try pending.keep(made.pending(at: .now()), as: name)
    return made
  }

  private func waitForHello(_ offered: borrowing OfferedLink) throws -> Hello {
    var watch = post.watch(offered.mailbox)
    while !offered.isExpired(at: .now) {
      for packet in try watch.next() { if let hello = offered.hello(in: packet) { return hello } }
    }
    throw JoinJob.expired
  }

  private func waitForAnswer(_ revealed: inout RevealedLink) throws {
    var watch = post.watch(revealed.mailbox)
    while !revealed.isExpired(at: .now) {
      for packet in try watch.next() { if try revealed.take(packet) { return } }
    }
    throw JoinJob.expired
  }
}

import AccountStore
import DaemonAPI
import Files
import GnuTLS
import Identity
import Jasper
import Linking
import Platform
import Sealing

/// Makes this machine a device of an account: shows a link, and waits for the device that answers it. Nothing is written
/// before the answer is there and good.
struct JoinJob {
  let bench: Workbench
  let request: JoinRequest

  func run() throws -> JobOutcome {
    guard let relay = RelayURL(request.relay) else {
      throw JasperError(
        .addressRefused, "'\(request.relay.prefix(200))' is no relay's address",
        hint: "write http://HOST:PORT or https://HOST:PORT")
    }
    let post = LinkPost(channel: bench.channel, relay: relay)
    let offered = try OfferedLink(relay: relay, now: .now)
    try post.probe(offered.mailbox)
    let keys = try makeKeys()
    bench.progress.pause()
    bench.channel.send(.link(LinkProgress(link: offered.link.text)))
    let hello = try waitForHello(offered, post)
    try refusePresent(hello)
    let link = offered.link.text
    var revealed = try offered.reveal(to: hello, asking: try keys.requests(bench, request.deviceName), now: .now)
    try post.send(revealed.packets)
    bench.channel.send(.link(LinkProgress(link: link, digits: revealed.digits.text)))
    try waitForAnswer(&revealed, post)
    bench.progress.enter(.writing)
    let now = UnixTime.now()
    let joined = try revealed.join(now: now)
    try bench.channel.claim(account: JamiID(of: hello.account).text)
    let arrival = JoinedAccount(bench: bench, answer: joined.answer, approver: joined.approver, keys: keys, now: now)
    var result = try arrival.settle()
    do { try post.send(try joined.finish()) } catch {
      result.warnings.append("the other device could not be told that this one has joined")
    }
    return JobOutcome(result: result)
  }

  private func makeKeys() throws -> JoiningKeys {
    let spare = try SpareDeviceKey(bench: bench)
    let forge = try KeyForge(count: spare.isThere ? 2 : 3, progress: bench.progress)
    forge.showProgress()
    var made = try forge.wait()
    if made.count < 3 { made.append(try spare.takeOrMake()) }
    return JoiningKeys(signing: made[0], wrap: made[1], device: made[2])
  }

  /// Before the other device is asked for anything.
  private func refusePresent(_ hello: Hello) throws {
    let id = JamiID(of: hello.account)
    guard FileReader.exists(bench.data.account(id).path) else { return }
    throw StoreError(
      .accountExists, "the account \(id) is here already",
      hint: "to link this machine anew, first say `signet account forget --account \(id)`")
  }

  private func waitForHello(_ offered: borrowing OfferedLink, _ post: LinkPost) throws -> Hello {
    var watch = post.watch(offered.mailbox)
    while !offered.isExpired(at: .now) {
      for packet in try watch.next() { if let hello = offered.hello(in: packet) { return hello } }
    }
    throw Self.expired
  }

  private func waitForAnswer(_ revealed: inout RevealedLink, _ post: LinkPost) throws {
    var watch = post.watch(revealed.mailbox)
    while !revealed.isExpired(at: .now) {
      for packet in try watch.next() { if try revealed.take(packet) { return } }
    }
    throw Self.expired
  }

  static let expired = LinkingError(
    .linkExpired, "the link's five minutes are over", hint: "`signet device join` makes a new one")
}

/// The keys that a new device has made; they never leave it.
struct JoiningKeys {
  let signing: PrivateKey
  let wrap: PrivateKey
  let device: PrivateKey

  func requests(_ bench: Workbench, _ name: String?) throws -> LinkRequests {
    try LinkRequests(
      device: try CertificateRequest.make(for: device, commonName: CertificateIssuer.deviceName),
      signing: try SigningCertificate.request(for: signing),
      wrap: try CertificateRequest.make(for: wrap, commonName: LinkRequests.wrapName),
      name: name ?? bench.machineName, platform: MachinePlatform.text)
  }
}

import FoundationEssentials
import GnuTLS
import Identity
import JOSE
import Jasper
import Platform

@testable import Linking

/// An account with its old device, and a new one that wants to join it; keys and certificates are made once.
struct TestDevices: Sendable {
  static let shared = Result { try TestDevices() }

  static let now = UnixTime(seconds: 1_790_000_000)
  static let start = ContinuousClock.now

  let account: Certificate
  let accountKey: PrivateKey
  let oldDevice: DeviceID
  let requests: LinkRequests
  let chain: [Certificate]
  let signing: Certificate
  let receipt: Receipt
  let shared: [HandedKey]

  init() throws {
    let authorityKey = try Self.key("rsa2048-1")
    accountKey = try Self.key("rsa4096-1")
    let authority = try CertificateIssuer.authority(key: authorityKey, now: Self.now)
    account = try CertificateIssuer.account(
      key: accountKey.publicKey, authority: authority, authorityKey: authorityKey, now: Self.now)
    oldDevice = DeviceID(of: try Self.key("rsa4096-5").publicKey)
    let (device, sign, wrap) = (try Self.key("rsa4096-2"), try Self.key("rsa4096-3"), try Self.key("rsa4096-4"))
    requests = try LinkRequests(
      device: CertificateRequest.make(for: device, commonName: CertificateIssuer.deviceName),
      signing: CertificateRequest.make(for: sign, commonName: "Signet signing"),
      wrap: CertificateRequest.make(for: wrap, commonName: LinkRequests.wrapName), name: "laptop",
      platform: "Linux x86_64")
    let certificate = try CertificateIssuer.device(
      request: requests.device, account: account, accountKey: accountKey, now: Self.now)
    chain = [certificate, account, authority]
    signing = try CertificateIssuer.device(
      request: requests.signing, account: account, accountKey: accountKey, now: Self.now)
    receipt = try Receipt.make(device: device.publicKey, accountKey: accountKey, ethereumAddress: nil)
    shared = [
      HandedKey(
        purpose: .receive, generation: 3, createdAt: Self.now, retiredAt: nil,
        file: try Self.key("rsa4096-6").pkcs8DER())
    ]
  }

  func answer(_ grant: LinkGrant = .leaf) -> LinkAnswer {
    LinkAnswer(
      grant: grant, chain: chain, signing: signing, receipt: receipt, displayName: "Ada", createdAt: Self.now,
      ethereumAddress: nil, keys: shared, state: .object([.init("contacts", .array([]))]))
  }

  static func key(_ name: String) throws -> PrivateKey {
    let fixtures = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Fixtures/keys/"
    let bytes = try Data(contentsOf: URL(filePath: fixtures + name + ".pem"))
    return try PrivateKey(serialised: Secret(copying: Array(bytes)))
  }

  func offer(_ random: SeededRandom) throws -> OfferedLink {
    guard let relay = RelayURL("https://relay.example:8443") else { throw LinkingError(.linkMalformed, "a relay") }
    return try OfferedLink(relay: relay, now: Self.start, random: random.fill)
  }

  func scan(_ link: Link, _ random: SeededRandom) throws -> AnsweredLink {
    try AnsweredLink(
      link, account: account.publicKey, device: oldDevice, now: Self.start, random: random.fill)
  }
}

// Deliberate: functions, since the macros of tests take no arguments that cannot be copied.

func hello(_ offered: borrowing OfferedLink, _ packet: Packet) throws -> Hello {
  guard let hello = offered.hello(in: packet) else { throw Unexpected() }
  return hello
}

func reveal(_ answered: borrowing AnsweredLink, _ packet: Packet) throws -> Reveal {
  guard let reveal = try answered.reveal(in: packet) else { throw Unexpected() }
  return reveal
}

/// How many of the packets are taken for something.
func heard(_ offered: borrowing OfferedLink, _ packets: [Packet]) -> Int {
  var count = 0
  for packet in packets where offered.hello(in: packet) != nil { count += 1 }
  return count
}

func heard(_ answered: borrowing AnsweredLink, _ packets: [Packet]) throws -> Int {
  var count = 0
  for packet in packets where try answered.reveal(in: packet) != nil { count += 1 }
  return count
}

func heard(_ confirmed: borrowing ConfirmedLink, _ packets: [Packet]) -> Int {
  var count = 0
  for packet in packets where confirmed.isDone(packet) { count += 1 }
  return count
}

/// Why a reveal is an error; nil where it is none.
func problem(_ answered: borrowing AnsweredLink, _ packet: Packet) -> LinkingError.Code? {
  do throws(LinkingError) {
    _ = try answered.reveal(in: packet)
    return nil
  } catch {
    return error.kind
  }
}

/// What comes of the right digits.
func right(_ entry: consuming LinkEntry) throws -> ConfirmedLink {
  switch consume entry {
  case .right(let confirmed): return confirmed
  case .wrong: throw Unexpected()
  case .over: throw Unexpected()
  }
}

/// What comes of wrong digits while there are tries left.
func wrong(_ entry: consuming LinkEntry) throws -> ComparedLink {
  switch consume entry {
  case .right: throw Unexpected()
  case .wrong(let compared): return compared
  case .over: throw Unexpected()
  }
}

/// How it ended.
func over(_ entry: consuming LinkEntry) throws -> LinkingError.Code {
  switch consume entry {
  case .right: throw Unexpected()
  case .wrong: throw Unexpected()
  case .over(let error): return error.kind
  }
}

struct Unexpected: Error {}

import CryptoExtras
import Foundation
import GnuTLS
import Identity
import Jasper
import Platform
import Sealing
import Synchronization

/// A message signed once and sealed to each of its recipients, against what it cannot do without: one RSA-4096 PSS
/// signature by GnuTLS and two RSA-OAEP encryptions a recipient by swift-crypto, the libraries that Signet uses too.
struct SealingMeasure: @unchecked Sendable {  // Sendable: nothing changes, and the libraries let threads share keys.
  private let recipients: [RecipientKey]
  private let bareKeys: [_RSA.Encryption.PublicKey]
  private let sealer: Sealer
  private let message: MessageObject
  private let signer: BareSigner

  init(recipients count: Int) throws {
    let keys = try (1...5).map { try PrivateKey(serialised: Self.pem($0)) }
    let now = UnixTime(seconds: 1_795_219_200)
    let authority = try CertificateIssuer.authority(key: keys[0], now: now)
    let account = try CertificateIssuer.account(
      key: keys[1].publicKey, authority: authority, authorityKey: keys[0], now: now)
    let certificate = try SigningCertificate.issue(
      SigningCertificate.request(for: keys[2]), account: account, accountKey: keys[1],
      revocations: RevocationSet(account: AccountFingerprint(of: account.publicKey)), now: now)
    sealer = Sealer(key: try SigningKey(keys[2], chain: [certificate]))
    guard let channel = ChannelID(random: [UInt8](repeating: 5, count: 16)), let id = MessageID("m1"),
      let timestamp = MessageTimestamp(now)
    else { preconditionFailure("a message's fields") }
    message = try MessageObject(
      sender: account.publicKey, channel: channel, type: .message, content: "hello", id: id, timestamp: timestamp)
    let spkis = (0..<count).map { Self.spki(like: keys[4].publicKey.spki, number: $0) }
    recipients = try spkis.map { try RecipientKey(PublicKey(spki: $0)) }
    bareKeys = try spkis.map { try _RSA.Encryption.PublicKey(derRepresentation: $0) }
    signer = BareSigner(pem: try Self.pem(3).withBytes { Array($0) })
  }

  /// Processor seconds of each, in turn; which goes first changes every time.
  func pairs(_ count: Int) throws -> String {
    var (ours, bare): ([Double], [Double]) = ([], [])
    _ = try (sealed(), bareWork())
    for number in 0..<count {
      for isBare in number.isMultiple(of: 2) ? [true, false] : [false, true] {
        if isBare {
          bare.append(try cpuSeconds { _ = try bareWork() })
        } else {
          ours.append(try cpuSeconds { _ = try sealed() })
        }
      }
    }
    return #"{"ours": \#(json(ours)), "bare": \#(json(bare))}"#
  }

  /// Seconds on the wall that `times` pieces of bare work take on so many threads, which take the next when they are
  /// free.
  func bareSeconds(times: Int, threads: Int) throws -> String {
    let left = Atomic<Int>(times)
    let start = seconds(of: CLOCK_MONOTONIC)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while left.subtract(1, ordering: .relaxed).newValue >= 0 {
        do { _ = try bareWork() } catch { preconditionFailure("\(error)") }
      }
    }
    return #"{"seconds": \#(seconds(of: CLOCK_MONOTONIC) - start)}"#
  }

  private func sealed() throws -> Int {
    let signed = try sealer.sign(message, for: recipients)
    return try recipients.indices.reduce(0) { try $0 + signed.packet(at: $1).message.utf8.count }
  }

  private func bareWork() throws -> Int {
    let secret = [UInt8](repeating: 7, count: 32)
    var size = signer.sign(message.bytes)
    for key in bareKeys {
      for _ in 0..<2 { size += try key.encrypt(secret, padding: .PKCS1_OAEP_SHA256).count }
    }
    return size
  }

  /// Another public key of the same form. Nobody has its private half, which sealing does not need.
  private static func spki(like spki: [UInt8], number: Int) -> [UInt8] {
    var spki = spki
    for (offset, byte) in withUnsafeBytes(of: UInt32(number), Array.init).enumerated() { spki[100 + offset] = byte }
    return spki
  }

  /// One of the test keys.
  static func key(_ number: Int) throws -> PrivateKey { try PrivateKey(serialised: pem(number)) }

  private static func pem(_ number: Int, _ file: String = #filePath) throws -> Secret {
    // Tests/Benchmarks/Sources/measure/<this file>
    let root = file.split(separator: "/").dropLast(5).joined(separator: "/")
    return try Secret(
      copying: Array(Data(contentsOf: URL(filePath: "/\(root)/Fixtures/keys/rsa4096-\(number).pem"))))
  }
}

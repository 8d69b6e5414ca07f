import GnuTLS
import Identity
import JOSE
import Jasper
import Platform

/// The old device, first: it was given a link, and says hello with a fresh key. It knows nothing of the new device yet.
public struct AnsweredLink: ~Copyable {
  /// What to send.
  public let packets: [Packet]
  private let link: Link
  private let hello: Hello
  private let key: X25519PrivateKey
  private let reveal: MessageKey
  private let deadline: ContinuousClock.Instant

  /// - Parameters:
  ///   - account: this account's key.
  ///   - device: this device.
  /// - Throws: `LinkingError.libraryFailed`.
  public init(
    _ link: Link, account: PublicKey, device: DeviceID, now: ContinuousClock.Instant, random: RandomFill = Random.fill
  ) throws(LinkingError) {
    let key = try X25519PrivateKey.fresh(random)
    let hello = Hello(key: key.publicKey, account: account, device: device)
    let content: Secret
    do { content = try hello.content() } catch { throw .failed(error) }
    let packets = try MessageKey(before: .hello, link: link).seal(content, random)
    let reveal = try MessageKey(before: .reveal, link: link)
    self.packets = packets
    self.reveal = reveal
    self.link = link
    self.key = key
    self.hello = hello
    deadline = now + LinkingLimits.lifetime
  }

  /// Where the new device's answer will be.
  public var mailbox: String { Mailbox.toOld.recipient(of: link) }

  public func isExpired(at now: ContinuousClock.Instant) -> Bool { now >= deadline }

  /// What the new device reveals, in a packet; nil when it is nothing that authenticates.
  /// - Throws: `LinkingError`: `revealTooEarly` for a key that was told before this device had sent its own, `linkTaken`
  ///   when another device was first, `commitmentBroken` for another key than the link names. Whoever could write this
  ///   has the link: it is of no use any more.
  public func reveal(in packet: Packet) throws(LinkingError) -> Reveal? {
    guard let part = reveal.open(packet), part.count == 1,
      // Who has the link can write what is no reveal; it is passed over.
      let told = try? Reveal(part.content)
    else { return nil }
    guard Digest.sha256.hash(told.key) == link.commitment else {
      throw LinkingError(
        .commitmentBroken, "the new device told another key than its link names",
        hint: "somebody else has seen the link: make a new one with `signet device join`")
    }
    guard !told.hello.isEmpty else {
      throw LinkingError(
        .revealTooEarly, "the new device told its key before this device had sent its own",
        hint: "it is not a Signet that follows the rules: do not link it")
    }
    guard told.hello == hello.digest else {
      throw LinkingError(
        .linkTaken, "another device answered this link first",
        hint: "if that was not you, somebody else has seen the link: make a new one with `signet device join`")
    }
    return told
  }

  /// Takes the reveal: the digits are fixed from here on.
  /// - Throws: `LinkingError.linkExpired`, `libraryFailed`.
  public consuming func compare(
    with reveal: Reveal, now: ContinuousClock.Instant
  ) throws(LinkingError) -> ComparedLink {
    guard now < deadline else { throw .expired }
    do {
      let keys = try SessionKeys(
        shared: key.sharedSecret(with: reveal.key), link: link,
        transcript: Transcript(link: link, hello: hello, reveal: reveal))
      // The new device made the link, and counts its time.
      let left = Duration.seconds(max(0, min(reveal.secondsLeft, LinkingLimits.lifetime.components.seconds)))
      return ComparedLink(
        link: link, requests: reveal.requests, keys: keys, deadline: min(deadline, now + left))
    } catch {
      throw .failed(error)
    }
  }
}

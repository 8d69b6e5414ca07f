import GnuTLS
import Identity
import JOSE
import Jasper
import Platform

/// The new device, first: it shows a link and waits for a hello.
///
/// The states of a link are types, and a step uses its state up: what comes too early, or twice, does not compile. What
/// somebody else wrote into the mailbox is passed over by the functions that look (`hello(in:)`, `take`), which use
/// nothing up.
public struct OfferedLink: ~Copyable {
  public let link: Link
  let key: X25519PrivateKey
  private let hello: MessageKey
  private let deadline: ContinuousClock.Instant

  /// Makes a link with a fresh key.
  /// - Throws: `LinkingError.libraryFailed`.
  public init(
    relay: RelayURL, now: ContinuousClock.Instant, random: RandomFill = Random.fill
  ) throws(LinkingError) {
    let key = try X25519PrivateKey.fresh(random)
    let secret: [UInt8]
    do { secret = try [UInt8](random: Link.secretSize, random) } catch { throw .failed(error) }
    let link = Link(relay: relay, commitment: Digest.sha256.hash(key.publicKey), secret: secret)
    let hello = try MessageKey(before: .hello, link: link)
    self.hello = hello
    self.key = key
    self.link = link
    deadline = now + LinkingLimits.lifetime
  }

  /// Where a hello would be.
  public var mailbox: String { Mailbox.toNew.recipient(of: link) }

  public func isExpired(at now: ContinuousClock.Instant) -> Bool { now >= deadline }

  /// The hello in a packet; nil when it is none that authenticates.
  public func hello(in packet: Packet) -> Hello? {
    guard let part = hello.open(packet), part.count == 1,
      // Only who has the link can have written it; what is no hello all the same is passed over like the rest.
      let hello = try? Hello(part.content), (try? key.sharedSecret(with: hello.key)) != nil
    else { return nil }
    return hello
  }

  /// Answers the first valid hello. From here on no other one is looked at.
  /// - Throws: `LinkingError.linkExpired`, `libraryFailed`.
  public consuming func reveal(
    to hello: Hello, asking requests: LinkRequests, now: ContinuousClock.Instant, random: RandomFill = Random.fill
  ) throws(LinkingError) -> RevealedLink {
    guard now < deadline else { throw .expired }
    let reveal = Reveal(
      key: key.publicKey, hello: hello.digest, requests: requests, secondsLeft: (deadline - now).components.seconds)
    do {
      let keys = try SessionKeys(
        shared: key.sharedSecret(with: hello.key), link: link,
        transcript: Transcript(link: link, hello: hello, reveal: reveal))
      let packets = try MessageKey(before: .reveal, link: link).seal(try reveal.content(), random)
      return RevealedLink(
        link: link, hello: hello, requests: requests, keys: keys, packets: packets,
        deadline: deadline + LinkingLimits.grace)
    } catch {
      throw .failed(error)
    }
  }
}

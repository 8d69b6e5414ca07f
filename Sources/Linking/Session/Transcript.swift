import GnuTLS
import Identity
import JOSE

/// All that both devices must agree on: the link, both keys, the account, the old device, and what the new one asks for.
///
/// SHA-512 over each field, with its length (4 bytes, big-endian) before it; the link as its text.
struct Transcript: Sendable, Hashable {
  /// 64 bytes.
  let digest: [UInt8]

  init(link: Link, hello: Hello, reveal: Reveal) {
    let requests = reveal.requests
    let fields: [[UInt8]] = [
      Array("signet link 1 transcript".utf8), Array(link.text.utf8), reveal.key, hello.key, hello.account.spki,
      hello.device.bytes, requests.device.der, requests.signing.der, requests.wrap.der, Array(requests.name.utf8),
      Array(requests.platform.utf8), Array(LinkRequests.name(of: requests.algorithm).utf8),
      requests.former?.json.serialise() ?? [],
    ]
    var bytes: [UInt8] = []
    for field in fields {
      withUnsafeBytes(of: UInt32(field.count).bigEndian) { bytes.append(contentsOf: $0) }
      bytes += field
    }
    digest = Digest.sha512.hash(bytes)
  }
}

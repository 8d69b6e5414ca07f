import Identity
import Platform

@testable import GnuTLS

/// What our verifier says of a case.
struct LimboVerdict {
  /// One of the paths met every policy.
  private(set) var isAccepted = false
  /// The policies that failed on a path, why something could not be read, or that there is no path.
  private(set) var complaints: [String] = []

  /// Longer paths are not searched for; the longest in limbo has five certificates.
  private static let longest = 6

  init(of test: LimboFile.Case) throws {
    let call = Call("read", "a test case")
    func der(_ label: String, _ texts: [String]) throws -> [[UInt8]] {
      try texts.flatMap { try PEM.blocks(label, in: Array($0.utf8), call) }
    }
    let trusted = try der("CERTIFICATE", test.trusted)
    let untrusted = try der("CERTIFICATE", test.untrusted)
    let peer = try der("CERTIFICATE", [test.peer])
    let rekeying = try Rekeying(certificates: trusted + untrusted + peer)
    let lists = try der("X509 CRL", test.lists).map { try RevocationList(der: rekeying.list($0)) }
    let now = try test.now

    let leaf = try read(peer, rekeying)
    let (issuers, anchors) = (try read(untrusted, rekeying), try read(trusted, rekeying))
    let paths = leaf.flatMap { Self.paths(from: [$0], issuers, anchors) }
    if paths.isEmpty, complaints.isEmpty { complaints.append("noPath") }
    for path in paths {
      let failures = PathVerifier.verify(
        PathEvidence(
          path: path, lists: lists, demandsLists: !test.lists.isEmpty,
          depthLimit: test.depthLimit ?? Self.longest, now: now))
      isAccepted = isAccepted || failures.isEmpty
      complaints += failures.map(\.policy.rawValue)
    }
  }

  /// Those that can be read. The others are no reason to refuse, if there is a path without them.
  private mutating func read(_ certificates: [[UInt8]], _ rekeying: Rekeying) throws -> [Certificate] {
    var found: [Certificate] = []
    for der in certificates {
      let der = try rekeying.certificate(der)
      do {
        found.append(try Certificate(der: der))
      } catch {
        complaints.append(error.code)
      }
    }
    return found
  }

  /// Every path by names from the end of `start` to an anchor.
  private static func paths(
    from start: [Certificate], _ issuers: [Certificate], _ anchors: [Certificate]
  ) -> [[Certificate]] {
    guard let last = start.last, start.count < longest else { return [] }
    let whole = anchors.filter { $0.subject == last.issuer }.map { start + [$0] }
    let further = issuers.filter { $0.subject == last.issuer && !start.contains($0) }
    return whole + further.flatMap { paths(from: start + [$0], issuers, anchors) }
  }
}

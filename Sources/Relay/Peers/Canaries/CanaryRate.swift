import Jasper

/// How many canaries enter in a sync round.
///
/// Each stays in every store for the whole retention, so the number is kept about the same for the whole mesh, however
/// large it is: each relay sends fewer the more of them there are. Peers that are new, and peers of which something was
/// missed, are watched for ten rounds with up to 16 times as many.
public struct CanaryRate: Sendable, Equatable {
  /// Canaries a round of all relays together, while nobody is watched. 5 of 5 kB a minute fill 250 MB in 7 days.
  public var ofMesh: Double
  /// The most that one relay sends for one watched peer in a round.
  public var watched: Int
  /// Rounds for which a peer is watched.
  public var rounds: Int
  /// Other servers at which one canary is looked for.
  public var targets: Int

  public init(ofMesh: Double = 5, watched: Int = 4, rounds: Int = 10, targets: Int = 8) {
    self.ofMesh = ofMesh
    self.watched = watched
    self.rounds = rounds
    self.targets = targets
  }

  /// Where a round's canaries enter: `peers` of the mesh are known, and `watched` of them watched.
  func entries(
    peers: [ServerAddress], watched names: [ServerAddress], using generator: inout some RandomNumberGenerator
  ) -> [ServerAddress] {
    let share = ofMesh / Double(peers.count + 1)
    // Where more than four are watched at once, as when a mesh starts, they share what four would get.
    let perPeer = min(Double(watched), 16 * share) / max(1, Double(names.count) / 4)
    var entries: [ServerAddress] = []
    for name in names { entries += Array(repeating: name, count: Self.whole(perPeer, using: &generator)) }
    if entries.isEmpty {
      for _ in 0..<Self.whole(share, using: &generator) {
        if let name = peers.randomElement(using: &generator) { entries.append(name) }
      }
    }
    return entries.shuffled(using: &generator)
  }

  /// The number itself, in the mean: 1.3 is 1 seven times of ten, and 2 three times.
  private static func whole(_ number: Double, using generator: inout some RandomNumberGenerator) -> Int {
    Int(number) + (Double.random(in: 0..<1, using: &generator) < number - Double(Int(number)) ? 1 : 0)
  }
}

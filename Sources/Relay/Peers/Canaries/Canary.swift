import Jasper
import Platform

/// One packet on its way, and where it was looked for.
struct Canary: Sendable {
  /// How far the search at one server is.
  enum Stage: Sendable, Equatable {
    /// It may still come.
    case looking
    /// It was missed after the server surely had its chance: is it refused?
    case offering
    /// The server has accepted it from this relay itself, and answers for it.
    case accepted
  }

  /// A server where it should come to.
  struct Target: Sendable {
    var nextLook: UnixTime
    var stage = Stage.looking
    /// Whether a look or an offer is under way.
    var isAsked = false
    /// Whether it was found or missed there at least once.
    var hasAnswered = false
  }

  let entry: ServerAddress
  let acceptedAt: UnixTime
  /// Since when this relay has it in its own store.
  var heldSince: UnixTime?
  /// Whether it came out of its entry: to this relay, or to another.
  var hasComeOut = false
  /// Whether there is nothing more to learn of the entry.
  var entryIsSettled = false
  /// Those about which there is still something to learn.
  var targets: [ServerAddress: Target]
}

/// Bounds of a `PeerTable`.
public struct PeerLimits: Sendable, Equatable {
  /// Servers that have answered.
  public var active = 256
  /// Servers that wait for their first answer; they are all asked at once, so this bounds connections too.
  public var learned = 64
  /// Of these, told by one server: so that one cannot crowd out what the others tell.
  public var learnedFromOne = 16
  /// Servers in one /24 or /48: so that one operator cannot be most of the mesh.
  public var activeInOneBlock = 8
  /// Seconds until a probe that was not answered has failed.
  public var probeTimeout: Int64 = 5
  /// Seconds of the longest pause before a server that never answered is asked again.
  public var longestProbePause: Int64 = 3_600
  /// The same for one that did. Short, so that a mesh that was cut in two is whole again soon after it heals.
  public var longestPause: Int64 = 120
  /// Failures in a row after which a server that never answered is forgotten.
  public var probes = 3
  /// Failures in a row after which one that did answer makes room for another, when there is none.
  public var replaceable = 10
  /// Seconds without an answer after which one that did is forgotten.
  public var silence: Int64 = 7 * 86_400

  public init() {}
}

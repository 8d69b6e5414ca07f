import Platform

/// A server that may not be a peer.
public typealias PeerError = RoomError<PeerErrorCode>

/// The codes of `PeerError`.
public enum PeerErrorCode: String, Sendable, CaseIterable {
  /// The address is of a kind that this relay does not connect to.
  case serverAddressRefused
}

import Jasper

/// Which servers this relay may connect to.
///
/// A name that passes may still resolve to anything: the address really connected to is checked as well, each time.
public struct AddressPolicy: Sendable, Equatable {
  /// `--allow-private-peers`: everything but the unspecified address and multicast.
  public var allowsPrivatePeers: Bool

  public init(allowsPrivatePeers: Bool) { self.allowsPrivatePeers = allowsPrivatePeers }

  public func allows(_ address: NetworkAddress) -> Bool { allows(address.kind) }

  public func allows(_ server: ServerAddress) -> Bool { allows(server.kind) }

  private func allows(_ kind: AddressKind) -> Bool {
    kind == .global || (allowsPrivatePeers && !kind.isNeverAPeer)
  }
}

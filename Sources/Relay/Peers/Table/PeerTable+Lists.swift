import Jasper
import Platform

extension PeerTable {
  /// The peers to push to and sync with now.
  public func partners(at now: UnixTime) -> [ServerAddress] {
    names { $0.state == .active && $0.backOff.allows(at: now) }
  }

  /// What is passed on by `/sync/servers`: those that have answered, and do so still.
  public func knownNames() -> [ServerAddress] {
    names { $0.state == .active && $0.backOff.failures < 3 }
  }

  /// The active peers that were last reached at `address`: whose a `/sync/hashes` without the `server` field may be.
  public func peers(at address: NetworkAddress) -> [ServerAddress] {
    names { $0.state == .active && $0.address == address }
  }

  /// In a fixed order, so that one seed gives one run.
  private func names(_ fits: (Peer) -> Bool) -> [ServerAddress] {
    peers.values.filter(fits).map(\.name).sorted()
  }
}

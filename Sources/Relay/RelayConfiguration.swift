import Jasper
import Logging

/// What a relay is told at its start.
public struct RelayConfiguration: Sendable {
  public var listenHost: String
  /// 0 for any that is free.
  public var listenPort: Int
  public var store: StoreAddress
  /// Where others reach it; nil for the address that it listens on, unless that is a wildcard.
  public var advertise: ServerAddress?
  public var peers: [RelayURL] = []
  /// The certificate and key for `https://`; nil for plain HTTP.
  public var tls: TLSFiles?
  /// PEM with the authorities that the certificates of `https://` peers must lead to; nil for the system's.
  public var authorities: String?
  public var allowsPrivatePeers = false
  /// Seconds between two syncs of packets (Jasper 1.0.0: a minute).
  public var syncInterval: Int64 = 60
  /// Seconds between two syncs of servers (Jasper 1.0.0: an hour).
  public var serverSyncInterval: Int64 = 3600
  public var rules = PacketRules()
  public var limits = ConnectionLimits()
  /// Seconds for requests under way, once it is to end.
  public var drainSeconds: Int64 = 5
  /// Called with the port when connections are taken.
  public var onListening: @Sendable (Int) -> Void = { _ in }

  public init(listenHost: String, listenPort: Int, store: StoreAddress) {
    self.listenHost = listenHost
    self.listenPort = listenPort
    self.store = store
  }

  /// - Parameter port: the one that is really listened on.
  func ownAddress(port: Int) -> ServerAddress? {
    if let advertise { return advertise }
    guard listenHost != "0.0.0.0", listenHost != "::", !listenHost.isEmpty else { return nil }
    do throws(JasperError) { return try ServerAddress(host: listenHost, port: port) } catch { return nil }
  }
}

import ArgumentParser
import Glibc
import Jasper
import Logging
import Platform
import Relay

/// The relay's program. Thin: it parses and hands over.
@main
struct SignetRelay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signet-relay",
    abstract: "Carries packets of the Jasper mesh.",
    discussion: """
      Stores packets for seven days and passes them on to its peers; it can read none of them. Signals: SIGTERM and \
      SIGINT end it when the requests under way are answered.

      Examples:
        $ signet-relay --listen 0.0.0.0:8080 --store sqlite:relay.sqlite
        $ signet-relay --listen 127.0.0.1:8080 --store redis://127.0.0.1:6379
        $ signet-relay --listen [::]:80 --store sqlite:r --peer https://r.example:443
        $ signet-relay --listen [::]:443 --tls-certificate c.pem --tls-key k.pem ...
      """,
    version: SignetVersion.text)

  @Option(help: "The address to listen on, HOST:PORT; port 0 takes a free one.")
  var listen: String

  @Option(help: "Where packets are kept: sqlite:PATH, redis://HOST:PORT[/DATABASE] or redis+unix:PATH.")
  var store: String

  @Option(help: "A relay to sync with, http://HOST:PORT or https://HOST:PORT; again for more.")
  var peer: [String] = []

  @Option(
    help: "The address at which others reach this relay, HOST:PORT. Default: --listen, unless that is a wildcard.")
  var advertise: String?

  @Option(
    help: ArgumentHelp(
      """
      Speak TLS (https) with this certificate, PEM: the relay's own, then those between it and its authority. It is \
      read at the start; after a renewal the relay is started again.
      """, valueName: "file"))
  var tlsCertificate: String?

  @Option(
    help: ArgumentHelp("The certificate's key, PEM without a password. Nobody else may read it.", valueName: "file"))
  var tlsKey: String?

  @Option(
    help: ArgumentHelp(
      "Authorities, PEM, that certificates of https peers must lead to, in place of the system's.", valueName: "file"))
  var tlsAuthorities: String?

  @Flag(help: "Also connect to relays at loopback, private and link-local addresses.")
  var allowPrivatePeers = false

  @Option(help: "Seconds between two syncs of packets with each peer.")
  var syncInterval: Int64 = 60

  @Option(help: "Seconds between two syncs of known servers with each peer.")
  var serverSyncInterval: Int64 = 3600

  @Option(help: "Seconds that a packet is kept.")
  var retention: Int64 = 7 * 86_400

  @Option(help: "Bytes that the store may hold.")
  var capacity: Int = 4 << 30

  @Option(help: "How much to log: trace, debug, info, notice, warning, error or critical.")
  var logLevel: String = "notice"

  func run() async throws {
    guard let level = Logger.Level(rawValue: logLevel) else { throw ValidationError("'\(logLevel)' is no log level") }
    guard syncInterval > 0, serverSyncInterval > 0, retention > 0, capacity > 0 else {
      throw ValidationError("intervals, retention and capacity are greater than 0")
    }
    throw ExitCode(await RelayProcess.run(try configuration(), level: level))
  }

  private func configuration() throws -> RelayConfiguration {
    guard let colon = listen.lastIndex(of: ":"), let port = UInt16(listen[listen.index(after: colon)...]) else {
      throw ValidationError("--listen wants HOST:PORT")
    }
    var host = String(listen[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    var configuration: RelayConfiguration
    do {
      configuration = RelayConfiguration(listenHost: host, listenPort: Int(port), store: try StoreAddress(store))
      configuration.peers = try peer.map { try Self.url($0) }
      configuration.advertise = try advertise.map { try ServerAddress($0) }
    } catch let error as RelayError {
      throw ValidationError(error.description)
    } catch let error as JasperError {
      throw ValidationError(error.description)
    }
    switch (tlsCertificate, tlsKey) {
    case (let certificate?, let key?): configuration.tls = TLSFiles(certificate: certificate, key: key)
    case (nil, nil): break
    default: throw ValidationError("--tls-certificate and --tls-key go together")
    }
    configuration.authorities = tlsAuthorities
    configuration.allowsPrivatePeers = allowPrivatePeers
    configuration.syncInterval = syncInterval
    configuration.serverSyncInterval = serverSyncInterval
    configuration.rules.retention = retention
    configuration.rules.capacity = capacity
    let shown = host.contains(":") ? "[\(host)]" : host
    configuration.onListening = { port in
      // One line for whoever started it with port 0.
      let line = "listening \(shown):\(port)\n"
      _ = write(1, line, line.utf8.count)
    }
    return configuration
  }

  private static func url(_ text: String) throws(JasperError) -> RelayURL {
    guard let url = RelayURL(text) else {
      throw JasperError(
        .addressRefused, "'\(text)' is no relay's address", hint: "write http://HOST:PORT or https://HOST:PORT")
    }
    return url
  }
}

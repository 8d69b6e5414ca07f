import GnuTLS
import Platform

/// What a relay needs for TLS, read and checked.
struct TLSSetup: Sendable {
  /// Its own certificate and key; nil for plain HTTP.
  let credentials: TLSCredentials?
  /// Whose word counts for its peers.
  let trust: TLSTrust
  /// Sentences for whoever keeps the relay.
  let warnings: [String]

  /// - Throws: `RelayError.tlsUnusable`.
  init(_ configuration: RelayConfiguration, at now: UnixTime) throws(RelayError) {
    let own = try configuration.tls?.load(at: now)
    credentials = own?.credentials
    warnings = own?.warnings ?? []
    trust = if let path = configuration.authorities { try TLSFiles.trust(path) } else { .system }
  }
}

import Files
import Glibc
import GnuTLS
import Platform

/// Where a relay's certificate and key are: PEM (`TLSCredentials`). They are read once, at the start.
public struct TLSFiles: Sendable, Equatable {
  /// Bytes of a file.
  private static let limit = 1 << 20

  public var certificate: String
  public var key: String

  public init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }

  /// Reads both, and looks whether they belong together.
  /// - Returns: also sentences for whoever keeps the relay.
  /// - Throws: `RelayError.tlsUnusable`.
  func load(at now: UnixTime) throws(RelayError) -> (credentials: TLSCredentials, warnings: [String]) {
    var warnings: [String] = []
    do {
      let keyPath = Self.resolved(key)
      let mode = try FileReader.status(keyPath).mode
      guard mode & 0o007 == 0 else {
        throw RelayError(.tlsUnusable, "everybody on this machine may read the key \(key)", hint: "chmod o= \(key)")
      }
      if mode & 0o070 != 0 { warnings.append("the group of the TLS key's file may read it") }
      let credentials = try TLSCredentials(
        certificate: FileReader.read(Self.resolved(certificate), limit: Self.limit),
        key: FileReader.readSecret(keyPath, limit: Self.limit))
      if let expiry = credentials.expiry, expiry <= now { warnings.append("the TLS certificate is out of date") }
      return (credentials, warnings)
    } catch let error as RelayError {
      throw error
    } catch {
      let coded = error as? any CodedError
      let place = error is FileError ? "" : " (\(certificate), \(key))"
      throw RelayError(.tlsUnusable, (coded?.reason ?? "the TLS files cannot be read") + place, hint: coded?.hint)
    }
  }

  /// Authorities that are trusted in place of the system's.
  /// - Throws: `RelayError.tlsUnusable`.
  static func trust(_ path: String) throws(RelayError) -> TLSTrust {
    do {
      let trust = TLSTrust.authorities(pem: try FileReader.read(resolved(path), limit: limit))
      // Only to see whether there are any.
      _ = try TLSCredentials(trust: trust)
      return trust
    } catch {
      let coded = error as? any CodedError
      let place = error is FileError ? "" : " (\(path))"
      throw RelayError(.tlsUnusable, (coded?.reason ?? "\(path) cannot be read") + place, hint: coded?.hint)
    }
  }

  /// Deliberate: links are followed. The tools that renew certificates put links to the newest ones in place, and
  /// whoever starts a relay has named them.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}

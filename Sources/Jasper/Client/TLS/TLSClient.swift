import GnuTLS
import NIOCore
import NIOPosix
import Synchronization

/// A client's credentials, made when they are first needed: most clients speak to no `https://` at all.
final class TLSClient: Sendable {
  private let trust: TLSTrust
  private let made = Mutex<TLSCredentials?>(nil)

  init(trust: TLSTrust) { self.trust = trust }

  /// - Throws: `ExchangeFailure.tlsFailed` where the trusted authorities cannot be read.
  func credentials() async throws(ExchangeFailure) -> TLSCredentials {
    if let credentials = made.withLock({ $0 }) { return credentials }
    let trust = trust
    do {
      // The system's are some hundred files.
      let new = try await NIOThreadPool.singleton.runIfActive { try TLSCredentials(trust: trust) }
      return made.withLock { made in
        if let made { return made }
        made = new
        return new
      }
    } catch {
      throw .tlsFailed((error as? GnuTLSError)?.reason ?? "\(error)")
    }
  }
}

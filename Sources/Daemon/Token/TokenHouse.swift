import DaemonAPI
import GnuTLS
import Identity
import Platform

/// The keepers that workers have had started, until an account takes them over or the worker ends.
actor TokenHouse {
  private let messaging: MessagingHouse
  private var sessions: [ObjectIdentifier: TokenSession] = [:]

  init(messaging: MessagingHouse) { self.messaging = messaging }

  /// Does what a worker asks.
  func answer(_ call: TokenCall, of worker: ObjectIdentifier) async -> KeeperAnswer {
    do {
      switch call {
      case .begin(let text):
        drop(worker)
        sessions[worker] = try TokenSession(url: try TokenURL(text))
        return .done
      case .ask(let request):
        guard let session = sessions[worker] else { return .failed(ErrorReport(TokenDesk.pinNeeded)) }
        return try await BlockingWork.run { session.ask(request) }
      case .adopt(let account):
        guard let session = sessions[worker] else { return .failed(ErrorReport(TokenDesk.pinNeeded)) }
        try await messaging.adopt(session, account: account)
        sessions[worker] = nil
        return .done
      case .has(let account, let key):
        _ = try await session(of: account, key)
        return .done
      case .sign(let account, let key, let message, let algorithm):
        let session = try await session(of: account, key)
        return try await BlockingWork.run { session.ask(.sign(message, algorithm: algorithm)) }
      case .erase(let account, let key):
        let session = try await session(of: account, key)
        return try await BlockingWork.run { session.ask(.erase) }
      }
    } catch {
      return .failed(ErrorReport(any: error))
    }
  }

  /// The worker is gone.
  func drop(_ worker: ObjectIdentifier) { sessions.removeValue(forKey: worker)?.close() }

  private func session(of account: String, _ key: String) async throws -> TokenSession {
    guard let session = try await messaging.token(of: account), session.key?.text == key else {
      throw TokenDesk.pinNeeded
    }
    return session
  }
}

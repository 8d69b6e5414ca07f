import DaemonAPI
import GnuTLS
import Platform

/// The keepers that workers have had started, until an account takes them over or the worker ends.
actor TokenHouse {
  private let messaging: MessagingHouse
  private var sessions: [ObjectIdentifier: TokenSession] = [:]
  /// Those that belong to an account: they only sign, and stay.
  private var borrowed: Set<ObjectIdentifier> = []

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
        if borrowed.contains(worker) {
          guard case .sign = request else { return .failed(Self.notAllowed) }
        }
        return try await BlockingWork.run { session.ask(request) }
      case .adopt(let account):
        guard let session = sessions[worker], !borrowed.contains(worker) else { return .failed(Self.notAllowed) }
        try await messaging.adopt(session, account: account)
        sessions[worker] = nil
        return .done
      case .borrow(let account):
        drop(worker)
        guard let session = try await messaging.token(of: account) else {
          return .failed(ErrorReport(TokenDesk.pinNeeded))
        }
        sessions[worker] = session
        borrowed.insert(worker)
        return .done
      }
    } catch {
      return .failed(ErrorReport(any: error))
    }
  }

  /// The worker is gone.
  func drop(_ worker: ObjectIdentifier) {
    let session = sessions.removeValue(forKey: worker)
    if borrowed.remove(worker) == nil { session?.close() }
  }

  private static let notAllowed = ErrorReport(
    APIError(.internalError, "a worker asked for what it may not have of a token"))
}

/// Why there is no answer.
enum ExchangeFailure: Error, Equatable {
  /// No connection came about, for this reason.
  case notConnected(String)
  /// The connection ended before the answer did.
  /// - Parameter untouched: not a byte of an answer came.
  case closed(untouched: Bool)
  case late
  case cancelled
  case shutDown
  /// The answer's body is larger than is taken.
  case tooLarge
  /// The answer's head is larger than is taken.
  case headTooLarge
  /// The answer is not HTTP/1.1.
  case notHTTP
  /// TLS broke, or never stood, for this reason.
  case tlsFailed(String)
  /// The certificate is not good for the server's name.
  case notTrusted(String)

  /// - Parameter limit: the bytes that would have been taken.
  func error(of server: ServerAddress, limit: Int) -> JasperError {
    func unreachable(_ why: String) -> JasperError {
      JasperError(.relayUnreachable, "\(server) does not answer: \(why)")
    }
    switch self {
    case .notConnected(let why): return unreachable(why)
    case .closed: return unreachable("the connection ended")
    case .late: return unreachable("time is up")
    case .cancelled: return unreachable("the request was cancelled")
    case .shutDown: return unreachable("the client is shut down")
    case .tlsFailed(let why): return unreachable(why)
    case .tooLarge: return JasperError(.answerRefused, "\(server) answers with more than \(limit) bytes")
    case .headTooLarge: return JasperError(.answerRefused, "\(server) answers with a head that is larger than is taken")
    case .notHTTP: return JasperError(.answerRefused, "\(server) answers with something else than HTTP/1.1")
    case .notTrusted(let why):
      return JasperError(
        .relayNotTrusted, "\(server) is not who it is to be: \(why)",
        hint: "its certificate must name it, be in date and lead to an authority that is trusted here")
    }
  }
}

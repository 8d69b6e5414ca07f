import Jasper
import NIOCore
import NIOHTTP1
import Platform

/// Errors in their one form: `{"error": {"code", "reason", "hint"}}`.
enum ErrorAnswers {
  static func response(for error: any Error) -> RelayResponse {
    switch error {
    case let error as RelayError: response(error, status(of: error.kind))
    case let error as JasperError: response(error, error.kind == .valueTooLong ? .payloadTooLarge : .badRequest)
    default: response(RelayError(.internalError, "an error that was not expected here"), .internalServerError)
    }
  }

  private static func status(of code: RelayError.Code) -> HTTPResponseStatus {
    switch code {
    case .bodyTooLarge: .payloadTooLarge
    case .requestRefused: .badRequest
    case .requestTooSlow: .requestTimeout
    case .routeNotFound: .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .packetExpired: .gone
    case .variantsFull: .conflict
    case .storeFull, .sourceFull: .insufficientStorage
    case .sourceRecipientFull: .tooManyRequests
    case .storeFailed, .relayBusy, .relayStopping: .serviceUnavailable
    case .ownRequest: .misdirectedRequest
    case .storeInUse, .storeUnknown, .tlsUnusable, .listenFailed, .internalError: .internalServerError
    }
  }

  static func response(_ error: some CodedError, _ status: HTTPResponseStatus) -> RelayResponse {
    var body = Array(#"{"error":{"code":"#.utf8)
    JSONText.write(error.code, to: &body)
    body += #","reason":"#.utf8
    JSONText.write(error.reason, to: &body)
    body += #","hint":"#.utf8
    if let hint = error.hint { JSONText.write(hint, to: &body) } else { body += "null".utf8 }
    body += "}}".utf8
    return RelayResponse(status: status, body: .whole(ByteBuffer(bytes: body)))
  }
}

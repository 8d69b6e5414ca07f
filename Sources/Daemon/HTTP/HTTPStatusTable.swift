import DaemonAPI
import HTTPTypes

/// The HTTP status that goes with an error's code.
enum HTTPStatusTable {
  static func status(of code: String) -> HTTPResponse.Status {
    switch code {
    case "badRequest", "nameRefused", "identifierMalformed", "socketPathTooLong", "tokenURLRefused": return .badRequest
    case "peerRefused": return .forbidden
    case "routeNotFound", "accountNotFound", "deviceNotFound", "operationNotFound", "fileNotFound", "contactNotFound",
      "logUnknown",
      "channelNotFound", "messageNotFound", "relayNotFound":
      return .notFound
    case "contactAmbiguous", "channelAmbiguous", "messageAmbiguous": return .conflict
    // What was sent is not what it has to be.
    case "contactRefused", "messageRefused", "recipientRefused", "invitationMalformed", "linkMalformed",
      "digitsMalformed", "channelMalformed",
      "addressRefused", "bodyMalformed", "bodyRefused", "valueTooLong", "hashWrong", "bindingWrong",
      "packetUnreadable":
      return .unprocessableContent
    case "methodNotAllowed": return .methodNotAllowed
    case "bodyTooLarge": return .contentTooLarge
    case "daemonStopping": return .serviceUnavailable
    case "noSpace": return HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
    default: break
    }
    switch ExitTable.status(of: code) {
    case ExitTable.refused: return .conflict
    case ExitTable.wrongPasswordOrDamaged: return .unprocessableContent
    case ExitTable.network: return .badGateway
    default: return .internalServerError
    }
  }
}

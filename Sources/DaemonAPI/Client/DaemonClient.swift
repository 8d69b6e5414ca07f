import FoundationEssentials
import Platform

/// Speaks to the daemon over its socket.
///
/// Every call throws `ErrorReport`: what the daemon told, or `daemonUnreachable`.
public struct DaemonClient: Sendable {
  /// What to do where no daemon runs.
  public enum Start: Sendable {
    /// Start the one beside this program.
    case automatic
    /// Throw `daemonUnreachable`.
    case never
    /// Start this one.
    case executable(String)
  }

  enum Method: String {
    case get = "GET"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  public let location: DaemonLocation

  /// Connects, starting the daemon where none runs.
  /// - Parameter home: the value of `--home`.
  public static func connect(home: String?, start: Start = .automatic) async throws(ErrorReport) -> DaemonClient {
    let client = try DaemonClient(home: home)
    if DaemonLauncher.isRunning(at: client.location) { return client }
    switch start {
    case .automatic: try DaemonLauncher.start(at: client.location)
    case .executable(let path): try DaemonLauncher.start(at: client.location, executable: path)
    case .never: throw client.unreachable
    }
    return client
  }

  /// Without a look whether anybody listens.
  /// - Parameter home: the value of `--home`.
  /// - Throws: `homeUnknown` when nothing says where the person's home is.
  public init(home: String?) throws(ErrorReport) { location = try DaemonLocation(home: home) }

  /// One request. `path` with its query, percent-encoded where needed.
  func send<Answer: Decodable>(
    _ method: Method, _ path: String, body: (any Encodable & Sendable)? = nil, seconds: Int = 30
  ) async throws(ErrorReport) -> Answer {
    do {
      var request = LocalHTTP.Request(method: method.rawValue, path: path)
      if let body {
        request.headers = [("content-type", "application/json")]
        request.body = [UInt8](try JSONEncoder().encode(body))
      }
      let (status, bytes) = try await LocalHTTP.exchange(request, at: location.socketPath, seconds: seconds)
      guard (200..<300).contains(status) else { throw Self.error(in: Data(bytes), status: status) }
      return try JSONDecoder().decode(Answer.self, from: Data(bytes))
    } catch let error as ErrorReport {
      throw error
    } catch is DecodingError {
      throw ErrorReport(
        APIError(
          .internalError, "the daemon's answer to \(path) has another form than expected",
          hint: "signet and signetd may be of different versions: run `signet daemon stop`"))
    } catch {
      throw unreachable
    }
  }

  var unreachable: ErrorReport {
    ErrorReport(
      APIError(
        .daemonUnreachable, "nobody answers at \(location.socketPath)",
        hint: "start the daemon with `signetd`, or see signetd.log in \(location.dataFolder)"))
  }

  static func error(in body: Data, status: Int) -> ErrorReport {
    // Not in our form: whoever answers there is not our daemon, or broken.
    if let answer = try? JSONDecoder().decode(ErrorAnswer.self, from: body) { return answer.error }
    return ErrorReport(APIError(.internalError, "the daemon answered \(status) without saying why"))
  }

  /// Everything but RFC 3986's unreserved characters; for a path segment or a query value.
  static func percentEncoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        encoded += "%" + Hex.text(of: [byte]).uppercased()
      }
    }
    return encoded
  }
}

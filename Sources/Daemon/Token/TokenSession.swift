import AccountStore
import DaemonAPI
import FoundationEssentials
import Glibc
import GnuTLS
import Identity
import Platform
import Synchronization

/// The daemon's hold on a token's keeper: as long as it is not closed, the keeper runs and has the PIN.
final class TokenSession: RemoteSigner, Sendable {
  /// Longest time for one answer, in seconds: small tokens take a minute to make a key, and some wait to be touched.
  private static let answerSeconds = 180
  /// How long a keeper that was hung up on may take before it is killed.
  private static let graceMilliseconds = 2000

  private struct State {
    var key: DeviceID?
    var failure: GnuTLSError.Code?
    var isClosed = false
  }

  private let socket: LocalSocket
  private let process: ChildProcess
  private let asking = Mutex<Void>(())
  private let state = Mutex(State())

  /// Starts a keeper: `executable token`, with its socket as descriptor 3. It holds no lock: it writes no file.
  /// - Throws: `SystemError.socketFailed`, `spawnFailed`.
  init(executable: String = OwnExecutable.path, url: TokenURL) throws(SystemError) {
    let (ours, theirs) = try LocalSocket.pair()
    let source = LocalSocket(owning: fcntl(theirs.descriptor, F_DUPFD_CLOEXEC, 64))
    process = try ChildProcess(
      executable: executable, arguments: ["token"], environment: ChildEnvironment.entries(),
      descriptors: [(3, source.descriptor)], newSession: true)
    socket = ours
    var limit = timeval(tv_sec: Self.answerSeconds, tv_usec: 0)
    // Refused only for a descriptor that is no socket, and then nothing is answered at all.
    _ = setsockopt(ours.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    try? ours.send(KeeperTask(url: url.text))  // a keeper that is gone already is seen at the first question
  }

  deinit { close() }

  /// The key that it has opened; nil before.
  var key: DeviceID? { state.withLock(\.key) }
  /// What the last signature failed with; nil where it did not.
  var failure: GnuTLSError.Code? { state.withLock { $0.isClosed ? .tokenPINNeeded : $0.failure } }
  var isClosed: Bool { state.withLock(\.isClosed) }

  /// Asks the keeper. Blocks; one question at a time.
  func ask(_ request: KeeperRequest) -> KeeperAnswer {
    let answer: KeeperAnswer? = asking.withLock { _ in
      guard !isClosed else { return nil }
      do { try socket.send(request) } catch { return nil }
      return socket.receive()
    }
    guard let answer else {
      close()
      return .failed(ErrorReport(Self.ended))
    }
    note(request, answer)
    return answer
  }

  func sign(_ message: [UInt8], with algorithm: SignatureAlgorithm) throws(GnuTLSError) -> [UInt8] {
    switch ask(.sign(Data(message), algorithm: algorithm.rawValue)) {
    case .signature(let bytes): return Array(bytes)
    case .failed(let report): throw GnuTLSError(report)
    case .done, .made: throw Self.ended
    }
  }

  /// Ends the keeper, and with it the PIN.
  func close() {
    let wasClosed = state.withLock { state in
      defer { state.isClosed = true }
      return state.isClosed
    }
    guard !wasClosed else { return }
    socket.shutDown()
    let process = process
    do {
      try OwnThread.start {
        if !process.ends(withinMilliseconds: Self.graceMilliseconds) { process.send(signal: SIGKILL) }
        _ = process.wait()
      }
    } catch {
      process.send(signal: SIGKILL)
      _ = process.wait()
    }
  }

  private func note(_ request: KeeperRequest, _ answer: KeeperAnswer) {
    state.withLock { state in
      switch (request, answer) {
      case (.open(let spki), .done):
        let key = try? PublicKey(spki: Array(spki))  // the keeper has read it
        state.key = key.map { DeviceID(of: $0) }
      case (.make, .made(let made)):
        let request = try? CertificateRequest(der: Array(made.request))  // the keeper has made it
        state.key = request.map { DeviceID(of: $0.publicKey) }
      case (.sign, .failed(let report)): state.failure = GnuTLSError(report).kind
      case (.sign, .signature): state.failure = nil
      default: break
      }
    }
  }

  private static let ended = GnuTLSError(
    told: .tokenPINNeeded, reason: "the process that worked with the token has ended",
    hint: "`signet unlock` asks for the PIN and begins anew")
}

extension GnuTLSError {
  /// What a keeper says.
  init(_ report: ErrorReport) {
    self.init(told: Code(rawValue: report.code) ?? .tokenUnavailable, reason: report.reason, hint: report.hint)
  }
}

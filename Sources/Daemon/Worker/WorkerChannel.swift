import DaemonAPI
import Dispatch
import Glibc
import Platform
import Synchronization

/// The worker's end of the socket pair. A thread of its own watches it: when the daemon hangs up or dies the process
/// ends at that instant, whatever it is doing, and with it everything secret that it holds.
final class WorkerChannel: Sendable {
  /// What descriptor 3 carries is the daemon's word; see `WorkerProcess`.
  static let descriptor: Int32 = 3

  private let socket: LocalSocket
  private let writing = Mutex<Void>(())
  /// To what this worker asked; see `ask`.
  private let answer = Mutex<WorkerAnswer?>(nil)
  private let answered = DispatchSemaphore(value: 0)
  private let entries = Mutex<[String]>([])
  private let entered = DispatchSemaphore(value: 0)
  /// Removed when the process ends at once, since no `deinit` runs then.
  private let secretSocketPath = Mutex<String?>(nil)

  init(owning descriptor: Int32 = WorkerChannel.descriptor) { socket = LocalSocket(owning: descriptor) }

  /// The first message. Nil when the other end is no daemon of ours.
  func receiveTask() -> WorkerTask? { socket.receive() }

  /// Starts the watching thread.
  /// - Throws: `SystemError.spawnFailed`.
  func watch() throws(SystemError) {
    try OwnThread.start { [self] in
      while let answer: WorkerAnswer = socket.receive(limit: Postman.answerLimit) { take(answer) }
      endAtOnce()
    }
  }

  private func take(_ answer: WorkerAnswer) {
    switch answer {
    case .digits(let text):
      entries.withLock { $0.append(text) }
      entered.signal()
    case .claim, .token, .mail:
      self.answer.withLock { $0 = answer }
      answered.signal()
    }
  }

  /// Has the daemon go to a relay, and waits for what comes of it.
  func mail(_ errand: MailErrand) -> MailAnswer {
    if case .mail(let answer) = ask(.mail(errand)) { return answer }
    return MailAnswer()
  }

  /// The next entry of digits; nil when none comes within `seconds`.
  func digits(seconds: Int) -> String? {
    guard entered.wait(timeout: .now() + .seconds(seconds)) == .success else { return nil }
    return entries.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }

  func send(_ message: WorkerMessage) {
    // A daemon that is gone cannot be told anything; the watching thread ends the process.
    writing.withLock { _ in try? socket.send(message) }
  }

  /// Asks for an account that was found out about in the work, so that nobody else changes it meanwhile.
  /// - Throws: `ErrorReport` `accountBusy`.
  func claim(account: String) throws(ErrorReport) {
    if case .claim(let refusal?) = ask(.claim(account: account)) { throw refusal }
  }

  /// Has the daemon do something with a token. Blocks for as long as that takes.
  func token(_ call: TokenCall) -> KeeperAnswer {
    if case .token(let answer) = ask(.token(call)) { return answer }
    return .failed(ErrorReport(APIError(.internalError, "the daemon answered something else about a token")))
  }

  /// From one thread at a time.
  private func ask(_ message: WorkerMessage) -> WorkerAnswer? {
    send(message)
    answered.wait()
    return answer.withLock { answer in
      defer { answer = nil }
      return answer
    }
  }

  /// Names the socket file that must not outlive the process; nil when it is gone.
  func setSecretSocketPath(_ path: String?) { secretSocketPath.withLock { $0 = path } }

  private func endAtOnce() -> Never {
    if let path = secretSocketPath.withLock({ $0 }) { unlink(path) }
    _exit(1)
  }
}

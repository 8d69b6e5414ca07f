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
  private let claimAnswer = Mutex<ClaimAnswer?>(nil)
  private let claimAnswered = DispatchSemaphore(value: 0)
  private let mailAnswer = Mutex<MailAnswer?>(nil)
  private let mailAnswered = DispatchSemaphore(value: 0)
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
    case .claim(let answer):
      claimAnswer.withLock { $0 = answer }
      claimAnswered.signal()
    case .mail(let answer):
      mailAnswer.withLock { $0 = answer }
      mailAnswered.signal()
    case .digits(let text):
      entries.withLock { $0.append(text) }
      entered.signal()
    }
  }

  /// Has the daemon go to a relay, and waits for what comes of it. From one thread at a time.
  func mail(_ errand: MailErrand) -> MailAnswer {
    send(.mail(errand))
    mailAnswered.wait()
    return mailAnswer.withLock { $0 } ?? MailAnswer()  // signalled only after it was set
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
    send(.claim(account: account))
    claimAnswered.wait()
    if let refusal = claimAnswer.withLock({ $0?.refusal }) { throw refusal }
  }

  /// Names the socket file that must not outlive the process; nil when it is gone.
  func setSecretSocketPath(_ path: String?) { secretSocketPath.withLock { $0 = path } }

  private func endAtOnce() -> Never {
    if let path = secretSocketPath.withLock({ $0 }) { unlink(path) }
    _exit(1)
  }
}

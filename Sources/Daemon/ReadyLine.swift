import DaemonAPI
import Synchronization

/// The descriptor of `--ready-fd`, used once: after it was closed its number may be somebody else's.
final class ReadyLine: Sendable {
  private let descriptor: Mutex<Int32?>

  init(_ descriptor: Int32?) { self.descriptor = Mutex(descriptor) }

  func tellListening() { if let descriptor = take() { ReadySignal.tellListening(on: descriptor) } }

  func tell(_ error: ErrorReport) { if let descriptor = take() { ReadySignal.tell(error, on: descriptor) } }

  private func take() -> Int32? {
    descriptor.withLock { descriptor in
      defer { descriptor = nil }
      return descriptor
    }
  }
}

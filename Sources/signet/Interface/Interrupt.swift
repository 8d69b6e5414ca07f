import DaemonAPI
import Dispatch
import Glibc

/// Ctrl-C while an operation is under way: the first one cancels the operation, a second one ends this program.
///
/// Without it this program would be gone and the daemon would go on, making an account that nobody waits for.
final class Interrupt {
  private let source: any DispatchSourceSignal

  init(cancelling operation: Int, of client: DaemonClient) {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      signal(SIGINT, SIG_DFL)
      // Its end is told to whoever follows the operation, that it was cancelled too; so nothing is lost here.
      Task { _ = try? await client.cancel(operation: operation) }
    }
    source.resume()
  }

  /// From here on Ctrl-C ends this program again.
  func end() {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }
}

import Platform
import Synchronization

/// What time it is. Everything that a relay decides by time goes through one, so that tests can drive it.
public protocol RelayClock: Sendable {
  func now() -> UnixTime
}

/// The system's clock.
public struct SystemClock: RelayClock {
  public init() {}
  public func now() -> UnixTime { UnixTime.now() }
}

/// A clock that stands still until it is moved.
public final class DrivenClock: RelayClock {
  private let time: Mutex<UnixTime>

  public init(_ time: UnixTime) { self.time = Mutex(time) }

  public func now() -> UnixTime { time.withLock { $0 } }

  public func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

import Synchronization

/// The routes of a listener that had to listen before they could be made.
final class LateRoutes: Sendable {
  private let table = Mutex<RouteTable?>(nil)

  func set(_ routes: RouteTable) { table.withLock { $0 = routes } }

  /// Nil in the first moment of a relay.
  var routes: RouteTable? { table.withLock { $0 } }
}

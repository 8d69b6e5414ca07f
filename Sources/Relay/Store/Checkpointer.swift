import GRDB
import GRDBSQLite
import NIOPosix
import Synchronization

/// Moves what was committed from the log of a database in WAL mode to its file, so that the log starts over and stays
/// short.
///
/// Left to SQLite, a commit does it now and then, and everybody waits meanwhile. Here a thread of its own does, over a
/// connection of its own, and leaves to the writer only the little that was committed in the meantime: a log starts over
/// only when all of it has been moved. <https://www.sqlite.org/wal.html#checkpointing>
final class Checkpointer: Sendable {
  /// What is to be done next, and by whom.
  private enum Phase: Int {
    case resting, working, nearlyDone
  }

  private final class Frames: Sendable {
    let count = Atomic<Int>(0)
  }

  /// Pages in the log from which on it is moved: 4 MiB of 16 KiB each. Little at a time, since the disk that takes it is
  /// the one that commits wait for.
  static let start = 256
  /// So many may be left to the writer.
  static let rest = 32
  /// Pages from which on the writer moves them whatever it costs: 256 MiB.
  static let limit = 16_384

  private let queue: DatabaseQueue
  private let thread = NIOThreadPool(numberOfThreads: 1)
  private let phase = Atomic<Int>(Phase.resting.rawValue)
  private let frames = Frames()

  /// - Parameter path: of a database that is in WAL mode.
  init(path: String, configuration: Configuration) throws {
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA synchronous = FULL")
      try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
    }
    thread.start()
  }

  /// From here on this looks after the log that `database` writes.
  func watch(_ database: Database) {
    // Takes the place of SQLite's own checkpoints, which are such a hook too. `frames` lives longer than the connection.
    sqlite3_wal_hook(
      database.sqliteConnection,
      { context, _, _, count in
        if let context {
          Unmanaged<Frames>.fromOpaque(context).takeUnretainedValue().count.store(Int(count), ordering: .relaxed)
        }
        return SQLITE_OK
      }, Unmanaged.passUnretained(frames).toOpaque())
  }

  /// To be called between two commits, with the connection that makes them.
  /// - Throws: what SQLite says against it.
  func tend(_ database: Database) throws {
    let count = frames.count.load(ordering: .relaxed)
    switch Phase(rawValue: phase.load(ordering: .acquiring)) {
    case .nearlyDone:
      _ = try database.checkpoint(.passive)
      phase.store(Phase.resting.rawValue, ordering: .releasing)
    case .resting where count >= Self.start:
      phase.store(Phase.working.rawValue, ordering: .releasing)
      thread.submit { _ in self.move() }
    case .working where count >= Self.limit:
      _ = try? database.checkpoint(.full)  // busy at the most: then both work at it
    default: break
    }
  }

  /// Blocks until the thread has ended.
  func close() {
    try? thread.syncShutdownGracefully()  // it ends either way
    try? queue.close()  // it holds nothing that is not in the file
  }

  private func move() {
    // Each time there is less to do, unless packets come faster than the disk takes them: then the writer does the rest.
    for _ in 0..<8 {
      let done = try? queue.writeWithoutTransaction { try $0.checkpoint(.passive) }  // the writer's own try will tell
      guard let done, done.checkpointedFrameCount == done.walFrameCount else { break }
      if frames.count.load(ordering: .relaxed) - done.checkpointedFrameCount < Self.rest { break }
    }
    phase.store(Phase.nearlyDone.rawValue, ordering: .releasing)
  }
}

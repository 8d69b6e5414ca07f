import Jasper
import NIOPosix

/// The servers that a relay has met, so that it finds the mesh again after a restart.
extension PacketDatabase {
  /// What was kept. Blocks.
  /// - Throws: `RelayError.storeFailed`.
  func servers() throws(RelayError) -> [RelayURL] { try store.servers().compactMap { RelayURL($0) } }

  /// Keeps these in place of those before.
  /// - Returns: whether they are on the disk.
  func keep(_ servers: [RelayURL]) async -> Bool {
    let texts = servers.map(\.text)
    return await withCheckedContinuation { done in
      // The thread of the commits, since a store takes one at a time.
      writer.submit { state in
        guard case .active = state else { return done.resume(returning: false) }
        do throws(RelayError) {
          try self.store.keep(servers: texts)
          done.resume(returning: true)
        } catch {
          done.resume(returning: false)
        }
      }
    }
  }
}

import DaemonAPI
import Identity
import Jasper
import Logging
import Platform
import Sealing

extension AccountMessenger {
  /// Seconds that adding a contact looks for its card; afterwards it goes on beside everything else.
  private static let lookSeconds: Int64 = 10

  /// Adds a contact and looks for its card at once.
  /// - Throws: `MessagingError`, `SealingError.invitationMalformed`, `StoreError`.
  func addContact(_ request: ContactRequest) async throws -> ContactDetails {
    let (desk, mesh) = (desk, mesh)
    let (id, relays) = try await desk.change { try ContactBook(desk, $0).add(request, now: .now()) }
    desk.tellWatchers()
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          _ = try await CardKeeper(mesh: mesh).look(for: id, alsoAt: relays)
          try await MessageService(desk: desk).sendDrafts(to: id)
        } catch {
          // The contact is added; its card is looked for again, and what is in the way then is in the log.
          desk.logger.info("the card of a new contact was not found at once", metadata: ["contact": "\(id)"])
        }
      }
      group.addTask { try? await Task.sleep(for: .seconds(Self.lookSeconds)) }  // woken early is as good
      await group.next()
      group.cancelAll()
    }
    wakeAll()
    return try await desk.withDatabase { try ContactBook(desk, $0).details(id) }
  }
}

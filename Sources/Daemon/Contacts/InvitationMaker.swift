import AccountStore
import DaemonAPI
import Identity
import Jasper
import Sealing

/// Makes the invitation that this account hands to people.
struct InvitationMaker: Sendable {
  let desk: AccountDesk

  /// - Throws: `SealingError`, `StoreError`.
  func invitation() async throws -> InvitationAnswer {
    let recipients = try await desk.withDatabase { try $0.keys().filter { $0.purpose == .receive && $0.isInUse } }
      .map { Base64Text.of($0.publicKey) }
    let relays = try await ReceivingRelays(desk: desk).choose(for: recipients).map(\.relay)
    let invitation = try Invitation(
      jamiID: desk.id, account: desk.account, genesis: nil, relays: relays)
    return InvitationAnswer(id: desk.id.text, link: invitation.text, relays: relays.map(\.text))
  }
}

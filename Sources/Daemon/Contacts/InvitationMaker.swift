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
    let receiving = ReceivingRelays(desk: desk)
    let relays = try await receiving.choose(for: Array(receiving.recipients().prefix(1))).map(\.relay)
    let invitation = try Invitation(
      jamiID: desk.id, account: desk.account, genesis: nil, relays: relays)
    return InvitationAnswer(id: desk.id.text, link: invitation.text, relays: relays.map(\.text))
  }
}

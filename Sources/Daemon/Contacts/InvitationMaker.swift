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
    // Deliberate: by the present key. Whoever is invited has no log yet that leads there from the first one.
    let account = try await desk.withDatabase { try $0.account().account }
    let invitation = try Invitation(
      jamiID: account.id, account: account.fingerprint, genesis: nil, relays: relays)
    return InvitationAnswer(id: account.id.text, link: invitation.text, relays: relays.map(\.text))
  }
}

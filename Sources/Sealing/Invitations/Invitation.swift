import Identity
import Jasper
import Platform

/// What somebody hands to a person who should write to them, as a link or a QR code:
/// `signet:contact/1?id=…&account=…&genesis=…&relay=…`.
///
/// Deliberate: no digest of the receive key. It changes with every revocation, and the card that names the present one
/// is signed under the account that is pinned here.
public struct Invitation: Sendable, Hashable {
  public let jamiID: JamiID
  /// SHA-256 of the account key's SubjectPublicKeyInfo. It pins the account, which the Jami ID (SHA-1) cannot.
  public let account: AccountFingerprint
  /// Nil for an account that has no log yet.
  public let genesis: StatementHash?
  /// Where the account can be reached, at most 16.
  public let relays: [RelayURL]

  /// - Throws: `SealingError.invitationMalformed` for more than 16 relays.
  public init(
    jamiID: JamiID, account: AccountFingerprint, genesis: StatementHash?, relays: [RelayURL]
  ) throws(SealingError) {
    guard relays.count <= SealingLimits.relays else {
      throw SealingError(.invitationMalformed, "an invitation names at most \(SealingLimits.relays) relays")
    }
    self.jamiID = jamiID
    self.account = account
    self.genesis = genesis
    self.relays = relays
  }

  /// What a card has to agree with to be that of the one who invited.
  public var expectation: CardExpectation {
    CardExpectation(jamiID: jamiID, account: account, genesis: genesis)
  }
}

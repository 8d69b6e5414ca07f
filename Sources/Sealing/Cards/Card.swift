import GnuTLS
import Identity
import JOSE
import Jasper
import Platform

/// The public description of an account: what somebody needs who wants to write to it.
public struct Card: Sendable, Hashable {
  /// The account key.
  public let account: PublicKey
  /// Names the account's log; nil for an account that has none yet.
  public let genesis: StatementHash?
  /// The key to seal to.
  public let receiveKey: RecipientKey
  /// Counts the receive keys, from 1. The highest one wins.
  public let generation: Int
  /// Where the account fetches its packets, at most 16.
  public let relays: [RelayURL]
  /// The heads of the account's log, at most 64.
  public let heads: [StatementHash]
  /// When it was made; a card is renewed daily.
  public let issued: MessageTimestamp

  /// - Throws: `SealingError.cardMalformed` for a generation below 1 and for too many relays or heads.
  public init(
    account: PublicKey, genesis: StatementHash?, receiveKey: RecipientKey, generation: Int, relays: [RelayURL],
    heads: [StatementHash], issued: MessageTimestamp
  ) throws(SealingError) {
    guard generation >= 1, relays.count <= SealingLimits.relays, heads.count <= SealingLimits.heads else {
      throw SealingError(
        .cardMalformed,
        "a card has a generation from 1 on, at most \(SealingLimits.relays) relays and \(SealingLimits.heads) heads")
    }
    self.account = account
    self.genesis = genesis
    self.receiveKey = receiveKey
    self.generation = generation
    self.relays = relays
    self.heads = heads
    self.issued = issued
  }

  /// Its JSON text.
  var bytes: [UInt8] {
    var members: [StrictJSON.Member] = [.init("account", .string(KeyText.text(of: account)))]
    if let genesis { members.append(.init("genesis", .string(Base64URL.encode(genesis.bytes)))) }
    members += [
      .init("receive", .string(receiveKey.text)), .init("generation", .integer(Int64(generation))),
      .init("relays", .array(relays.map { .string($0.text) })),
      .init("heads", .array(heads.map { .string(Base64URL.encode($0.bytes)) })),
      .init("issued", .string(issued.text)),
    ]
    return StrictJSON.object(members).serialise()
  }
}

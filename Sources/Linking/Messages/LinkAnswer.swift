import GnuTLS
import Identity
import JOSE
import Platform

/// What the old device answers: the role, the account, the certificates, and what a device of that role holds.
public struct LinkAnswer: Sendable {
  public let grant: LinkGrant
  /// Of the new device, the account, and where there is one the authority.
  public let chain: [Certificate]
  public let signing: Certificate
  public let receipt: Receipt
  /// The account's name, and since when it is.
  public let displayName: String
  public let createdAt: UnixTime
  /// 40 hex digits; nil where the account has no Ethereum key.
  public let ethereumAddress: String?
  /// The keys that every device has.
  public let keys: [HandedKey]
  /// What else a device of the account knows: an object. Nothing secret.
  public let state: StrictJSON

  public init(
    grant: LinkGrant, chain: [Certificate], signing: Certificate, receipt: Receipt, displayName: String,
    createdAt: UnixTime, ethereumAddress: String?, keys: [HandedKey], state: StrictJSON
  ) {
    self.grant = grant
    self.chain = chain
    self.signing = signing
    self.receipt = receipt
    self.displayName = displayName
    self.createdAt = createdAt
    self.ethereumAddress = ethereumAddress
    self.keys = keys
    self.state = state
  }

  /// Holds the answer against what was asked for. The certificates are the account's word; that they are of the account
  /// of the hello is what the digits stand for.
  /// - Throws: `LinkingError.linkAnswerRefused`.
  func check(account: PublicKey, requests: LinkRequests, now: UnixTime) throws(LinkingError) {
    guard (2...3).contains(chain.count), chain[1].publicKey == account else {
      throw Self.refused("it is of another account than the one that was agreed on")
    }
    guard chain[0].publicKey == requests.device.publicKey, signing.publicKey == requests.signing.publicKey,
      chain[0].subject == requests.device.subject, signing.subject == requests.signing.subject
    else { throw Self.refused("its certificates are not those that were asked for") }
    guard chain[0].isSigned(by: account), signing.isSigned(by: account),
      chain.count == 2 || chain[1].isSigned(by: chain[2].publicKey)
    else { throw Self.refused("its certificates are not signed by the account") }
    guard !chain[0].isAuthority, !signing.isAuthority, chain[0].notAfter > now, signing.notAfter > now else {
      throw Self.refused("its certificates cannot be used")
    }
    guard receipt.verify(account: account, device: requests.device.publicKey).isEmpty else {
      throw Self.refused("its receipt is not this device's")
    }
  }

  static func refused(_ why: String) -> LinkingError {
    LinkingError(.linkAnswerRefused, "the old device's answer is refused: \(why)")
  }
}

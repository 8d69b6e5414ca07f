import GnuTLS
import Platform

/// Why an account key that was handed over does not come into use here.
public enum AccountHandoverFailure: String, Sendable, Codable, CaseIterable {
  /// It is another account's.
  case otherAccount
  /// It is for another device.
  case otherDevice
  /// The chain is not a device's, its account's and the authority's, each signed by the next.
  case chainBroken
  /// A certificate is of another key than this device has.
  case otherKey
  /// A certificate is over.
  case expired
  /// The receipt does not prove that the account enrolled this device.
  case receiptRefused
  /// The log does not name this account key as one that follows, or is to.
  case notInLog
  /// The log names it, and it is not followed yet: the time to object runs, or another one wants to follow too.
  case notFollowed
}

/// Decides whether a device goes over to an account key that another one made.
///
/// Deliberate: as with `HandoverVerifier`, who brought it does not matter. What counts is that the account's log follows
/// this very key; it signed the certificates, and of this device's own keys.
public enum AccountHandoverVerifier {
  /// - Parameters:
  ///   - account: as it is pinned.
  ///   - key: this device's own.
  ///   - signing: the signing key that this device uses; nil where it has none yet.
  /// - Returns: the policies that fail; empty when the device goes over to it.
  public static func failures(
    of handover: AccountHandover, account: AccountFingerprint, key: PublicKey, signing: PublicKey?, state: LogState,
    now: UnixTime
  ) -> [AccountHandoverFailure] {
    var failures: [AccountHandoverFailure] = []
    func require(_ holds: Bool, _ failure: AccountHandoverFailure) { if !holds { failures.append(failure) } }
    require(handover.account == account, .otherAccount)
    require(handover.device == DeviceID(of: key), .otherDevice)
    guard handover.chain.count == 3, let successor = handover.successor else { return failures + [.chainBroken] }
    let (device, issuer, authority) = (handover.chain[0], handover.chain[1], handover.chain[2])
    let isChain =
      issuer.isAuthority && authority.isAuthority && !device.isAuthority && !handover.signing.isAuthority
      && device.isSigned(by: issuer.publicKey) && handover.signing.isSigned(by: issuer.publicKey)
      && issuer.isSigned(by: authority.publicKey) && authority.isSigned(by: authority.publicKey)
      && device.issuer == issuer.subject && issuer.issuer == authority.subject
    require(isChain, .chainBroken)
    require(device.publicKey == key && handover.signing.publicKey == signing, .otherKey)
    require((handover.chain + [handover.signing]).allSatisfy { $0.notAfter > now }, .expired)
    require(handover.receipt.verify(account: issuer.publicKey, device: key).isEmpty, .receiptRefused)
    if state.account != successor {
      let isNamed = state.successions.contains { $0.new == successor }
      failures.append(isNamed || state.accounts.contains(successor) ? .notFollowed : .notInLog)
    }
    return failures
  }
}

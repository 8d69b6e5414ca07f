/// The account certificate that we hold is in date. The presented one does not matter: it may have been renewed since.
public struct AccountInDatePolicy: DevicePolicy {
  public init() {}

  public func check(_ evidence: DeviceEvidence) -> FailedPolicy? {
    validityProblem(of: evidence.account, "account certificate", at: evidence.now).map {
      FailedPolicy(.accountInDate, $0)
    }
  }
}

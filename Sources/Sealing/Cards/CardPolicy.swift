/// One rule about a card, beside those about its signer. A rule looks at one thing only.
public protocol CardPolicy: Sendable {
  var policy: Policy { get }
  func check(_ evidence: CardEvidence) -> PolicyOutcome
}

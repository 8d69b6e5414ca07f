import JOSE

/// A signature taken apart, with the content it is said to be over. Nothing of it is to be believed before it was
/// verified.
public struct SignedContent: Sendable {
  let jws: ParsedJWS
  let header: SignatureHeader

  /// Nil for anything that is not made as it has to be.
  /// - Parameters:
  ///   - detachedPayload: the content when the signature does not hold it.
  ///   - extraNames: header members that this kind of signature has beside the usual ones.
  init?(_ text: String, detachedPayload: [UInt8]?, extraNames: Set<String> = []) {
    do {
      jws = try CompactJWS.parse(
        text, allowedNames: SignatureHeader.names.union(extraNames), detachedPayload: detachedPayload)
    } catch {
      return nil
    }
    guard let header = SignatureHeader(jws.header) else { return nil }
    self.header = header
  }
}

import GnuTLS
import Platform

/// Compact JWS (RFC 7515 §7.1) by RSA keys, with the payload inside or, detached, elsewhere (appendix F).
///
///     let header = JWSHeader(alg: .ps256, typ: "x")
///     let text = try CompactJWS.sign(payload: bytes, header: header, key: key, detached: true)
///     let jws = try CompactJWS.parse(text, allowedNames: ["typ"], detachedPayload: bytes)
///     try jws.verify(with: key.publicKey)
public enum CompactJWS {
  /// A signature over `payload`, and over `header`, which says by which algorithm.
  /// - Parameter detached: leaves the payload out of the text; whoever verifies has it from elsewhere.
  /// - Throws: `JOSEError.headerRefused`; `keyRefused` when the key is on a token and cannot be had; `libraryFailed`.
  public static func sign(
    payload: [UInt8], header: JWSHeader, key: some JWSSigner, detached: Bool = false
  ) throws(JOSEError) -> String {
    let protected = try ProtectedHeader.write(header.members)
    let signature = try key.sign(signingInput(protected, payload: payload), by: header.alg)
    return CompactText.join(protected, [detached ? [] : payload, signature])
  }

  /// Takes a text apart. Nothing in the result is to be believed before `ParsedJWS.verify`.
  ///
  /// - Parameters:
  ///   - allowedNames: the header parameters that the caller understands, beside `alg`. `crit`, `zip`, `b64`, `jku`,
  ///     `x5u` and `jwk` are refused even if they are among them.
  ///   - detachedPayload: the payload when it is not in the text, which then must have none; nil when it is there.
  /// - Throws: `JOSEError.malformed`, `headerRefused`, `algorithmRefused`.
  public static func parse(
    _ text: String, allowedNames: Set<String>, detachedPayload: [UInt8]? = nil
  ) throws(JOSEError) -> ParsedJWS {
    try text.withUTF8Bytes { bytes throws(JOSEError) in
      guard let parts = CompactText.split(bytes, into: 3) else {
        throw JOSEError(.malformed, "a text is no compact JWS: it has not three parts")
      }
      let header = try JWSHeader(ProtectedHeader.read(parts[0]), allowedNames: allowedNames)
      guard let inside = Base64Alphabet.url.decode(parts[1]), let signature = Base64Alphabet.url.decode(parts[2]) else {
        throw JOSEError(.malformed, "the payload or the signature of a JWS is no base64url")
      }
      guard detachedPayload == nil || inside.isEmpty else {
        throw JOSEError(.malformed, "a JWS has a payload where a detached one was expected")
      }
      let payload = detachedPayload ?? inside
      return ParsedJWS(
        header: header, unverifiedPayload: payload, signature: signature,
        signingInput: signingInput([UInt8](parts[0]), payload: payload))
    }
  }

  /// RFC 7515 §5.1, step 5. For a text that was parsed it is the text itself: strict base64url has one spelling.
  private static func signingInput(_ protected: [UInt8], payload: [UInt8]) -> [UInt8] {
    var input: [UInt8] = []
    input.reserveCapacity(protected.count + 1 + Base64Alphabet.digitCount(of: payload.count))
    input.append(contentsOf: protected)
    input.append(UInt8(ascii: "."))
    Base64URL.append(payload, to: &input)
    return input
  }
}

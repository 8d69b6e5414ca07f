import Platform

/// What JWS and JWE headers have in common: a JSON object in base64url, with names that the reader knows.
enum ProtectedHeader {
  /// Bytes of its JSON; a chain of three certificates of 4096 bits takes about 7000.
  static let limits = StrictJSON.Limits(bytes: 64 * 1024, depth: 8, values: 1000)

  /// Names that no caller can allow: what changes the meaning of the object in ways we do not follow (`crit`, `zip`
  /// of RFC 7516 §4.1.3, `b64` of RFC 7797), and keys that the sender chose for us or that would have to be fetched.
  static let neverAllowed: Set<String> = ["crit", "zip", "b64", "jku", "x5u", "jwk"]

  /// The members of a header.
  /// - Throws: `JOSEError.malformed`.
  static func read(_ part: UnsafeRawBufferPointer) throws(JOSEError) -> [StrictJSON.Member] {
    guard let json = Base64Alphabet.url.decode(part) else {
      throw JOSEError(.malformed, "the protected header is no base64url")
    }
    guard let members = try StrictJSON.parse(json, limits: limits).members else {
      throw JOSEError(.malformed, "the protected header is no JSON object")
    }
    return members
  }

  /// Refuses names that are not `allowed`.
  ///
  /// Deliberate: names beyond ASCII are refused before the look-up. Swift compares by canonical equivalence, and to it
  /// a Kelvin sign is a K; another reader sees another name.
  /// - Throws: `JOSEError.headerRefused`.
  static func check(_ members: [StrictJSON.Member], allowed: Set<String>) throws(JOSEError) {
    let stranger = members.first { member in
      !member.name.utf8.allSatisfy { $0 < 0x80 } || neverAllowed.contains(member.name) || !allowed.contains(member.name)
    }
    guard let stranger else { return }
    throw JOSEError(.headerRefused, "the protected header has a parameter that is not allowed: \(shown(stranger.name))")
  }

  /// The base64url text of a header of ours.
  /// - Throws: `JOSEError.headerRefused` for a name that no reader of ours allows, or one that is there twice.
  static func write(_ members: [StrictJSON.Member]) throws(JOSEError) -> [UInt8] {
    if let name = members.first(where: { neverAllowed.contains($0.name) })?.name ?? members.duplicateName {
      throw JOSEError(.headerRefused, "the protected header cannot have a parameter \(shown(name)), or not twice")
    }
    var text: [UInt8] = []
    Base64URL.append(StrictJSON.object(members).serialise(), to: &text)
    return text
  }

  /// The string at `name`.
  /// - Throws: `JOSEError.malformed` when it is not there or no string.
  static func text(_ name: String, in members: [StrictJSON.Member]) throws(JOSEError) -> String {
    guard let text = members[name]?.stringValue else {
      throw JOSEError(.malformed, "the protected header has no text at `\(name)`")
    }
    return text
  }

  /// A stranger's name, fit for a message: short, and nothing that a terminal would act on.
  static func shown(_ name: String) -> String {
    let plain = name.unicodeScalars.prefix(40).map { (0x21...0x7e).contains($0.value) ? Character($0) : "?" }
    return "`\(String(plain))`"
  }
}

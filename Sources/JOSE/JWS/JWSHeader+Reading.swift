import Platform

extension JWSHeader {
  /// The names that have a property of their own.
  private static let known: Set<String> = ["alg", "typ", "jti", "x5c", "x5t#S256", "root"]

  /// Reads what `CompactJWS` found. `alg` is allowed without being asked for.
  /// - Throws: `JOSEError.headerRefused`, `algorithmRefused`, `malformed`.
  init(_ members: [StrictJSON.Member], allowedNames: Set<String>) throws(JOSEError) {
    try ProtectedHeader.check(members, allowed: allowedNames.union(["alg"]))
    let name = try ProtectedHeader.text("alg", in: members)
    guard let algorithm = JWSAlgorithm(rawValue: name) else {
      throw JOSEError(.algorithmRefused, "the signature algorithm \(ProtectedHeader.shown(name)) is not taken")
    }
    self.init(alg: algorithm, other: members.filter { !Self.known.contains($0.name) })
    if members["typ"] != nil { typ = try ProtectedHeader.text("typ", in: members) }
    if members["jti"] != nil { jti = try ProtectedHeader.text("jti", in: members) }
    if let list = members["x5c"] { x5c = try Self.certificates(list) }
    if members["x5t#S256"] != nil { x5tS256 = try Self.digest("x5t#S256", in: members) }
    if members["root"] != nil { root = try Self.digest("root", in: members) }
  }

  private static func certificates(_ list: StrictJSON) throws(JOSEError) -> [[UInt8]] {
    guard let elements = list.elements, !elements.isEmpty else {
      throw JOSEError(.malformed, "`x5c` of the protected header is no list of certificates")
    }
    var certificates: [[UInt8]] = []
    for element in elements {
      guard let text = element.stringValue else {
        throw JOSEError(.malformed, "`x5c` of the protected header is no list of texts")
      }
      certificates.append(try Base64.decode(text))
    }
    return certificates
  }

  private static func digest(_ name: String, in members: [StrictJSON.Member]) throws(JOSEError) -> [UInt8] {
    let digest = try Base64URL.decode(try ProtectedHeader.text(name, in: members))
    guard digest.count == digestSize else {
      throw JOSEError(.malformed, "`\(name)` of the protected header has not \(digestSize) bytes")
    }
    return digest
  }
}

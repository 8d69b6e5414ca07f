import Platform

/// The protected header of a JWE by RSA-OAEP-256 and A256GCM.
public struct JWEHeader: Sendable, Equatable {
  static let algorithm = "RSA-OAEP-256"

  /// Its parameters beside `alg` and `enc`, in their order.
  public let parameters: [StrictJSON.Member]

  public subscript(name: String) -> StrictJSON? { parameters[name] }

  /// - Throws: `JOSEError.headerRefused`, `algorithmRefused`, `malformed`.
  init(_ members: [StrictJSON.Member], allowedNames: Set<String>) throws(JOSEError) {
    try ProtectedHeader.check(members, allowed: allowedNames.union(["alg", "enc"]))
    let algorithm = try ProtectedHeader.text("alg", in: members)
    let encryption = try ProtectedHeader.text("enc", in: members)
    guard algorithm == Self.algorithm, encryption == ContentEncryption.name else {
      throw JOSEError(
        .algorithmRefused,
        "the encryption by \(ProtectedHeader.shown(algorithm)) and \(ProtectedHeader.shown(encryption)) is not taken")
    }
    parameters = members.filter { $0.name != "alg" && $0.name != "enc" }
  }

  /// The base64url text of a header with `parameters` beside `alg` and `enc`.
  /// - Throws: `JOSEError.headerRefused`.
  static func write(_ parameters: [StrictJSON.Member]) throws(JOSEError) -> [UInt8] {
    try ProtectedHeader.write(
      [
        StrictJSON.Member("alg", .string(algorithm)), StrictJSON.Member("enc", .string(ContentEncryption.name)),
      ] + parameters)
  }
}

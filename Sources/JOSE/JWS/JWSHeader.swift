/// The protected header of a JWS. Members are called what they are called on the wire (RFC 7515 §4.1).
public struct JWSHeader: Sendable, Equatable {
  public var alg: JWSAlgorithm
  /// What kind of object is signed; Signet has one for each purpose.
  public var typ: String?
  /// A name for this one signature (RFC 7519 §4.1.7).
  public var jti: String?
  /// Certificates, DER, the signer's first; base64 on the wire (RFC 7515 §4.1.6).
  public var x5c: [[UInt8]]?
  /// `x5t#S256`: SHA-256 of the signer's certificate, 32 bytes; base64url on the wire (RFC 7515 §4.1.8).
  public var x5tS256: [UInt8]?
  /// The Merkle root over the recipients, 32 bytes; base64url on the wire (`jasper-packet(5)`).
  public var root: [UInt8]?
  /// All other parameters.
  public var other: [StrictJSON.Member]

  public init(
    alg: JWSAlgorithm, typ: String? = nil, jti: String? = nil, x5c: [[UInt8]]? = nil, x5tS256: [UInt8]? = nil,
    root: [UInt8]? = nil, other: [StrictJSON.Member] = []
  ) {
    self.alg = alg
    self.typ = typ
    self.jti = jti
    self.x5c = x5c
    self.x5tS256 = x5tS256
    self.root = root
    self.other = other
  }

  /// Bytes of `x5t#S256` and of `root`.
  static let digestSize = 32

  /// In the order in which they are written.
  var members: [StrictJSON.Member] {
    var members = [StrictJSON.Member("alg", .string(alg.rawValue))]
    if let typ { members.append(StrictJSON.Member("typ", .string(typ))) }
    if let jti { members.append(StrictJSON.Member("jti", .string(jti))) }
    if let x5c { members.append(StrictJSON.Member("x5c", .array(x5c.map { .string(Base64.encode($0)) }))) }
    if let x5tS256 { members.append(StrictJSON.Member("x5t#S256", .string(Base64URL.encode(x5tS256)))) }
    if let root { members.append(StrictJSON.Member("root", .string(Base64URL.encode(root)))) }
    return members + other
  }
}

import JOSE

/// What a packet's `signature` seals: the signature, and what one recipient needs to find itself under its root.
///
/// `{"jws": detached JWS, "salt": base64url, "path": [base64url of 33 bytes, …]}`
struct SignatureEnvelope: Sendable {
  /// Compact, its payload left out.
  let jws: String
  let binding: RecipientBinding

  init(jws: String, binding: RecipientBinding) {
    self.jws = jws
    self.binding = binding
  }

  /// Deliberate: put together by hand. Base64url needs no escapes, and this is done once a recipient.
  var bytes: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(jws.utf8.count + 48 * binding.path.steps.count + 96)
    text += #"{"jws":""#.utf8
    text += jws.utf8
    text += #"","salt":""#.utf8
    text += Base64URL.encode(binding.salt).utf8
    text += #"","path":["#.utf8
    for (index, step) in binding.path.steps.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      text.append(UInt8(ascii: "\""))
      text += Base64URL.encode(step.bytes).utf8
      text.append(UInt8(ascii: "\""))
    }
    text += "]}".utf8
    return text
  }

  /// Nil for anything else than exactly these three members.
  init?(bytes: [UInt8]) {
    let limits = StrictJSON.Limits(bytes: SealingLimits.signature, depth: 4, values: 64)
    do {
      let json = try StrictJSON.parse(bytes, limits: limits)
      guard json.members?.count == 3, let jws = json["jws"]?.stringValue, jws.utf8.allSatisfy(Self.isInJWS),
        let salt = try json["salt"]?.stringValue.map({ try Base64URL.decode($0) }),
        salt.count == RecipientBinding.saltSize, let path = json["path"]?.elements,
        path.count <= SealingLimits.pathLength
      else { return nil }
      var steps: [InclusionPath.Step] = []
      for element in path {
        guard let text = element.stringValue, let step = InclusionPath.Step(bytes: try Base64URL.decode(text)) else {
          return nil
        }
        steps.append(step)
      }
      self.init(jws: jws, binding: RecipientBinding(salt: salt, path: InclusionPath(steps: steps)))
    } catch {
      return nil
    }
  }

  /// Base64url and dots.
  private static func isInJWS(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

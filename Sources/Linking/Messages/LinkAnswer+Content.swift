import GnuTLS
import Identity
import JOSE
import Platform

/// An answer as bytes: a JSON object, then the secrets that it speaks of, each behind its length (4 bytes, big-endian).
/// So no secret is ever a string.
extension LinkAnswer {
  static let limits = StrictJSON.Limits(bytes: 32 << 20, depth: 12, values: 400_000)
  private static let refused: StrictJSON = .object([.init("outcome", .string("refused"))])

  func content() throws(LinkingError) -> Secret {
    var members: [StrictJSON.Member] = [
      .init("outcome", .string("granted")), .init("role", .string(grant.role.rawValue)),
      .init("chain", .array(chain.map { .string(Base64URL.encode($0.der)) })),
      .init("signing", .string(Base64URL.encode(signing.der))),
      .init("receipt", .string(Base64URL.encode(receipt.text))),
      .init("receiptSignature", .string(Base64URL.encode(receipt.signature))),
      .init("displayName", .string(displayName)), .init("createdAt", .integer(createdAt.seconds)),
      .init("ethereum", .string(ethereumAddress ?? "")),
    ]
    members += [
      .init("keys", .array(keys.map(Self.outline))), .init("state", state),
    ]
    var secrets = keys.map(\.file)
    if case .full(let archive) = grant { secrets.append(archive) }
    return try Self.frame(.object(members), secrets)
  }

  static func refusal() throws(LinkingError) -> Secret { try frame(refused, []) }

  private static func outline(of key: HandedKey) -> StrictJSON {
    .object([
      .init("purpose", .string(key.purpose.rawValue)), .init("generation", .integer(Int64(key.generation))),
      .init("createdAt", .integer(key.createdAt.seconds)),
      .init("retiredAt", key.retiredAt.map { .integer($0.seconds) } ?? .null),
    ])
  }

  private static func frame(_ value: StrictJSON, _ secrets: [Secret]) throws(LinkingError) -> Secret {
    let text = value.serialise()
    let size = secrets.reduce(4 + text.count) { $0 + 4 + $1.count }
    guard size <= LinkingLimits.answer else {
      throw LinkingError(.linkAnswerRefused, "what the new device would get is too long for a link")
    }
    do {
      return try Secret(count: size) { buffer in
        var offset = 0
        func put(_ bytes: UnsafeRawBufferPointer) {
          buffer.storeBytes(of: UInt32(bytes.count).bigEndian, toByteOffset: offset, as: UInt32.self)
          UnsafeMutableRawBufferPointer(rebasing: buffer[(offset + 4)...]).copyBytes(from: bytes)
          offset += 4 + bytes.count
        }
        text.withUnsafeBytes { put($0) }
        for secret in secrets { secret.withBytes { put($0) } }
      }
    } catch {
      throw .failed(error)
    }
  }

  /// - Throws: `LinkingError.linkRefused` when the old device said no; `linkAnswerRefused`, `libraryFailed`.
  init(_ content: Secret) throws(LinkingError) {
    do {
      let (value, secrets) = try Self.parse(content)
      if value == Self.refused {
        throw LinkingError(
          .linkRefused, "the old device does not link this one", hint: "`signet device join` tries again")
      }
      self = try Self.read(MessageFields(value, names: Self.names), secrets)
    } catch let error as LinkingError {
      throw error
    } catch let error as SystemError {
      throw .failed(error)
    } catch {
      throw Self.refused("a part of it cannot be read")
    }
  }

  private static let names: Set<String> = [
    "outcome", "role", "chain", "signing", "receipt", "receiptSignature", "displayName", "createdAt", "ethereum",
    "keys",
    "state",
  ]

  private static func parse(_ content: Secret) throws -> (StrictJSON, [Secret]) {
    try content.withBytes { bytes in
      var frames: [UnsafeRawBufferPointer] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        guard rest.count >= 4 else { throw refused("it is cut off") }
        let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(4)
        guard count <= rest.count, frames.count < 64 else { throw refused("it is cut off") }
        frames.append(UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      guard let text = frames.first else { throw refused("it is empty") }
      return (
        try StrictJSON.parse(text, limits: limits), try frames.dropFirst().map { try Secret(copying: $0) }
      )
    }
  }

  private static func read(_ fields: MessageFields, _ secrets: [Secret]) throws -> LinkAnswer {
    let outlines = try fields.elements("keys")
    let role = DeviceRole(rawValue: try fields.text("role"))
    guard try fields.text("outcome") == "granted", let role,
      secrets.count == outlines.count + (role == .full ? 1 : 0)
    else { throw refused("its parts do not fit together") }
    let keys = try zip(outlines, secrets).map { outline, secret in try key(outline, secret) }
    let chain = try fields.elements("chain").prefix(4).map { element in
      try Certificate(der: try Base64URL.decode(element.stringValue ?? ""))
    }
    let ethereum = try fields.text("ethereum")
    let state = try fields.value("state")
    guard state.members != nil else { throw refused("its state is none") }
    return LinkAnswer(
      grant: role == .full ? .full(archive: secrets[secrets.count - 1]) : .leaf, chain: Array(chain),
      signing: try Certificate(der: try fields.bytes("signing")),
      receipt: Receipt(text: try fields.bytes("receipt"), signature: try fields.bytes("receiptSignature")),
      displayName: try PersonalName.checked(try fields.text("displayName")),
      createdAt: UnixTime(seconds: try fields.number("createdAt")), ethereumAddress: ethereum.isEmpty ? nil : ethereum,
      keys: keys, state: state)
  }

  private static func key(_ outline: StrictJSON, _ secret: Secret) throws -> HandedKey {
    guard let purpose = outline["purpose"]?.stringValue.flatMap(HandedKey.Purpose.init(rawValue:)),
      let generation = outline["generation"]?.integerValue,
      (1...Int64(SharedKeys.highestGeneration)).contains(generation),
      let created = outline["createdAt"]?.integerValue, secret.count <= SharedKeys.keyLimit
    else { throw refused("a key in it is none") }
    return HandedKey(
      purpose: purpose, generation: Int(generation), createdAt: UnixTime(seconds: created),
      retiredAt: outline["retiredAt"]?.integerValue.map { UnixTime(seconds: $0) }, file: secret)
  }
}

import Platform

/// The record's bytes, numbers big-endian:
///
///     "SIGNETKEYS1" | account 32 | device 32 | generation 4 | count 1
///     count times: purpose 1 | generation 4 | length 4 | DER PKCS#8
///     length of the revocation list 4 | DER, nothing where there is none
///
/// One record has one form: keys ascending by purpose and generation, nothing behind the end.
extension KeyHandover {
  static let mark = Array("SIGNETKEYS1".utf8)

  /// - Throws: `IdentityError.memoryUnavailable`.
  public func serialise() throws(IdentityError) -> Secret {
    let list = revocationList ?? []
    let size = keys.reduce(Self.mark.count + 2 * 32 + 4 + 1 + 4 + list.count) { $0 + 9 + $1.key.count }
    var buffer: SecretBuffer
    do { buffer = try SecretBuffer(limit: size) } catch { throw .noMemoryForFields }
    let head = Self.mark + account.bytes + device.bytes + Self.octets(generation) + [UInt8(keys.count)]
    _ = head.withUnsafeBytes { buffer.append($0) }
    for key in keys {
      let place = [key.purpose.rawValue] + Self.octets(key.generation) + Self.octets(UInt32(key.key.count))
      _ = place.withUnsafeBytes { buffer.append($0) }
      _ = key.key.withBytes { buffer.append($0) }
    }
    _ = (Self.octets(UInt32(list.count)) + list).withUnsafeBytes { buffer.append($0) }
    return buffer.finish()
  }

  /// Reads a record, and nothing that is written in any other way.
  /// - Throws: `IdentityError.handoverMalformed`, `memoryUnavailable`.
  public init(_ bytes: Secret) throws(IdentityError) {
    guard bytes.count <= Self.limit else { throw .malformedHandover("it is too long") }
    self = try bytes.withBytes { (raw: UnsafeRawBufferPointer) throws(IdentityError) in
      var reader = HandoverReader(raw)
      return try reader.read()
    }
  }

  static func octets(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
}

/// Nothing is made room for before its bytes are there, and no key leaves locked memory.
private struct HandoverReader {
  private var rest: Slice<UnsafeRawBufferPointer>

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes[...] }

  mutating func read() throws(IdentityError) -> KeyHandover {
    guard Array(try take(KeyHandover.mark.count)) == KeyHandover.mark,
      let account = AccountFingerprint(bytes: Array(try take(32))), let device = DeviceID(bytes: Array(try take(32)))
    else { throw Self.damaged }
    let generation = try number()
    let count = Int(try take(1).first ?? 0)
    guard count <= KeyHandover.keyLimit else { throw Self.damaged }
    var keys: [KeyHandover.Key] = []
    for _ in 0..<count {
      guard let purpose = KeyHandover.Purpose(rawValue: try take(1).first ?? 0) else { throw Self.damaged }
      let key = KeyHandover.Key(purpose: purpose, generation: try number(), key: try secret())
      if let last = keys.last, !last.place.lexicographicallyPrecedes(key.place) { throw Self.damaged }
      keys.append(key)
    }
    let length = Int(try number())
    guard length <= KeyHandover.listLimit else { throw Self.damaged }
    let list = Array(try take(length))
    guard rest.isEmpty else { throw Self.damaged }
    return try KeyHandover(
      account: account, device: device, generation: generation, keys: keys, revocationList: list.isEmpty ? nil : list)
  }

  private mutating func take(_ count: Int) throws(IdentityError) -> Slice<UnsafeRawBufferPointer> {
    guard count <= rest.count else { throw Self.damaged }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private mutating func number() throws(IdentityError) -> UInt32 { try take(4).reduce(0) { $0 << 8 | UInt32($1) } }

  private mutating func secret() throws(IdentityError) -> Secret {
    let length = Int(try number())
    guard length <= SharedKeys.keyLimit else { throw Self.damaged }
    let bytes = try take(length)
    do { return try Secret(copying: UnsafeRawBufferPointer(rebasing: bytes)) } catch { throw .noMemoryForFields }
  }

  private static var damaged: IdentityError { .malformedHandover("it is cut off, or has what no record has") }
}

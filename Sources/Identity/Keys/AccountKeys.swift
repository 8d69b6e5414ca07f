import GnuTLS
import Platform

/// The keys of an account that only its full devices have, on their way from one to another:
///
///     "SIGNETACCOUNT1" | length 4 | account key | length 4 | authority key | length 4 | seed
///
/// Lengths are big-endian, keys DER PKCS#8 (RFC 5208 §5); the seed of the recovery key is 32 bytes, or nothing where it
/// stays what it is.
public struct AccountKeys: Sendable {
  static let mark = Array("SIGNETACCOUNT1".utf8)

  public let account: Secret
  public let authority: Secret
  public let recoverySeed: Secret?

  public init(account: Secret, authority: Secret, recoverySeed: Secret?) {
    self.account = account
    self.authority = authority
    self.recoverySeed = recoverySeed
  }

  /// - Throws: `IdentityError.memoryUnavailable`.
  public func serialise() throws(IdentityError) -> Secret {
    let parts: [Secret?] = [account, authority, recoverySeed]
    let size = parts.reduce(Self.mark.count) { $0 + 4 + ($1?.count ?? 0) }
    var buffer: SecretBuffer
    do { buffer = try SecretBuffer(limit: size) } catch { throw .noMemoryForFields }
    _ = Self.mark.withUnsafeBytes { buffer.append($0) }
    for part in parts {
      _ = KeyHandover.octets(UInt32(part?.count ?? 0)).withUnsafeBytes { buffer.append($0) }
      if let part { _ = part.withBytes { buffer.append($0) } }
    }
    return buffer.finish()
  }

  /// Reads them, and nothing that is written in any other way.
  /// - Throws: `IdentityError.handoverMalformed`, `memoryUnavailable`.
  public init(_ bytes: Secret) throws(IdentityError) {
    let parts = try bytes.withBytes { (raw: UnsafeRawBufferPointer) throws(IdentityError) in try Self.parts(raw) }
    guard let account = parts[0], let authority = parts[1], parts[2].map({ $0.count == SignetFields.seedSize }) ?? true
    else { throw .malformedHandover("the account's keys are not whole") }
    self.init(account: account, authority: authority, recoverySeed: parts[2])
  }

  private static func parts(_ bytes: UnsafeRawBufferPointer) throws(IdentityError) -> [Secret?] {
    guard bytes.prefix(mark.count).elementsEqual(mark) else { throw .malformedHandover("it is of another kind") }
    var rest = bytes.dropFirst(mark.count)
    var parts: [Secret?] = []
    for _ in 0..<3 {
      let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      guard rest.count >= 4, length <= SharedKeys.keyLimit, length <= rest.count - 4 else {
        throw .malformedHandover("the account's keys are cut off")
      }
      let part = rest.dropFirst(4).prefix(length)
      rest = rest.dropFirst(4 + length)
      do {
        parts.append(length == 0 ? nil : try Secret(copying: UnsafeRawBufferPointer(rebasing: part)))
      } catch {
        throw .noMemoryForFields
      }
    }
    guard rest.isEmpty else { throw .malformedHandover("there is something behind the account's keys") }
    return parts
  }
}

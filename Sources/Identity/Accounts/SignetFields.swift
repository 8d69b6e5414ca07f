import Platform

/// What Signet keeps for itself inside an archive, under the one key `signet`: a version, and the recovery seed until
/// the recovery kit has been rehearsed.
///
/// Text: `{"version":1,"recoverySeed":"<base64 of 32 bytes>"}`, the seed left out where there is none. Jami accepts the
/// key and drops it, so nothing may live there alone. Deliberate: no JSON parser. This is written by Signet only, and
/// a parser would leave copies of the seed in memory; what does not look exactly so is kept as it stands and not read.
public struct SignetFields: Sendable {
  /// Bytes of the seed of the Ed25519 recovery key.
  public static let seedSize = 32

  private static let head = Array("{\"version\":1".utf8)
  private static let seedHead = Array(",\"recoverySeed\":\"".utf8)
  private static let seedTail = Array("\"".utf8)
  private static let tail = Array("}".utf8)

  /// 32 bytes; nil where there is none.
  public var recoverySeed: Secret?

  public init(recoverySeed: Secret?) { self.recoverySeed = recoverySeed }

  /// Reads the text.
  /// - Throws: `IdentityError.signetFieldsDamaged` for anything but the form above, also when it is of a later version.
  public init(_ text: Secret) throws(IdentityError) {
    recoverySeed = try text.withBytes { (bytes: UnsafeRawBufferPointer) throws(IdentityError) in
      var rest = bytes[...]
      guard Self.take(Self.head, from: &rest) else { throw Self.unreadable }
      var seed: Secret?
      if Self.take(Self.seedHead, from: &rest) {
        seed = try Self.seed(from: rest.prefix(Base64Seed.textSize))
        rest = rest.dropFirst(Base64Seed.textSize)
        guard Self.take(Self.seedTail, from: &rest) else { throw Self.unreadable }
      }
      guard Self.take(Self.tail, from: &rest), rest.isEmpty else { throw Self.unreadable }
      return seed
    }
  }

  /// The text.
  /// - Throws: `IdentityError.memoryUnavailable`.
  public func text() throws(IdentityError) -> Secret {
    do {
      guard let recoverySeed else { return try Secret(copying: Self.head + Self.tail) }
      let before = Self.head + Self.seedHead
      let after = Self.seedTail + Self.tail
      return try Secret(count: before.count + Base64Seed.textSize + after.count) { target in
        target.copyBytes(from: before)
        recoverySeed.withBytes { Base64Seed.encode($0, into: target, at: before.count) }
        UnsafeMutableRawBufferPointer(rebasing: target[(before.count + Base64Seed.textSize)...]).copyBytes(from: after)
      }
    } catch {
      throw IdentityError(.memoryUnavailable, "no memory for the recovery seed")
    }
  }

  private static func take(_ expected: [UInt8], from rest: inout Slice<UnsafeRawBufferPointer>) -> Bool {
    guard rest.starts(with: expected) else { return false }
    rest = rest.dropFirst(expected.count)
    return true
  }

  private static func seed(from text: Slice<UnsafeRawBufferPointer>) throws(IdentityError) -> Secret {
    guard text.count == Base64Seed.textSize else { throw unreadable }
    do {
      return try Secret(count: seedSize) { target in
        guard Base64Seed.decode(UnsafeRawBufferPointer(rebasing: text), into: target) else { throw unreadable }
      }
    } catch let error as IdentityError {
      throw error
    } catch {
      throw IdentityError(.memoryUnavailable, "no memory for the recovery seed")
    }
  }

  private static var unreadable: IdentityError {
    IdentityError(
      .signetFieldsDamaged, "Signet's own entry in the archive cannot be read",
      hint: "it may be of a later version of Signet; the rest of the archive is not affected")
  }
}

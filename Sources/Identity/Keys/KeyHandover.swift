import Platform

/// Keys that are handed to one device of an account: those that all devices share, and to a full device the account's.
///
/// It exists opened only in locked memory. What goes over the mesh is sealed to the device's own wrap key.
public struct KeyHandover: Sendable {
  public enum Purpose: UInt8, Sendable, CaseIterable {
    case receive = 1
    case sync = 2
    /// For full devices alone.
    case account = 3
  }

  /// One key.
  public struct Key: Sendable {
    public let purpose: Purpose
    /// From 1.
    public let generation: UInt32
    /// DER PKCS#8 (RFC 5208 §5).
    public let key: Secret

    public init(purpose: Purpose, generation: UInt32, key: Secret) {
      self.purpose = purpose
      self.generation = generation
      self.key = key
    }

    var place: [UInt32] { [UInt32(purpose.rawValue), generation] }
  }

  /// Most keys.
  public static let keyLimit = 2 * SharedKeys.limit + 1
  /// Most bytes of the revocation list: more than 2,000 devices.
  public static let listLimit = 96 << 10
  /// Most bytes of all.
  public static let limit = 32 + 2 * 32 + keyLimit * (SharedKeys.keyLimit + 9) + listLimit

  /// The account, as it is pinned: by its first key.
  public let account: AccountFingerprint
  /// For whom.
  public let device: DeviceID
  /// The generation of the receive key that is in use with these.
  public let generation: UInt32
  /// Ascending by purpose and generation.
  public let keys: [Key]
  /// DER of the account's newest revocation list; nil where there is none.
  public let revocationList: [UInt8]?

  /// - Throws: `IdentityError.handoverMalformed` for no or too many keys, two in one place, a key that is too long, a
  ///   generation without its receive key, or a list that is too long.
  public init(
    account: AccountFingerprint, device: DeviceID, generation: UInt32, keys: some Sequence<Key>,
    revocationList: [UInt8]? = nil
  ) throws(IdentityError) {
    let sorted = keys.sorted { $0.place.lexicographicallyPrecedes($1.place) }
    guard (1...Self.keyLimit).contains(sorted.count), Set(sorted.map(\.place)).count == sorted.count,
      sorted.allSatisfy({ $0.generation > 0 && (1...SharedKeys.keyLimit).contains($0.key.count) })
    else { throw .malformedHandover("its keys are none, too many or too long, or two have one place") }
    guard sorted.contains(where: { $0.purpose == .receive && $0.generation == generation }),
      !sorted.contains(where: { $0.purpose == .receive && $0.generation > generation })
    else { throw .malformedHandover("the receive key in use is not in it") }
    guard revocationList.map({ (1...Self.listLimit).contains($0.count) }) ?? true else {
      throw .malformedHandover("its revocation list is empty or too long")
    }
    self.account = account
    self.device = device
    self.generation = generation
    self.keys = sorted
    self.revocationList = revocationList
  }

  /// The keys of one purpose, by generation.
  public func keys(_ purpose: Purpose) -> [Key] { keys.filter { $0.purpose == purpose } }
}

extension IdentityError {
  static func malformedHandover(_ what: String) -> IdentityError {
    IdentityError(.handoverMalformed, "this is no record of keys for a device: \(what)")
  }
}

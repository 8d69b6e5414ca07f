import Platform

/// The account keys of one account, as one verifier sees them: those that it has followed, and those that claim to
/// follow. What was said under any of them is one account's word.
public struct AccountLineage: Sendable, Hashable {
  /// How a key of it stands.
  public enum Standing: Sendable, Hashable {
    /// The one that the account has now.
    case present
    /// Another one took its place.
    case earlier
    /// It takes the present one's place then, unless somebody objects.
    case pending(until: UnixTime)
    /// There is another one of equal rank. Neither is followed.
    case contested
  }

  /// The account key that the log began with; the pinned one where no log tells of another.
  public let first: AccountFingerprint
  /// The one that the account has now.
  public let present: AccountFingerprint
  /// Those that were followed, the present one last.
  public let followed: [AccountFingerprint]
  /// Whether the log names the pinned key as one of the account's, or as one that is to follow.
  public let isNamed: Bool
  private let claims: [AccountFingerprint: Standing]

  /// - Parameters:
  ///   - pinned: the account key that was seen first, or that somebody vouched for.
  ///   - state: of a log that is said to be the account's; nil for none. One that never names the pinned key is another
  ///     account's, and says nothing here.
  public init(pinned: AccountFingerprint, _ state: LogState?) {
    var claims: [AccountFingerprint: Standing] = [:]
    for succession in state?.successions ?? [] where succession.old == state?.account {
      switch succession.outcome {
      case .pending(let until): claims[succession.new] = .pending(until: until)
      case .contested: claims[succession.new] = .contested
      case .followed, .cancelled: break
      }
    }
    isNamed = state.map { $0.accounts.contains(pinned) || claims[pinned] != nil } ?? false
    if let state, state.accounts.contains(pinned) {
      first = state.accounts[0]
      present = state.account
      followed = state.accounts
      self.claims = claims
    } else {
      // Deliberate: also where the pinned key only claims to follow. Whoever adds a contact by such a key has that
      // contact, and not the account that it claims to be.
      first = pinned
      present = pinned
      followed = [pinned]
      self.claims = [:]
    }
  }

  private init(_ other: AccountLineage, present: AccountFingerprint) {
    first = other.first
    self.present = present
    followed = other.followed.filter { $0 != present } + [present]
    isNamed = other.isNamed
    claims = other.claims.filter { $0.key != present }
  }

  /// The same for the account's own device, which has the present key whatever others still wait for.
  public func having(_ present: AccountFingerprint) -> AccountLineage {
    present == self.present ? self : AccountLineage(self, present: present)
  }

  /// Nil for a key that is none of this account's.
  public func standing(of key: AccountFingerprint) -> Standing? {
    if key == present { return .present }
    return followed.contains(key) ? .earlier : claims[key]
  }

  /// Every key of it, followed or not; the first one first.
  public var keys: [AccountFingerprint] { followed + claims.keys.sorted() }

  /// Whether keys of equal rank want to follow, so that none is.
  public var isContested: Bool { claims.values.contains(.contested) }

  /// The key that is to follow, and when; the earliest of several.
  public var pending: (key: AccountFingerprint, until: UnixTime)? {
    claims.compactMap { key, standing -> (key: AccountFingerprint, until: UnixTime)? in
      guard case .pending(let until) = standing else { return nil }
      return (key, until)
    }.min { ($0.until, $0.key) < ($1.until, $1.key) }
  }
}

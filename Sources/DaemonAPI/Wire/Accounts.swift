import Platform

/// Answer of `GET /v1/accounts`.
public struct AccountList: Codable, Sendable {
  public let accounts: [AccountSummary]

  public init(accounts: [AccountSummary]) { self.accounts = accounts }
}

/// One account, in short.
public struct AccountSummary: Codable, Sendable, Equatable {
  /// Jami ID, 40 hex.
  public let id: String
  /// The IDs that it had before, which still name it; the first one first.
  public let earlierIds: [String]
  public let displayName: String
  /// This device, 64 hex.
  public let deviceId: String
  public let deviceName: String
  /// `full` or `leaf`.
  public let role: String
  /// `none`, `kitMade` or `kitRehearsed`.
  public let recovery: String
  public let hasPassword: Bool
  /// Unix seconds.
  public let createdAt: UnixTime

  public init(
    id: String, earlierIds: [String] = [], displayName: String, deviceId: String, deviceName: String, role: String,
    recovery: String,
    hasPassword: Bool, createdAt: UnixTime
  ) {
    self.id = id
    self.earlierIds = earlierIds
    self.displayName = displayName
    self.deviceId = deviceId
    self.deviceName = deviceName
    self.role = role
    self.recovery = recovery
    self.hasPassword = hasPassword
    self.createdAt = createdAt
  }
}

/// Answer of `GET /v1/accounts/{id}`.
public struct AccountDetails: Codable, Sendable {
  public let id: String
  /// The IDs that it had before, which still name it; the first one first.
  public let earlierIds: [String]
  public let displayName: String
  public let deviceId: String
  public let deviceName: String
  public let role: String
  public let recovery: String
  public let hasPassword: Bool
  public let createdAt: UnixTime
  /// All of them, blocked and removed ones too.
  public let contacts: [ContactEntry]
  /// Entries of the revocation set.
  public let revokedCount: Int

  public init(_ summary: AccountSummary, contacts: [ContactEntry], revokedCount: Int) {
    id = summary.id
    earlierIds = summary.earlierIds
    displayName = summary.displayName
    deviceId = summary.deviceId
    deviceName = summary.deviceName
    role = summary.role
    recovery = summary.recovery
    hasPassword = summary.hasPassword
    createdAt = summary.createdAt
    self.contacts = contacts
    self.revokedCount = revokedCount
  }
}

/// One contact of an account.
public struct ContactEntry: Codable, Sendable, Equatable {
  /// Jami ID, 40 hex.
  public let id: String
  /// `active`, `blocked` or `removed`.
  public let state: String
  /// Whether the contact accepted us too.
  public let confirmed: Bool

  public init(id: String, state: String, confirmed: Bool) {
    self.id = id
    self.state = state
    self.confirmed = confirmed
  }
}

/// Answer of `DELETE /v1/accounts/{id}`, with `?dryRun=true` too: the same names are removed then or would be.
public struct ForgetAnswer: Codable, Sendable, Equatable {
  public let id: String
  public let displayName: String
  public let dryRun: Bool
  /// Files and folders, absolute, sorted.
  public let removed: [String]

  public init(id: String, displayName: String, dryRun: Bool, removed: [String]) {
    self.id = id
    self.displayName = displayName
    self.dryRun = dryRun
    self.removed = removed
  }
}

import AccountArchive
import AccountStore
import DaemonAPI
import Files
import GnuTLS
import Identity
import Logging
import Platform
import Synchronization

/// The accounts that are here, as the daemon sees them: databases, certificates and names, never an archive's inside.
///
/// Calls block; see `BlockingWork`.
final class AccountDirectory: Sendable {
  let data: DataFolder
  private let logger: Logger
  /// Databases stay open: opening one costs more than all that is read from it.
  private let databases = Mutex<[JamiID: AccountDatabase]>([:])

  init(data: DataFolder, logger: Logger) {
    self.data = data
    self.logger = logger
  }

  /// Every account that has a folder, sorted.
  /// - Throws: `FileError`.
  func ids() throws -> [JamiID] { try data.accountIDs() }

  /// By any ID that the account has or had.
  /// - Throws: `StoreError.accountNotFound`, `IdentityError.identifierMalformed`.
  func folder(_ id: String) throws -> AccountFolder {
    // An account that cannot be read is not meant.
    try data.account(called: try JamiID(parsing: id)) { try? database($0).jamiIDs() }
  }

  /// - Throws: `StoreError`.
  func database(_ folder: AccountFolder) throws -> AccountDatabase {
    try databases.withLock { databases in
      if let open = databases[folder.id] { return open }
      let opened = try folder.database()
      databases[folder.id] = opened
      return opened
    }
  }

  /// Opens every database, and reads what is asked for most.
  ///
  /// Deliberate: at once, not when it is first asked for. Opening writes to SQLite's log, and a question or a failed
  /// operation must leave the folder as it was.
  func openAll() {
    do {
      for id in try ids() { open(id) }
    } catch {
      logger.error("the accounts cannot be listed", metadata: ["reason": "\(ErrorReport(any: error).reason)"])
    }
  }

  /// The same for an account that has just come.
  func opened(_ account: String) async {
    guard let id = JamiID(account) else { return }
    do { try await BlockingWork.run { [self] in open(id) } } catch {
      logger.error("no thread to open an account", metadata: ["account": "\(account)"])
    }
  }

  private func open(_ id: JamiID) {
    do {
      _ = try details(data.account(id))
    } catch {
      logger.error(
        "an account cannot be read", metadata: ["account": "\(id)", "reason": "\(ErrorReport(any: error).reason)"])
    }
  }

  /// Closes an account's database, before its folder goes.
  /// - Throws: `StoreError.databaseFailed`.
  func close(_ id: JamiID) throws { try databases.withLock { try $0.removeValue(forKey: id)?.close() } }

  /// Closes them all; their logs are folded into them.
  func closeAll() {
    databases.withLock { databases in
      for (id, database) in databases {
        do { try database.close() } catch {
          logger.warning(
            "a database did not close", metadata: ["account": "\(id)", "reason": "\(ErrorReport(any: error).reason)"])
        }
      }
      databases = [:]
    }
  }

  /// Every account that can be read. One that cannot is in the log, and `doctor` names it.
  /// - Throws: `FileError`.
  func summaries() throws -> [AccountSummary] {
    try ids().compactMap { id in
      do {
        return try summary(data.account(id))
      } catch {
        logger.error(
          "an account cannot be read", metadata: ["account": "\(id)", "reason": "\(ErrorReport(any: error).reason)"])
        return nil
      }
    }
  }

  /// - Throws: `StoreError`.
  func summary(_ folder: AccountFolder) throws -> AccountSummary {
    let database = try database(folder)
    let stored = try database.account()
    let device = try database.device(stored.deviceID)
    let ids = try database.jamiIDs()
    return AccountSummary(
      id: stored.account.id.text, earlierIds: ids.dropLast().map(\.text), displayName: stored.account.displayName,
      deviceId: device.id.text, deviceName: device.name, role: device.role.rawValue, recovery: stored.recovery.rawValue,
      hasPassword: stored.scheme != .none, createdAt: stored.account.createdAt)
  }

  /// - Throws: `StoreError`.
  func details(_ folder: AccountFolder) throws -> AccountDetails {
    let database = try database(folder)
    let contacts = try database.contacts().map {
      ContactEntry(id: $0.id, state: $0.state.rawValue, confirmed: $0.confirmed)
    }
    let revocations = try database.revocations(of: try database.account().account.fingerprint)
    return AccountDetails(
      try summary(folder), contacts: contacts,
      revokedCount: revocations.deviceCount(certificates: try database.certificates()))
  }

  /// Those that the log knows and this machine has no record of too.
  /// - Throws: `StoreError`.
  func devices(_ folder: AccountFolder) throws -> [DeviceEntry] {
    let database = try database(folder)
    let this = try database.account().deviceID
    let token = try database.keys().inUse(.signing)?.token
    let roster = DeviceRoster(
      devices: try database.devices(), log: try database.ownLog(), this: this, now: .now())
    return roster.entries.map { listed in
      var entry = listed
      if entry.isThis { entry.token = token?.url.tokenName }
      return entry
    }
  }

  /// Gives a device another name.
  /// - Throws: `StoreError.deviceNotFound`, `IdentityError.nameRefused`.
  func renameDevice(_ id: String, in folder: AccountFolder, to name: String, now: UnixTime) throws -> DeviceEntry {
    let name = try PersonalName.checked(name)
    let database = try database(folder)
    var device = try database.device(try DeviceID(parsing: id))
    let old = device.name
    device.name = name
    if old != name {
      try database.write { writer in
        try writer.save(device)
        try writer.append(
          AccountEvent(
            at: now, kind: .deviceRenamed, text: "the device \(old) is now called \(name)",
            details: ["deviceId": device.id.text, "name": name]))
      }
    }
    return Self.entry(device, this: try database.account().deviceID)
  }

  /// - Throws: `StoreError`.
  func events(_ folder: AccountFolder, after number: Int64, limit: Int) throws -> [Event] {
    try database(folder).events(after: number, limit: limit).map { event in
      Event(
        number: event.number, account: folder.id.text, at: event.at, kind: event.kind.rawValue, text: event.text,
        details: event.details)
    }
  }

  /// Removes an account from this machine, or says what that would remove.
  /// - Throws: `StoreError`, `FileError`.
  func forget(_ folder: AccountFolder, dryRun: Bool) throws -> ForgetAnswer {
    let name = (try? summary(folder).displayName) ?? ""  // a damaged account can be forgotten too
    let files = try Folder.list(folder.path).map { folder.path + "/" + $0 }
    let answer = ForgetAnswer(
      id: folder.id.text, displayName: name, dryRun: dryRun, removed: ([folder.path] + files).sorted())
    if !dryRun {
      try close(folder.id)
      try data.forget(folder.id)
    }
    return answer
  }

  private static func entry(_ device: Device, this: DeviceID) -> DeviceEntry {
    DeviceEntry(
      deviceId: device.id.text, name: device.name, state: device.state.rawValue, role: device.role.rawValue,
      isThis: device.id == this, addedAt: device.createdAt, expires: device.certificate.notAfter)
  }
}

extension AccountDirectory {
  /// Which of the account's certificates ends first.
  /// - Throws: `StoreError`.
  func nextExpiry(_ folder: AccountFolder) throws -> ExpiryForecast {
    let database = try database(folder)
    let stored = try database.account()
    return ExpiryForecast.next(
      account: stored.account, device: try database.device(stored.deviceID).certificate,
      signing: try database.keys().inUse(.signing)?.certificate)
  }
}

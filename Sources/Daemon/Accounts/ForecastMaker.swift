import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Every date on which something of an account would stop working, from what its database knows.
struct ForecastMaker {
  /// Seconds (7 days) for which relays keep a card, as any packet.
  private static let cardLife: Int64 = 7 * 86_400

  let database: AccountDatabase
  let folder: AccountFolder
  private var id: String { folder.id.text }

  init(_ database: AccountDatabase, folder: AccountFolder) {
    self.database = database
    self.folder = folder
  }

  /// Whether a certificate of the account or of this device is due.
  /// - Throws: `StoreError`.
  func isRenewalDue(now: UnixTime) throws -> Bool { try certificates().contains { $0.renewAt <= now } }

  /// - Throws: `StoreError`.
  func forecast(now: UnixTime) throws -> Forecast {
    let fate = try KeysFate(folder, database, now: now)
    // Of a device that was thrown out nothing else matters any more.
    guard case .kept = fate else { return Forecast(id: id, items: ownKeys(fate)) }
    let dated = try certificateItems() + revocationList() + otherDevices() + retiredKeys() + pending(now) + card()
    let sorted = dated.enumerated().sorted { left, right in
      (left.element.at ?? now, left.offset) < (right.element.at ?? now, right.offset)
    }
    return Forecast(id: id, items: try sorted.map(\.element) + recovery() + backup(now))
  }

  private func certificates() throws -> [ExpiryForecast] {
    let stored = try database.account()
    return ExpiryForecast.all(
      account: stored.account, device: try database.device(stored.deviceID).certificate,
      signing: try database.keys().inUse(.signing)?.certificate)
  }

  private func certificateItems() throws -> [ForecastItem] {
    let stored = try database.account()
    let isLeaf = try database.device(stored.deviceID).role == .leaf
    return try certificates().map { entry in
      let (subject, text, command): (ForecastItem.Subject, String, String) =
        switch entry.subject {
        case .authorityCertificate:
          (.authorityCertificate, "the certificate of the account's authority ends", "signet device renew")
        case .accountCertificate:
          (
            .accountCertificate, "the account's certificate ends, and with it those of its devices",
            "signet device renew"
          )
        case .deviceCertificate: (.deviceCertificate, "this device's certificate ends", "signet device renew")
        case .signingCertificate:
          (.signingCertificate, "this device's signing certificate ends: nobody takes what it signs", "signet key make")
        }
      return ForecastItem(
        subject, at: entry.expiresAt, renewAt: entry.renewAt, text: text,
        cure: isLeaf
          ? "a full device of the account renews it, once its archive is open, and sends it: leave both daemons running, "
            + "with a relay in reach" : "\(command) --account \(id)")
    }
  }

  /// Each list is signed to last as long as the account's certificate, and signed anew with it.
  private func revocationList() throws -> [ForecastItem] {
    let account = try database.account().account
    guard try !database.revocations(of: account.fingerprint).serials.isEmpty else { return [] }
    return [
      ForecastItem(
        .revocationList, at: account.certificate.notAfter, renewAt: RenewalPolicy.dueTime(of: account.certificate),
        text: "the account's revocation list ends: a reader that heeds its date forgets who is revoked",
        cure: "signet device renew --account \(id)")
    ]
  }

  private func otherDevices() throws -> [ForecastItem] {
    let this = try database.account().deviceID
    let isFull = try database.device(this).role == .full
    return try database.devices().filter { $0.id != this && $0.state == .active }.map { device in
      ForecastItem(
        .otherDeviceCertificate, at: device.certificate.notAfter,
        renewAt: RenewalPolicy.dueTime(of: device.certificate),
        text: "the certificate of the device \(device.name) ends, as far as this device knows",
        cure: device.role == .full
          ? "on that device: signet device renew"
          : "\(isFull ? "here" : "on a full device"): signet key make --account \(id)")
    }
  }

  private func retiredKeys() throws -> [ForecastItem] {
    try database.keys().filter { $0.purpose == .receive || $0.purpose == .sync }.compactMap { key in
      guard let retired = key.retiredAt, !key.isDestroyed else { return nil }
      return ForecastItem(
        .retiredKey, at: retired.adding(seconds: StoredKey.retiredLife),
        text: "the old \(key.purpose.rawValue) key of generation \(key.generation) is to be destroyed: what was sealed "
          + "to it must be fetched before",
        cure: "leave the daemon running until then, with a relay in reach")
    }
  }

  private func ownKeys(_ fate: KeysFate) -> [ForecastItem] {
    let at: UnixTime? = if case .destroyedAt(let time) = fate { time } else { nil }
    switch fate {
    case .destroyedAt, .due, .begun:
      return [
        ForecastItem(
          .ownKeys, at: at,
          text: "this device was thrown out: its keys are destroyed, unless somebody with the recovery kit objects",
          cure: "signet device forget-keys --account \(id), which does it now")
      ]
    case .kept, .objected, .destroyed: return []
    }
  }

  private func pending(_ now: UnixTime) throws -> [ForecastItem] {
    guard let state = try database.ownLog()?.state(at: now) else { return [] }
    let statements = state.pending.map { ($0.statement, $0.until, "a statement of the account's log") }
    let successions = state.successions.compactMap { status -> (StatementHash, UnixTime, String)? in
      guard case .pending(let until) = status.outcome else { return nil }
      return (status.statement, until, "another account key")
    }
    return (statements + successions).map { hash, until, what in
      ForecastItem(
        .pendingStatement, at: until, text: "\(what) (\(hash.text.prefix(12))) counts, unless somebody objects",
        cure: "see whether it is yours: signet log --account \(id)")
    }
  }

  private func card() throws -> [ForecastItem] {
    guard let issued = try database.setting(CardKeeper.issuedName).flatMap({ Int64($0) }) else { return [] }
    return [
      ForecastItem(
        .card, at: UnixTime(seconds: issued).adding(seconds: Self.cardLife),
        renewAt: UnixTime(seconds: issued).adding(seconds: CardKeeper.renewal),
        text: "the account's card is gone from relays: those who do not know it yet cannot find it",
        cure: "leave the daemon running, or start it now and then: it renews the card each day")
    ]
  }

  private func recovery() throws -> [ForecastItem] {
    let (text, command): (String, String)
    switch try database.account().recovery {
    case .kitRehearsed: return []
    case .none:
      (text, command) = ("there is no recovery kit: without a device and a backup the account is lost", "make")
    case .kitMade: (text, command) = ("the recovery kit was never rehearsed: nobody knows whether it works", "rehearse")
    }
    return [ForecastItem(.recoveryKit, text: text, cure: "signet recovery \(command) --account \(id)")]
  }

  private func backup(_ now: UnixTime) throws -> [ForecastItem] {
    let cure = "signet backup create --account \(id) FILE"
    guard let last = try database.lastEvent(.backupMade) else {
      return [ForecastItem(.backup, text: "no backup was ever made on this device", cure: cure)]
    }
    let days = max(0, (now.seconds - last.at.seconds) / 86_400)
    guard days >= 30 else { return [] }
    return [
      ForecastItem(
        .backup, text: "the last backup is \(days) days old: it does not know who and what came since", cure: cure)
    ]
  }
}

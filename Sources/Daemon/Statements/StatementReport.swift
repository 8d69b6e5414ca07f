import DaemonAPI
import GnuTLS
import Identity
import Platform

/// A log in the words of the API.
struct StatementReport {
  private let book: LogBook
  /// Of the account's own devices; of others there are none.
  private let names: [DeviceID: String]
  private let entries: [LogEntry]
  private let places: [StatementHash: Int]

  init(_ book: LogBook, names: [DeviceID: String]) {
    self.book = book
    self.names = names
    entries = book.log.ordered
    places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($0.element.statement.id, $0.offset + 1) })
  }

  func list(contact: JamiID?, problems: [EntryFailure]?) -> StatementList {
    let state = book.state
    return StatementList(
      account: book.log.account.text, contact: contact?.text, genesis: book.log.genesis.text,
      heads: state.heads.map(\.text), devices: state.devices.map(device), statements: statements,
      waiting: book.log.waiting.count,
      forks: state.forks.map { LogFork(author: $0.author.text, number: $0.number, isResolved: $0.isResolved) },
      problems: problems?.map { LogProblem(number: $0.number + 1, failures: $0.policies.map(\.rawValue)) })
  }

  func name(_ device: DeviceID) -> String { names[device] ?? String(device.text.prefix(12)) }

  private var statements: [LogStatement] {
    let failures = Dictionary(
      book.state.failures.compactMap { failure in failure.id.map { ($0, failure.policies) } }
    ) { first, _ in first }
    let pending = Dictionary(book.state.pending.map { ($0.statement, $0.until) }) { first, _ in first }
    let forked = Set(book.state.forks.flatMap(\.statements))
    return entries.map { entry in
      let statement = entry.statement
      let failed = failures[statement.id] ?? []
      let until = failed.isEmpty ? pending[statement.id] : nil
      return LogStatement(
        number: places[statement.id] ?? 0, id: statement.id.text, kind: statement.content.kindName,
        text: text(statement.content), author: Self.author(statement.author), authorName: authorName(statement.author),
        authorNumber: statement.author.device == nil ? nil : statement.number,
        parents: (statement.heads + [statement.predecessor].compactMap { $0 }).compactMap { places[$0] }.sorted(),
        seenAt: entry.sights.max() ?? UnixTime(seconds: 0),
        standing: failed.isEmpty ? until == nil ? "counts" : "pending" : "refused", until: until,
        failures: failed.map(\.rawValue), forked: forked.contains(statement.id))
    }
  }

  private func device(_ device: LoggedDevice) -> LogDevice {
    var until: UnixTime?
    if case .pending(let time) = device.standing { until = time }
    return LogDevice(
      deviceId: device.id.text, name: name(device.id), role: device.role.rawValue, standing: device.standing.name,
      until: until, actsFrom: device.actsFrom)
  }

  private static func author(_ author: StatementAuthor) -> String {
    switch author {
    case .account: "account"
    case .recovery: "recovery"
    case .device(let device): device.text
    }
  }

  private func authorName(_ author: StatementAuthor) -> String {
    switch author {
    case .account: "the account key"
    case .recovery: "the recovery key"
    case .device(let device): name(device)
    }
  }

  private func text(_ content: StatementContent) -> String {
    switch content {
    case .genesis(let genesis):
      genesis.founding.map { "the account begins, with the device \(name($0.device.device))" }
        ?? "the account came from Jami"
    case .deviceAdded(let added) where added.approver == added.keys.device:
      "\(name(added.keys.device)) has new keys"
    case .deviceAdded(let added) where added.method == .replacement:
      "\(name(added.keys.device)) takes the place of \(added.approver.map(name) ?? "another")"
    case .deviceAdded(let added):
      "\(name(added.keys.device)) comes in as \(added.role.rawValue), by \(added.method.name)"
    case .deviceRevoked(let revoked): "\(name(revoked.device)) is thrown out"
    case .receiveKey(let change):
      "receive key \(change.generation), for \(change.recipients.count) device\(change.recipients.count == 1 ? "" : "s")"
    case .succession(let succession): "the account goes on under \(name(succession.new))"
    case .recoveryKey(let key): "the recovery key is \(key.text.prefix(12))"
    case .objection(let target): "an objection to \(place(target))"
    case .countersignature(let target): "\(place(target)) is confirmed"
    case .unknown(let kind, _): "a statement of the kind \(kind), which this version does not know"
    }
  }

  /// The Jami ID, which people know it by; the fingerprint's beginning where its key is not here.
  private func name(_ account: AccountFingerprint) -> String {
    // What is no key has no ID.
    let key = book.log.keys[KeyID(account)].flatMap { try? PublicKey(spki: $0) }
    return key.map { "the ID \(JamiID(of: $0).text.prefix(12))" } ?? String(account.text.prefix(12))
  }

  private func place(_ target: StatementHash) -> String {
    places[target].map { "statement \($0)" } ?? "a statement that is not here"
  }
}

extension StatementContent {
  fileprivate var kindName: String {
    switch self {
    case .genesis: "genesis"
    case .deviceAdded: "deviceAdded"
    case .deviceRevoked: "deviceRevoked"
    case .receiveKey: "receiveKey"
    case .succession: "succession"
    case .recoveryKey: "recoveryKey"
    case .objection: "objection"
    case .countersignature: "countersignature"
    case .unknown: "unknown"
    }
  }
}

extension AddedDevice.Method {
  fileprivate var name: String {
    switch self {
    case .approved: "linking"
    case .archive: "restoring an archive"
    case .jamiPin: "a Jami PIN"
    case .file: "a file"
    case .replacement: "new keys of a device"
    }
  }
}

extension LoggedDevice.Standing {
  /// As the API writes it.
  var name: String {
    switch self {
    case .active: "active"
    case .pending: "pending"
    case .suspended: "suspended"
    case .revoked: "revoked"
    case .superseded: "superseded"
    case .notListed: "notListed"
    }
  }
}

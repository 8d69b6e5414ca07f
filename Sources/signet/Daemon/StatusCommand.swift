import ArgumentParser
import DaemonAPI
import Platform

/// `signet status`
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how an account stands: device, recovery, keys, what expires next.",
    discussion: """
      Keys are `ready`, `making` while they are made, or `pending` where that needs the archive's password (`signet \
      key make`); `destroyed` on a device that was thrown out. Shows also whether the signing agent is locked, how many messages nobody has read, how many packets \
      are still on their way, and how many relays are known.

      Ends with status 4 when a certificate of the account expires within 7 days, so that a script or a timer can tell.

      Examples:
        $ signet status
        $ signet status --json
      """)

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    var named = account.id
    if named != nil { named = try await client.resolve(account: named).id }
    let status = try await client.status(account: named)
    if common.json {
      Answer.json(status)
    } else {
      show(status)
    }
    let soon = UnixTime.now().adding(seconds: ExitTable.expirySeconds)
    if let expiry = status.nextExpiry, expiry < soon { throw ExitCode(ExitTable.expiresSoon) }
  }

  private func show(_ status: Status) {
    Answer.facts([
      ("account", status.id), ("name", status.displayName), ("device", status.deviceId), ("role", status.role),
      ("recovery", status.recovery), ("keys", status.keys), ("revoked", status.revoked?.words),
      ("agent", status.agentLocked.map { $0 ? "locked" : "unlocked" }),
      ("token", status.token.map { "\($0.name): \($0.state.words)" }), ("unread", status.unread.map(String.init)),
      ("outbox", status.outbox.map(String.init)), ("relays", status.relays.map(String.init)),
      ("next expiry", status.nextExpiry.map { "\($0.text) (\(status.nextExpiryOf ?? "certificate"))" }),
      ("accounts", String(status.accounts)), ("archive open", Answer.yesNo(!status.locked)),
      ("operations", String(status.operations)),
      ("daemon", "\(status.daemon.version), process \(status.daemon.processId), since \(status.daemon.startedAt.text)"),
    ])
    if status.id == nil && status.accounts > 1 { Words.say("Several accounts are here: name one with --account ID.") }
    if status.keys == "pending" {
      Words.say("Keys are missing that messages need. They take the archive's password: signet key make")
    }
  }
}

extension OwnRevocationStatus {
  /// For people.
  fileprivate var words: String {
    switch keys {
    case .pending: at.map { "yes; its keys are destroyed on \($0.text)" } ?? "yes; its keys are being destroyed"
    case .objected: "yes; the recovery key objects, and its keys stay"
    case .destroyed: "yes; its keys are destroyed\(at.map { " since \($0.text)" } ?? "")"
    }
  }
}

extension TokenStatus.State {
  /// For people.
  fileprivate var words: String {
    switch self {
    case .ready: "ready"
    case .pinNeeded: "its PIN is needed (signet unlock)"
    case .unavailable: "not there"
    }
  }
}

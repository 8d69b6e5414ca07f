import AccountStore
import DaemonAPI
import Glibc
import Hummingbird
import Identity
import Platform

/// The daemon itself: status, lock, doctor, stop.
struct DaemonItselfRoutes {
  /// Longest wait for operations at work, when everything is to be locked.
  private static let lockSeconds = 300

  let house: DaemonHouse

  var all: [Route] {
    [
      .get("/v1/status") { request, _ in
        try JSONAnswer.response(try await status(of: request.uri.queryParameters["account"].map(String.init)))
      },
      .post("/v1/lock") { _, _ in
        let (ended, finished) = await house.operations.drain(seconds: Self.lockSeconds)
        let agents = try await house.messaging.lockAll()
        return try JSONAnswer.response(LockAnswer(locked: true, ended: ended, finished: finished, agents: agents))
      },
      .get("/v1/doctor") { _, _ in
        let isIdle = await house.operations.isIdle
        let findings = try await BlockingWork.run { try house.doctor.examine(isIdle: isIdle, now: .now()) }
        return try JSONAnswer.response(DoctorAnswer(findings: findings))
      },
      .post("/v1/stop") { _, _ in
        house.stop()
        return try JSONAnswer.response(StopAnswer(stopping: true))
      },
    ]
  }

  private func status(of named: String?) async throws -> Status {
    // First: keys that are made in between are then ready below.
    let making = await house.operations.accountsMakingKeys
    var status = try await BlockingWork.run { try accountStatus(named, making) }
    status.operations = await house.operations.underWay
    if let account = status.id { try await addMessaging(to: &status, account) }
    // What the agents hold is told apart: here it is the workers, which hold archives and passwords.
    status.locked = await house.operations.isIdle
    return status
  }

  private func addMessaging(to status: inout Status, _ account: String) async throws {
    let desk = try await house.messaging.messenger(of: account).desk
    let agent = try await desk.agent.status()
    status.agentLocked = agent.locked
    status.token = agent.token
    let (unread, outbox, relays) = try await desk.withDatabase { database in
      // Nothing has come since the mark: the conversations need not be put together for it.
      let isAllRead = try database.lastMessageNumber() <= database.readMark()
      let unread = isAllRead ? [] : try InboxBuilder(desk, database).received(limit: MessageRoutes.longestList)
      return (unread.count { !$0.read }, try database.outboxCounts().open, try RelayBook.known(database).count)
    }
    status.unread = unread
    status.outbox = outbox
    status.relays = relays
  }

  private func accountStatus(_ named: String?, _ makingKeys: Set<String>) throws -> Status {
    let ids = try house.accounts.ids()
    var status = Status(
      accounts: ids.count, locked: true, operations: 0,
      daemon: DaemonStatus(
        version: SignetVersion.text, processId: getpid(), startedAt: house.startedAt, home: house.location.dataFolder,
        socket: house.location.socketPath))
    guard let id = try named.map({ try JamiID(parsing: $0) }) ?? (ids.count == 1 ? ids[0] : nil) else { return status }
    let folder = try house.accounts.folder(id.text)
    let summary = try house.accounts.summary(folder)
    status.id = summary.id
    status.displayName = summary.displayName
    status.deviceId = summary.deviceId
    status.role = summary.role
    status.recovery = summary.recovery
    status.keys = try house.accounts.keyState(folder, isMaking: makingKeys.contains(folder.id.text)).rawValue
    status.revoked = try KeysFate(folder, house.accounts.database(folder), now: .now()).status
    guard status.revoked?.keys != .destroyed else { return status }
    let next = try house.accounts.nextExpiry(folder)
    status.nextExpiry = next.expiresAt
    status.nextExpiryOf = next.subject.rawValue
    return status
  }
}

import AccountStore
import DaemonAPI
import Identity
import Jasper
import Platform
import Sealing
import Testing

@testable import Daemon

@Suite struct SigningAgentTests {
  @Test func `an agent that was unlocked for a time is locked after it`() async throws {
    let test = try TestDesk()
    let agent = test.desk.agent
    try await agent.lock(now: Person.now)
    try await agent.unlock(seconds: 60, now: Person.now)
    let end = Person.now.adding(seconds: 60)
    _ = try await agent.keys(now: Person.now)
    _ = try await agent.keys(now: end.adding(seconds: -1))
    #expect(try await agent.status(now: Person.now).unlockedUntil == end)
    await #expect(throws: MessagingError(.agentLocked, "")) { _ = try await agent.keys(now: end) }
    let status = try await agent.status(now: end)
    #expect(status.locked && status.lockedSince == end && status.unlockedUntil == nil)
    try await agent.unlock(seconds: nil, now: end)
    _ = try await agent.keys(now: end.adding(seconds: 1_000_000))
  }

  @Test func `a lock and its end survive a restart`() async throws {
    var test: TestDesk? = try TestDesk()
    let home = try #require(test?.home)
    try await test?.desk.agent.lock(now: Person.now)
    test = nil
    var next: TestDesk? = try TestDesk(home: home)
    await #expect(throws: MessagingError(.agentLocked, "")) { _ = try await next?.desk.agent.keys() }
    try await next?.desk.agent.unlock(seconds: 60, now: Person.now)
    next = nil
    let third = try TestDesk(home: home)
    _ = try await third.desk.agent.keys(now: Person.now.adding(seconds: 59))
    await #expect(throws: MessagingError(.agentLocked, "")) {
      _ = try await third.desk.agent.keys(now: Person.now.adding(seconds: 60))
    }
  }

  @Test func `a lock while the keys are being read leaves none behind`() async throws {
    let test = try TestDesk()
    let agent = test.desk.agent
    for _ in 0..<20 {
      try await agent.unlock(seconds: nil)
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask {
            // Before the lock it has them, after it not: either is right.
            _ = try? await agent.keys()
          }
        }
        group.addTask {
          do { try await agent.lock() } catch { Issue.record(error) }
        }
      }
      await #expect(throws: MessagingError(.agentLocked, "")) { _ = try await agent.keys() }
    }
  }

  @Test func `what was signed and opened is counted over restarts`() async throws {
    var test: TestDesk? = try TestDesk()
    let home = try #require(test?.home)
    await test?.desk.agent.countSigned(3)
    await test?.desk.agent.countOpened(2)
    await test?.desk.agent.flush()
    test = nil
    let next = try TestDesk(home: home)
    await next.desk.agent.countSigned()
    let status = try await next.desk.agent.status()
    #expect(status.signed == 4 && status.opened == 2)
    await next.desk.agent.flush()
    // Nothing is counted twice.
    #expect(try await next.desk.agent.status().signed == 4)
  }

  @Test func `without a signing key the keys are pending`() async throws {
    let test = try TestDesk()
    var signing = try #require(try test.database.keys().inUse(.signing))
    signing.retiredAt = Person.now
    let retired = signing
    try test.database.write { try $0.save(retired) }
    await #expect(throws: MessagingError(.keysPending, "")) { _ = try await test.desk.agent.keys() }
  }
}

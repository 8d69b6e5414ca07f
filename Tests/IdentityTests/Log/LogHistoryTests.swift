import Identity
import Platform
import Testing

@Suite("Log: histories")
struct LogHistoryTests {
  @Test func `in 1,000 seeded schedules of concurrent revocations in partitions none is lost`() throws {
    var start = try LogWorld()
    let devices = (0..<5).map { FakeDevice("device \($0)") }
    start.spkis += devices.flatMap(\.spkis)
    for device in devices { try start.take(start.approval(of: device, by: start.phone)) }
    start.wait(2 * LogLimits.maturity)
    for seed in 0..<1000 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var replicas = [LogWorld](repeating: start, count: devices.count)
      var revoked: Set<DeviceID> = []
      for _ in 0..<Int.random(in: 2...8, using: &generator) {
        let here = Int.random(in: 0..<devices.count, using: &generator)
        for place in replicas.indices { replicas[place].wait(Int64.random(in: 0...3, using: &generator)) }
        // Whoever knows to be revoked stops.
        if replicas[here].standing(devices[here]) == .active, Int.random(in: 0...2, using: &generator) > 0 {
          let target = devices[Int.random(in: 0..<devices.count, using: &generator)]
          let isNameless = Int.random(in: 0...4, using: &generator) == 0
          try replicas[here].take(
            isNameless
              ? replicas[here].namelessRevocation(of: target)
              : replicas[here].revocation(of: target, by: devices[here]))
          revoked.insert(target.id)
        } else {
          let there = Int.random(in: 0..<devices.count, using: &generator)
          replicas[here].receive(replicas[there].log.entries.values.map(\.signed))
        }
      }
      // The partitions heal, in some order.
      let everything = replicas.flatMap { $0.log.entries.values.map(\.signed) }.shuffled(using: &generator)
      for place in replicas.indices {
        replicas[place].receive(everything)
        let keys = Set(replicas[place].state.revokedKeys)
        let expected = Set(devices.filter { revoked.contains($0.id) }.flatMap(\.keyIDs))
        #expect(keys == expected, "seed \(seed)")
      }
    }
  }

  @Test func `in 10,000 random histories nothing that was revoked comes back`() throws {
    let start = try LogWorld.settled()
    for seed in 0..<10_000 {
      var generator = SeededGenerator(seed: UInt64(100_000 + seed))
      var history = History(start)
      for _ in 0..<6 { try history.step(&generator) }
      let isFine = history.healed()
      #expect(isFine, "seed \(seed)")
      if !isFine { break }
    }
  }

  /// Two machines and an observer; machines are set back to old copies, and meet.
  private struct History {
    var machines: [LogWorld]
    var backups: [LogWorld]
    var observer: LogWorld
    /// The observer's own old copies.
    var copies: [AccountLog]
    /// All that anybody ever saw revoked at the observer.
    var revoked: Set<KeyID> = []
    var isMonotone = true

    init(_ start: LogWorld) {
      machines = [start, start]
      backups = [start]
      observer = start
      copies = [start.log]
    }

    mutating func step(_ generator: inout SeededGenerator) throws {
      let here = Int.random(in: 0...1, using: &generator)
      let author = here == 0 ? machines[here].phone : machines[here].laptop
      let all = [observer.phone, observer.laptop, observer.tablet, observer.thief]
      let target = all[Int.random(in: 0..<all.count, using: &generator)]
      switch Int.random(in: 0...8, using: &generator) {
      case 0: machines[here].receive([try machines[here].approval(of: target, by: author)])
      case 1: machines[here].receive([try machines[here].ownAddition(target)])
      case 2: machines[here].receive([try machines[here].revocation(of: target, by: author)])
      case 3:
        machines[here].receive([
          try machines[here].statement(machines[here].revoked(target), by: author, signed: [.device(author)])
        ])
      case 4: machines[here].receive([try machines[here].namelessRevocation(of: target)])
      case 5:
        backups.append(machines[here])
        copies.append(observer.log)
      case 6:
        // An old copy comes back in place of the machine's own: numbers are given away twice.
        let now = machines[here].now
        machines[here] = backups[Int.random(in: 0..<backups.count, using: &generator)]
        machines[here].now = now
      case 7: machines[here].receive(machines[1 - here].log.entries.values.map(\.signed))
      default:
        let pause = Int64.random(in: 1...100, using: &generator) * 3600
        for place in machines.indices { machines[place].wait(pause) }
        observer.wait(pause)
      }
      if Bool.random(using: &generator) {
        observer.wait(1)
        observer.receive(machines[here].log.entries.values.map(\.signed))
        look()
      }
    }

    private mutating func look() {
      let keys = Set(observer.state.revokedKeys)
      if !keys.isSuperset(of: revoked) { isMonotone = false }
      revoked.formUnion(keys)
    }

    /// Everything meets everything; then an old copy is merged in.
    mutating func healed() -> Bool {
      observer.wait(1)
      observer.receive((machines + backups).flatMap { $0.log.entries.values.map(\.signed) })
      look()
      do {
        for copy in copies { observer.log = try copy.merging(observer.log) }
      } catch {
        return false
      }
      look()
      observer.wait(LogLimits.objection + 1)
      look()
      let active = observer.state.devices.filter { $0.standing == .active }
      return isMonotone && active.allSatisfy { revoked.isDisjoint(with: $0.keys.all) }
    }
  }
}

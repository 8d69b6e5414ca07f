import AccountStore
import DaemonAPI
import Logging
import Platform

/// All operations of this run of the daemon: numbers them, starts their workers, follows what those say.
actor OperationRegistry {
  /// Starts a worker for a task.
  typealias Launch = @Sendable (WorkerTask.Work) throws -> WorkerProcess

  /// Most workers at a time: Argon2 takes 64 MiB in each.
  static let workerLimit = 8
  /// Operations that are over and still answered for.
  static let keptCount = 200

  private struct Live {
    let worker: WorkerProcess
    /// Why it was ended from outside; nil as long as it was not.
    var endedBecause: ErrorReport?
  }

  private let launch: Launch
  private let logger: Logger
  /// Clears up after workers that were cut off; called when none runs.
  private let recover: @Sendable () async -> Void
  private var beforeDone: @Sendable (Operation.Kind, String) async -> Void = { _, _ in }
  private var mail: @Sendable (MailErrand) async -> MailAnswer = { _ in MailAnswer() }
  private var onEnd: @Sendable (Operation) async -> Void = { _ in }
  private var onToken: @Sendable (TokenCall, ObjectIdentifier) async -> KeeperAnswer = { _, _ in .done }
  private var onWorkerEnd: @Sendable (ObjectIdentifier) async -> Void = { _ in }
  private var operations: [Int: Operation] = [:]
  private var live: [Int: Live] = [:]
  /// Operations that wait until the keys of their account are made; they have no worker yet.
  private var queued: [Int: WorkerTask.Work] = [:]
  private var lastID = 0
  private var isStopping = false
  private var waiters = OperationWaiters()
  /// Operations that were cut off at work and not cleared up after yet.
  private var cutOff: Set<Int> = []
  private var recovering: Task<Void, Never>?

  init(launch: @escaping Launch, logger: Logger, recover: @escaping @Sendable () async -> Void) {
    self.launch = launch
    self.logger = logger
    self.recover = recover
  }

  /// Sets what is called with the account of a successful operation before anybody is told of it.
  func beforeDone(_ body: @escaping @Sendable (Operation.Kind, String) async -> Void) { beforeDone = body }

  /// Sets who goes to relays for workers.
  func mail(_ body: @escaping @Sendable (MailErrand) async -> MailAnswer) { mail = body }

  /// Sets what is called for each operation that had a worker, once it is over and its worker is gone or has gone on to
  /// the account's keys.
  func onEnd(_ body: @escaping @Sendable (Operation) async -> Void) { onEnd = body }

  /// Sets who answers workers that work with a token.
  func onToken(_ house: TokenHouse) {
    onToken = { await house.answer($0, of: $1) }
    onWorkerEnd = { await house.drop($0) }
  }

  /// Operations with a worker, the spare key's not counted, and those that wait for one.
  var underWay: Int { live.keys.count { operations[$0]?.kind != .spareKey } + queued.count }

  /// Whether no worker runs at all.
  var isIdle: Bool { live.isEmpty && queued.isEmpty }

  /// Whether an operation on the account is under way. One that makes its keys is waited for first.
  func isBusy(account: String) async -> Bool {
    await keysMade(of: account)
    return isTaken(account)
  }

  /// The accounts whose keys are being made.
  var accountsMakingKeys: Set<String> {
    Set(operations.values.compactMap(\.account).filter { keyMaking($0) != nil })
  }

  /// Starts an operation. One that makes the spare key makes room for it; while the account's keys are made, it waits.
  /// - Throws: `ErrorReport`: `accountBusy`, `daemonBusy`, `daemonStopping`, `spawnFailed`.
  func start(_ work: WorkerTask.Work) async throws -> Operation {
    while let recovering { await recovering.value }
    guard !isStopping else { throw APIError(.daemonStopping, "the daemon is ending") }
    if let account = work.account, isTaken(account) {
      guard let making = keyMaking(account), isOnlyOne(making) else { throw Self.busy(account) }
      let operation = register(work.kind, account: account, phase: .waitingForKeys)
      queued[operation.id] = work
      return operation
    }
    for (id, _) in live where operations[id]?.kind == .spareKey { end(id, because: Self.cancelled) }
    guard live.count < Self.workerLimit else {
      throw APIError(.daemonBusy, "\(live.count) operations are under way", hint: "try again when one has ended")
    }
    let worker = try launch(work)
    let operation = register(work.kind, account: work.account, phase: .starting)
    follow(worker, operation.id)
    return operation
  }

  private func register(_ kind: Operation.Kind, account: String?, phase: Progress.Phase) -> Operation {
    lastID += 1
    var operation = Operation(id: lastID, kind: kind, account: account)
    operation.progress = Progress(phase)
    operations[operation.id] = operation
    forgetOldest()
    logger.info("operation began", metadata: ["id": "\(operation.id)", "kind": "\(kind.rawValue)"])
    return operation
  }

  private func follow(_ worker: WorkerProcess, _ id: Int) {
    live[id] = Live(worker: worker)
    Task {
      var current = id
      for await event in worker.events { current = await take(event, of: current) }
    }
  }

  /// The operation, as soon as its revision is above `revision`, or after `seconds` as it is.
  /// - Throws: `APIError.operationNotFound`.
  func operation(_ id: Int, after revision: Int = 0, seconds: Int = 0) async throws -> Operation {
    guard let operation = operations[id] else {
      throw APIError(.operationNotFound, "there is no operation \(id)", hint: "they are forgotten when the daemon ends")
    }
    if operation.revision > revision || operation.isOver || seconds == 0 { return operation }
    let waiter = waiters.nextNumber()
    let timer = Task {
      try await Task.sleep(for: .seconds(seconds))
      waiters.wake(waiter, of: id)
    }
    await withCheckedContinuation { waiters.add($0, number: waiter, of: id) }
    timer.cancel()
    return operations[id] ?? operation
  }

  /// Waits until no worker makes keys of the account.
  private func keysMade(of account: String) async {
    while let id = keyMaking(account), let making = operations[id], !making.isOver {
      // It cannot have been forgotten: it was here a line ago.
      guard (try? await operation(id, after: making.revision, seconds: 60)) != nil else { return }
    }
  }

  /// Ends an operation and answers when its worker is gone.
  /// - Throws: `APIError.operationNotFound`.
  func cancel(_ id: Int) async throws -> Operation {
    var operation = try await operation(id)
    end(id, because: Self.cancelled)
    while !operation.isOver {
      operation = try await self.operation(id, after: operation.revision, seconds: 5)
    }
    return operation
  }

  /// Hands an entry of digits to the worker that waits for one.
  /// - Throws: `APIError.operationNotFound`, `digitsNotNeeded`.
  func enter(digits: String, for id: Int) async throws -> Operation {
    let operation = try await operation(id)
    guard operation.state == .waiting, operation.link?.digitsNeeded == true, let entry = live[id] else {
      throw APIError(.digitsNotNeeded, "the operation \(id) does not wait for digits")
    }
    change(id) { $0.link?.digitsNeeded = false }
    entry.worker.answer(.digits(digits))
    return operations[id] ?? operation
  }

  /// Ends what waits for secrets or makes the spare key, waits for what is at work.
  /// - Parameter seconds: after this time what is still at work is ended too; its journal entry says how far it was.
  /// - Returns: how many operations waited, and how many came to their end.
  func drain(seconds: Int) async -> (ended: Int, finished: Int) {
    let waiting = live.keys.filter { isWaiting($0) } + queued.keys
    for id in queued.keys { end(id, because: Self.cancelled) }
    let atWork = live.keys.filter { operations[$0]?.state == .running && operations[$0]?.kind != .spareKey }
    for id in live.keys where !atWork.contains(id) { end(id, because: Self.cancelled) }
    for _ in 0..<(seconds * 50) where !live.isEmpty {
      // Cancelled: whoever waits is gone; the workers are ended below all the same.
      do { try await Task.sleep(for: .milliseconds(20)) } catch { break }
      for id in live.keys where isWaiting(id) { end(id, because: Self.cancelled) }
    }
    for id in live.keys { end(id, because: ErrorReport(APIError(.daemonStopping, "the daemon ended first"))) }
    while !live.isEmpty || recovering != nil {
      do { try await Task.sleep(for: .milliseconds(5)) } catch { break }
    }
    return (waiting.count, atWork.count)
  }

  /// From now on no operation begins; everybody who waits is answered.
  func stop(seconds: Int) async {
    isStopping = true
    _ = await drain(seconds: seconds)
    waiters.wakeAll()
  }

  /// Whether it waits for somebody, and has touched nothing.
  private func isWaiting(_ id: Int) -> Bool {
    operations[id]?.state == .secretNeeded || operations[id]?.state == .waiting
  }

  private func end(_ id: Int, because reason: ErrorReport) {
    if queued.removeValue(forKey: id) != nil { return fail(id, reason) }
    guard let entry = live[id], entry.endedBecause == nil, operations[id]?.isOver == false else { return }
    live[id]?.endedBecause = reason
    entry.worker.hangUp()
  }

  /// - Returns: the operation that the worker's next words are about.
  private func take(_ event: WorkerProcess.Event, of id: Int) async -> Int {
    switch event {
    case .message(.progress(let progress)):
      change(id) { operation in
        operation.state = .running
        operation.secrets = []
        operation.socket = nil
        operation.progress = progress
      }
    case .message(.secretNeeded(let slots, let socket)):
      change(id) { operation in
        operation.state = .secretNeeded
        operation.secrets = slots
        operation.socket = socket
        operation.progress = Progress(.waitingForSecrets)
      }
    case .message(.claim(let account)):
      let refusal = await isBusy(account: account) ? ErrorReport(Self.busy(account)) : nil
      if refusal == nil { operations[id]?.account = account }
      live[id]?.worker.answer(.claim(refusal: refusal))
    case .message(.token(let call)):
      guard let worker = live[id]?.worker else { break }
      worker.answer(.token(await onToken(call, ObjectIdentifier(worker))))
    case .message(.link(let progress)):
      change(id) { operation in
        operation.state = .waiting
        operation.link = progress
        operation.progress = Progress(progress.digitsNeeded ? .waitingForDigits : .waitingForDevice)
      }
    case .message(.mail(let errand)):
      let answer = await mail(errand)
      live[id]?.worker.answer(.mail(answer))
    case .message(.done(let result, let next)):
      if next == nil { live[id]?.endedBecause = nil }
      if let account = result.id, let kind = operations[id]?.kind { await beforeDone(kind, account) }
      // First, so that the account is free at no instant between the two.
      let following = next.map { goOn($0, account: result.id ?? operations[id]?.account, after: id) }
      conclude(id) { operation in
        operation.state = .done
        operation.result = result
        operation.account = result.id ?? operation.account
      }
      guard let following else { return id }
      if let operation = operations[id] { await onEnd(operation) }
      return following
    case .message(.failed(let error)):
      // It says itself that it left something to be cleared up.
      if error.code == StoreError.Code.recoveryNeeded.rawValue { cutOff.insert(id) }
      fail(id, error)
    case .ended(let ending):
      // One that only waited for secrets has touched nothing.
      if operations[id]?.state == .running { cutOff.insert(id) }
      let reason = live[id]?.endedBecause ?? Self.died(ending)
      if let worker = live[id]?.worker { await onWorkerEnd(ObjectIdentifier(worker)) }
      live[id] = nil
      await clearUp()
      if operations[id]?.isOver == false { fail(id, reason) }
      if let operation = operations[id] { await onEnd(operation) }
      await launchQueued()
    }
    return id
  }

  /// The worker of an operation that is done goes on with another one.
  private func goOn(_ kind: Operation.Kind, account: String?, after id: Int) -> Int {
    let following = register(kind, account: account, phase: .starting)
    live[following.id] = live.removeValue(forKey: id)
    return following.id
  }

  /// Starts what waited for keys that are made now, or that could not be made.
  private func launchQueued() async {
    for (id, work) in queued.sorted(by: { $0.key < $1.key }) {
      guard isOnlyOne(id) else { continue }
      queued[id] = nil
      do {
        follow(try launch(work), id)
        change(id) { $0.progress = Progress(.starting) }
      } catch {
        fail(id, ErrorReport(any: error))
      }
    }
  }

  private func isTaken(_ account: String) -> Bool {
    operations.values.contains { $0.account == account && isAtWork($0) }
  }

  /// The operation that makes the account's keys. One that waits for a password is none: nobody knows how long.
  private func keyMaking(_ account: String) -> Int? {
    operations.values.first {
      $0.kind == .keyMaking && $0.account == account && $0.state != .secretNeeded && queued[$0.id] == nil
        && isAtWork($0)
    }?.id
  }

  /// Whether no other operation is under way on its account.
  private func isOnlyOne(_ id: Int) -> Bool {
    let account = operations[id]?.account
    return !operations.values.contains { $0.id != id && $0.account == account && isAtWork($0) }
  }

  private func isAtWork(_ operation: Operation) -> Bool { !operation.isOver || cutOff.contains(operation.id) }

  /// What was cut off is finished or undone once nobody is at work in the same folder. Until then its account is busy.
  private func clearUp() async {
    guard live.isEmpty, !cutOff.isEmpty, recovering == nil else { return }
    let recovering = Task { await recover() }
    self.recovering = recovering
    await recovering.value
    self.recovering = nil
    cutOff = []
  }

  private func fail(_ id: Int, _ error: ErrorReport) {
    logger.info("operation failed", metadata: ["id": "\(id)", "code": "\(error.code)"])
    conclude(id) { operation in
      operation.state = .failed
      operation.error = error
    }
  }

  private func conclude(_ id: Int, _ body: (inout Operation) -> Void) {
    change(id) { operation in
      operation.secrets = []
      operation.socket = nil
      operation.progress = nil
      body(&operation)
    }
  }

  /// What is over does not change any more.
  private func change(_ id: Int, _ body: (inout Operation) -> Void) {
    guard var operation = operations[id], !operation.isOver else { return }
    body(&operation)
    operation.revision += 1
    operations[id] = operation
    waiters.wake(all: id)
  }

  private func forgetOldest() {
    let over = operations.values.filter { $0.isOver && live[$0.id] == nil && !cutOff.contains($0.id) }.map(\.id)
      .sorted()
    for id in over.dropLast(Self.keptCount) { operations[id] = nil }
  }

  private static let cancelled = ErrorReport(APIError(.operationCancelled, "the operation was cancelled"))

  private static func busy(_ account: String) -> APIError {
    APIError(.accountBusy, "another operation on the account \(account) is under way", hint: "wait for it to end")
  }

  private static func died(_ ending: ChildProcess.Ending) -> ErrorReport {
    let how =
      switch ending {
      case .exited(let status): "with the status \(status)"
      case .signalled(let signal): "by the signal \(signal)"
      }
    return ErrorReport(APIError(.workerDied, "the worker ended \(how) and without an answer", hint: "see signetd.log"))
  }
}

import Platform

/// Long operations from start to end.
extension DaemonClient {
  /// Follows `operation` to its end: hands secrets over when the worker asks, tells progress, returns what it brought.
  ///
  /// When `secrets` throws (nobody at the terminal, Ctrl-C), or the task is cancelled, the operation is cancelled too.
  /// - Parameters:
  ///   - secrets: called with the slots that the worker waits for, and again in the rare case that it finds out later
  ///     that it needs another one; blocks at a prompt if it likes.
  ///   - words: called where the worker wants to show or to be told words of a recovery kit; returns when that is over.
  ///   - progress: called at each change, at least every 250 ms while keys are made.
  ///   - link: called at each change while a link waits; gives an entry of digits where one is needed.
  /// - Throws: the operation's error, what `secrets` threw, or `daemonUnreachable`.
  public func follow(
    _ operation: Operation,
    secrets: (_ slots: [SecretSlot]) throws(ErrorReport) -> [SecretSlot: HandedSecret],
    words: (_ line: WordsLine) throws(ErrorReport) -> Void = { _ throws(ErrorReport) in },
    progress: (Progress) -> Void = { _ in },
    link: (LinkProgress) throws(ErrorReport) -> String? = { (_) throws(ErrorReport) in nil }
  ) async throws(ErrorReport) -> OperationResult {
    var current = operation
    var served: String?
    do throws(ErrorReport) {
      while !current.isOver {
        if let told = current.progress { progress(told) }
        if current.state == .secretNeeded, let socket = current.socket, socket != served {
          if current.secrets == [.recoveryWords] {
            try words(try WordsLine(connectingTo: socket))
          } else {
            try SecretSender.send(try secrets(current.secrets), to: socket)
          }
          served = socket
        }
        if current.state == .waiting, let told = current.link, let digits = try link(told) {
          do throws(ErrorReport) {
            _ = try await enter(digits: digits, operation: current.id)
          } catch  where error.code == "digitsMalformed" {
            // It was no try: asked for again.
            continue
          }
        }
        current = try await self.operation(current.id, after: current.revision, waitingSeconds: 20)
      }
    } catch {
      // The first error is the one to tell; a daemon that is gone has no operation to cancel either.
      _ = try? await cancel(operation: current.id)
      throw error
    }
    if let error = current.error { throw error }
    return current.result ?? OperationResult()
  }

  /// The account that a command means: the one named (any unambiguous beginning of its ID), or the only one.
  /// - Throws: `accountNotFound`, `accountNeeded`.
  public func resolve(account named: String?) async throws(ErrorReport) -> AccountSummary {
    let accounts = try await self.accounts().accounts
    let matching = accounts.filter { account in
      guard let beginning = named?.lowercased() else { return true }
      return ([account.id] + account.earlierIds).contains { $0.hasPrefix(beginning) }
    }
    if let only = matching.first, matching.count == 1 { return only }
    if let named {
      throw ErrorReport(
        APIError(
          matching.isEmpty || named.isEmpty ? .accountNotFound : .accountNeeded,
          matching.isEmpty ? "there is no account \(named) here" : "\(matching.count) accounts begin with \(named)",
          hint: "`signet account list` shows what is here"))
    }
    throw ErrorReport(
      accounts.isEmpty
        ? APIError(
          .accountNotFound, "there is no account here", hint: "make one with `signet account create --name NAME`")
        : APIError(.accountNeeded, "there are \(accounts.count) accounts here", hint: "name one with --account ID"))
  }
}

import DaemonAPI
import Platform

/// Where the secrets of one operation come from: what the command line named, else the person at the terminal, asked
/// only when the worker says that it needs one.
struct SecretSource {
  /// What the secrets open or protect, for the prompts: a file's name, or "the account".
  var subject: String
  var password: HandedSecret?
  var newPassword: HandedSecret?
  var accountPassword: HandedSecret?
  var tokenPIN: HandedSecret?

  /// The slots that the command line filled; the worker asks for them even where the file needs none, so that a
  /// password for a file without one is told to be wrong.
  var offers: [SecretSlot] {
    SecretSlot.allCases.filter { given($0) != nil }
  }

  /// Answers the worker.
  /// - Throws: `passwordNeeded`, `cancelled`.
  func answer(_ slots: [SecretSlot]) throws(ErrorReport) -> [SecretSlot: HandedSecret] {
    var answers: [SecretSlot: HandedSecret] = [:]
    for slot in slots {
      if let secret = given(slot) {
        answers[slot] = secret
        continue
      }
      switch slot {
      case .password: answers[slot] = .password(try Prompt.password(for: subject))
      case .newPassword: answers[slot] = .password(try Prompt.newPassword(for: subject))
      case .accountPassword: answers[slot] = .password(try Prompt.password(for: "the account here"))
      // Not handed over but talked about: see `TerminalWords`.
      case .recoveryWords: break
      case .tokenPIN: answers[slot] = .password(try Prompt.tokenPIN())
      }
    }
    return answers
  }

  /// Has a worker do `work` on the archive file at `path`, and answers it.
  /// - Throws: the archive's failure class, `passwordNeeded`, `cancelled`.
  func run(_ work: ArchiveFileTask.Work, on path: String) throws(ErrorReport) -> ArchiveFileResult {
    try run(ArchiveFileTask(work, path: path, offers: offers))
  }

  /// The same for a task that says more.
  /// - Throws: as above.
  func run(_ task: ArchiveFileTask) throws(ErrorReport) -> ArchiveFileResult {
    try ArchiveFileProcess.run(task, secrets: answer)
  }

  private func given(_ slot: SecretSlot) -> HandedSecret? {
    switch slot {
    case .password: password
    case .newPassword: newPassword
    case .accountPassword: accountPassword
    case .recoveryWords: nil
    case .tokenPIN: tokenPIN
    }
  }
}

extension DaemonClient {
  /// Follows an operation with secrets from `source` and progress on standard error.
  /// - Parameter words: who shows and asks for words of a recovery kit, for operations that need it.
  func follow(
    _ operation: Operation, _ source: SecretSource, json: Bool, words: TerminalWords? = nil,
    link: (LinkProgress) throws(ErrorReport) -> String? = { (_) throws(ErrorReport) in nil }
  ) async throws(ErrorReport) -> OperationResult {
    let line = ProgressLine(json: json)
    let interrupt = Interrupt(cancelling: operation.id, of: self)
    defer {
      interrupt.end()
      line.clear()
    }
    return try await follow(
      operation,
      secrets: { slots throws(ErrorReport) in
        line.clear()
        return try source.answer(slots)
      },
      words: { socket throws(ErrorReport) in
        line.clear()
        guard let words else { throw TerminalWords.needed }
        // While the person types, Ctrl-C gives up at the prompt.
        try words.talk(over: socket)
      },
      progress: { line.show($0) },
      link: { told throws(ErrorReport) in
        line.clear()
        return try link(told)
      })
  }
}

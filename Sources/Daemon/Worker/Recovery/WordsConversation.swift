import DaemonAPI
import Platform
import Recovery

/// Words between this worker and the person's terminal, and nobody between.
struct WordsConversation {
  /// How often words may be wrong before it ends.
  private static let tries = 3
  /// Writing down 16 shares takes its time, and nobody is to be hurried over it.
  static let answerSeconds = 4 * 3600

  let line: WordsLine

  /// Has the person write every share down.
  /// - Throws: `SystemError.cancelled`.
  func show(_ kit: RecoveryKit) throws {
    for share in kit.shares {
      try say(
        .show(number: share.number, count: kit.shares.count, threshold: kit.record.threshold),
        try share.mnemonic().text())
      guard try line.answer() != nil else { throw Self.givenUp }
    }
  }

  /// One share, until `take` has no objection.
  /// - Throws: `SystemError.cancelled`; after the third try, what `take` threw.
  func share<Taken>(gathered: Int = 0, needed: Int? = nil, _ take: (Share) throws -> Taken) throws -> Taken {
    var left = Self.tries
    while true {
      try say(.ask(gathered: gathered, needed: needed))
      guard let typed = try line.answer() else { throw Self.givenUp }
      do {
        let share = try Share(reading: typed)
        let taken = try take(share)
        try say(.accepted(number: share.number))
        return taken
      } catch let error as RecoveryError {
        left -= 1
        if left == 0 { throw error }
        try refuse(error, typed)
      }
    }
  }

  /// As many shares as are needed, and what they hold.
  /// - Throws: `SystemError.cancelled`, `RecoveryError`.
  func seed() throws -> Secret {
    var shares: [Share] = []
    while true {
      let seed: Secret? = try share(gathered: shares.count, needed: shares.first?.memberThreshold) { share in
        if let seed = try Self.open(shares + [share]) { return seed }
        if shares.contains(where: { $0.number == share.number && $0.groupIndex == share.groupIndex }) {
          throw RecoveryError(.sharesMissing, "this share is here already", hint: "type another one")
        }
        shares.append(share)
        return nil
      }
      if let seed { return seed }
    }
  }

  /// The last word. The terminal may be gone by now: then it does not matter.
  func end() { try? line.say(.over) }

  /// Who is gone has given up.
  private func say(_ turn: WordsTurn, _ secret: Secret? = nil) throws(SystemError) {
    do throws(SystemError) { try line.say(turn, secret) } catch {
      throw error.kind == .connectionClosed ? Self.givenUp : error
    }
  }

  /// Nil while shares are missing.
  private static func open(_ shares: [Share]) throws(RecoveryError) -> Secret? {
    do throws(RecoveryError) { return try RecoveryKit.open(shares) } catch {
      if error.kind == .sharesMissing { return nil }
      throw error
    }
  }

  /// What the words probably were meant to be goes to the terminal, and never into an error.
  private func refuse(_ error: RecoveryError, _ typed: Secret) throws {
    let unknown = error.kind == .wordUnknown ? try UnknownWord.all(in: typed) : []
    let lines = unknown.map(\.nearest)
    var buffer = try SecretBuffer(limit: max(1, lines.reduce(0) { $0 + $1.count + 1 }))
    for line in lines {
      _ = line.withBytes { buffer.append($0) }
      _ = [UInt8(ascii: "\n")].withUnsafeBytes { buffer.append($0) }
    }
    try say(.refused(ErrorReport(error), unknown: unknown.map(\.position)), buffer.finish())
  }

  private static var givenUp: SystemError { SystemError(.cancelled, "given up; nothing was changed") }
}

extension Workbench {
  /// Waits for a terminal that shows and reads words, and talks with it.
  /// - Throws: `APIError.secretsTimedOut`, and what `body` throws.
  func talk<Result>(_ body: (WordsConversation) throws -> Result) throws -> Result {
    let conversation = try desk.listen(for: [.recoveryWords]) { socket -> WordsConversation? in
      SecretFrames.limitTime(of: socket)
      guard try SecretFrames.firstByte(from: socket) == SecretSlot.recoveryWords.number else { return nil }
      SecretFrames.limitTime(of: socket, seconds: WordsConversation.answerSeconds)
      return WordsConversation(line: WordsLine(socket))
    }
    defer { conversation.end() }
    return try body(conversation)
  }
}

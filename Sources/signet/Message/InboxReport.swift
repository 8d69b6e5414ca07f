import DaemonAPI

/// The answer of `signet inbox`: messages, and what came of looking for new ones.
struct InboxReport: Encodable {
  var messages: [InboxMessage]
  var refused: Int
  var heldBack: Int
  var pending: Int
  /// Nil with --offline, and where looking failed as a whole.
  var fetched: FetchResult?
  /// Why it failed as a whole; what is here is shown all the same.
  var fetchError: ErrorReport?

  init(_ list: MessageList, _ look: InboxLook) {
    messages = list.messages
    refused = list.refused
    heldBack = list.heldBack
    pending = list.pending
    fetched = look.result
    fetchError = look.error
  }

  /// What could not be checked, with the number of messages that it is true of, in the order of the first one.
  private var notes: [(note: String, count: Int)] {
    var order: [String] = []
    var counts: [String: Int] = [:]
    for note in messages.flatMap(\.notes) {
      if counts[note] == nil { order.append(note) }
      counts[note, default: 0] += 1
    }
    return order.map { ($0, counts[$0] ?? 0) }
  }

  /// For people: what did not go well, and what is not among the messages.
  func showWarnings() {
    for relay in fetched?.relays ?? [] where !relay.ok {
      Words.warn("\(relay.url) does not answer: \(relay.error ?? "no reason given")")
    }
    if let fetchError {
      Words.warn("nothing new was fetched: \(fetchError.reason) [\(fetchError.code)]")
      if let hint = fetchError.hint { Words.say("hint: \(hint)") }
    }
    for (note, count) in notes {
      Words.say("Note on \(count == 1 ? "one message" : "\(count) messages"): \(SafeText.line(note))")
    }
    if refused > 0 { Words.say("\(refused) packets were refused; `signet inbox --refused` names them.") }
    if heldBack > 0 { Words.say("\(heldBack) packets are ahead of their time and wait.") }
    if pending > 0 { Words.say("\(pending) packets of yours are still on their way.") }
  }
}

/// One look at the relays.
struct InboxLook {
  var result: FetchResult?
  var error: ErrorReport?

  /// Deliberate: where nothing can be fetched, for want of a relay, of keys or of an unlocked agent, or by a device
  /// that was thrown out, what is here is shown with a warning. Anything else is a failure of the command.
  /// - Throws: what is no such reason.
  static func at(_ account: String, of client: DaemonClient) async throws(ErrorReport) -> InboxLook {
    do throws(ErrorReport) {
      return InboxLook(result: try await client.fetch(account: account))
    } catch {
      let isSomebodyElses = ExitTable.status(of: error) == ExitTable.network && error.code != "daemonUnreachable"
      guard isSomebodyElses || ["agentLocked", "keysPending", "deviceRevoked"].contains(error.code) else { throw error }
      return InboxLook(error: error)
    }
  }
}

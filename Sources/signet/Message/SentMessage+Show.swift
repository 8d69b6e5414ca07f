import DaemonAPI

extension SentMessage {
  /// For people: its id, and how far it is.
  func show() {
    Answer.facts([("message", id), ("state", state), ("packets", String(packets))])
    warnings.forEach(Words.warn)
    switch state {
    case "queued": Words.say("It is signed and in the outbox, and leaves as soon as a relay takes it.")
    case "waiting": Words.say("It waits in the outbox until the key of its recipient is known.")
    default: break
    }
  }
}

extension DaemonClient {
  /// Looks until the message is confirmed, has failed, or the time is over.
  /// - Returns: its state then.
  func waitUntilConfirmed(
    _ sent: SentMessage, account: String, to recipient: String, seconds: Int
  ) async throws(ErrorReport) -> String {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(seconds))
    var state = sent.state
    while state != "confirmed" && state != "failed" && clock.now < end {
      // Cancelled: the caller does not want to wait.
      do { try await Task.sleep(for: .milliseconds(200)) } catch { break }
      let list = try await messages(account: account, with: recipient, after: max(0, sent.number - 1), limit: 1000)
      if let own = list.messages.first(where: { $0.own && $0.id == sent.id }), let told = own.state { state = told }
    }
    return state
  }
}

import ArgumentParser
import DaemonAPI

/// What a command has that is about one message.
struct MessageArgument: ParsableArguments {
  @Argument(help: "The message: its id or an unambiguous beginning; `signet inbox` shows it.")
  var message: String

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  /// Sends what is to be said about the message, and answers.
  /// - Parameter type: `EDIT`, `DELETE` or `REACT`.
  func send(_ type: String, _ text: String) async throws(ErrorReport) {
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let sent = try await client.sendMessage(account: id, MessageRequest(type: type, text: text, about: message))
    if common.json { return Answer.json(sent) }
    sent.show()
  }
}

import ArgumentParser
import DaemonAPI

/// `signet key rotate`
struct KeyRotateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Give the account a new receive and a new sync key.",
    discussion: """
      Messages that are sent from then on are sealed to the new key. The other devices of the account are handed both \
      keys, each by its own wrap key; messages on their way to the old key are still opened. It takes the archive's \
      password. `signet device revoke` does the same for the devices that stay.

      Examples:
        $ signet key rotate receive
        $ signet key rotate receive --password-file ~/ada.password --json
      """)

  enum Purpose: String, ExpressibleByArgument, CaseIterable {
    case receive
  }

  @Argument(help: "Which key: receive.")
  var purpose: Purpose

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let source = SecretSource(subject: "the account", password: try opening.read())
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let operation = try await client.rotateReceiveKey(account: id, KeysRequest(offers: source.offers))
    let result = try await client.follow(operation, source, json: common.json)
    if common.json { return Answer.json(result) }
    Answer.facts([
      ("generation", result.rotation.map { String($0.generation) }),
      ("devices", result.rotation.map { String($0.recipients.count) }),
    ])
    result.warnings.forEach(Words.warn)
  }
}

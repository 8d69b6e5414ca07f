import ArgumentParser
import DaemonAPI
import Platform

/// `signet key list`
struct KeyListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the keys of this device and how they stand.",
    discussion: """
      Shows each key by the SHA-256 of its public half, with its generation and, for a signing key on a PKCS#11 token, \
      its address there. `making` means that a worker makes those \
      that are missing, `pending` that the archive's password is needed for it: `signet key make` asks for it.

      Examples:
        $ signet key list
        $ signet key list --json
      """)

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let list = try await client.keys(account: try await client.resolve(account: account.id).id)
    if common.json { return Answer.json(list) }
    if !list.keys.isEmpty {
      Answer.table(
        ["KEY", "PURPOSE", "GENERATION", "CREATED", "RETIRED", "EXPIRES", "PLACE"],
        list.keys.map { key in
          [
            key.keyId, key.purpose, String(key.generation), key.createdAt.text, key.retiredAt?.text ?? "-",
            key.expires?.text ?? "-", key.token ?? "here",
          ]
        })
    }
    switch list.state {
    case "making": Words.say("Missing keys are being made.")
    case "pending": Words.say("Keys are missing. They take the archive's password: signet key make")
    default: break
    }
  }
}

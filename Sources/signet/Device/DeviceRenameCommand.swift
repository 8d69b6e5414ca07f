import ArgumentParser
import DaemonAPI

/// `signet device rename`
struct DeviceRenameCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename",
    abstract: "Give a device another name.",
    discussion: """
      The name is for people; nothing depends on it. It needs no password.

      Examples:
        $ signet device rename 353b7aec laptop
        $ signet device rename laptop "old laptop"
      """)

  @Argument(help: "The device: its ID, a beginning of it, or its name.")
  var device: String

  @Argument(help: "The new name, 1 to 256 bytes.")
  var name: String

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let chosen = try await client.resolve(device: device, account: id)
    let renamed = try await client.renameDevice(account: id, device: chosen.deviceId, name: name)
    if common.json { return Answer.json(renamed) }
    Words.say("The device \(renamed.deviceId) is now called \(renamed.name).")
  }
}

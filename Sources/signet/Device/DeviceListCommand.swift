import ArgumentParser
import DaemonAPI
import Platform

/// `signet device list`
struct DeviceListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the devices of an account.",
    discussion: """
      Lists every device that this machine knows of, with its state: active, revoked, superseded (the same machine has \
      a newer one) or pending; and how it came in: created with the account, approved by another device, by an archive, \
      by a Jami PIN, by a file, or in the place of a device whose keys it renewed. It needs no password.

      Examples:
        $ signet device list
        $ signet device list --json
      """)

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let list = try await client.devices(account: try await client.resolve(account: account.id).id)
    if common.json { return Answer.json(list) }
    Answer.table(
      ["DEVICE", "STATE", "ROLE", "HERE", "ADDED BY", "EXPIRES", "NAME"],
      list.devices.map { device in
        [
          device.deviceId, device.state, device.role, Answer.yesNo(device.isThis), device.enrolment ?? "unknown",
          device.expires?.text ?? "unknown",
          device.name,
        ]
      })
    for device in list.devices {
      if let token = device.token { Words.say("The signing key of \(device.name) is on the token \(token).") }
    }
  }
}

import ArgumentParser

/// `signet device …`
struct DeviceGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract: "The devices of an account.",
    discussion: """
      A device is one installation of an account, known by its device ID (64 hex digits). Commands that take a device \
      take its ID, an unambiguous beginning of it of at least six digits, or its name.

      Examples:
        $ signet device list
        $ signet device join --relay https://relay.example:8443
        $ signet device link LINK
        $ signet device rename 353b7aec laptop
      """,
    subcommands: [
      DeviceListCommand.self, DeviceJoinCommand.self, DeviceLinkCommand.self, DeviceRenameCommand.self,
      DeviceRenewCommand.self, DeviceApproveCommand.self, DeviceRevokeCommand.self, DeviceObjectCommand.self,
      DeviceForgetKeysCommand.self,
    ])
}

import ArgumentParser
import DaemonAPI
import Platform

/// `signet device forget-keys`
struct DeviceForgetKeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget-keys",
    abstract: "Destroy the keys of this device, which was thrown out.",
    discussion: """
      For a device that was thrown out of its account: its own keys, the account's that it held, and the archive are \
      overwritten and removed at once. Messages, contacts and history stay readable here; `signet device join` makes \
      the machine a device again, with new keys, and `signet account forget` removes the rest.

      Without this command it happens 72 hours after the device learned that it is out, and at once where the recovery \
      key confirmed it. `signet forecast` tells when. An objection by the recovery key keeps the keys.

      A signing key on a PKCS#11 token is taken off it where the token is there; its PIN is asked for. Otherwise run \
      it again once the token is in.

      At a terminal you are asked; --yes does not ask.

      Examples:
        $ signet device forget-keys
        $ signet device forget-keys --yes --json
      """)

  @Flag(help: "Do not ask.")
  var yes = false

  @OptionGroup var pin: TokenPINOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let source = SecretSource(subject: "the account", tokenPIN: try pin.read())
    let client = try await common.connect()
    let chosen = try await client.resolve(account: account.id)
    let status = try await client.status(account: chosen.id)
    // One that is in the account is refused below, and nobody is asked for it.
    if !yes, let revoked = status.revoked, revoked.keys != .destroyed {
      Words.say("This destroys the keys of the device \(chosen.deviceId) (\(SafeText.line(chosen.deviceName))).")
      if chosen.role == "full" { Words.say("The archive goes too: this machine restores the account to nobody.") }
      try Prompt.confirm(
        "Type the first eight digits of the device's ID: ", expected: String(chosen.deviceId.prefix(8)))
    }
    let operation = try await client.destroyKeys(
      account: chosen.id, DestructionRequest(takesPIN: source.tokenPIN != nil || Prompt.canAsk))
    let result = try await client.follow(operation, source, json: common.json)
    if common.json { return Answer.json(result) }
    Answer.facts([("device", result.deviceId), ("keys", "destroyed")])
    result.warnings.forEach(Words.warn)
  }
}

import ArgumentParser
import DaemonAPI
import Platform

/// `signet device renew`
struct DeviceRenewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "renew",
    abstract: "Renew the certificate of this device.",
    discussion: """
      Signs the device's certificate anew with the account's key: same key, same device ID, a new serial number and a \
      new date. A revoked device is refused. Without DEVICE it is the device that you are on; another one can only \
      renew its own.

      Examples:
        $ signet device renew
        $ signet device renew laptop --password-file ~/ada.password --json
      """)

  @Argument(help: "The device: its ID, a beginning of it, or its name. Without it: this one.")
  var device: String?

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let source = SecretSource(subject: "the account", password: try opening.read())
    let client = try await common.connect()
    let summary = try await client.resolve(account: account.id)
    var deviceID = summary.deviceId
    if let device { deviceID = try await client.resolve(device: device, account: summary.id).deviceId }
    let operation = try await client.renewDevice(
      account: summary.id, device: deviceID, RenewalRequest(offers: source.offers))
    let result = try await client.follow(operation, source, json: common.json)
    if common.json { return Answer.json(result) }
    Answer.facts([
      ("device", result.deviceId ?? deviceID),
      ("expires", result.expires.map { UnixTime(seconds: $0).text }),
    ])
    result.warnings.forEach(Words.warn)
  }
}

import ArgumentParser
import DaemonAPI
import Platform

/// `signet forecast`
struct ForecastCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "List every date on which something would stop working, and what to do about it.",
    discussion: """
      Certificates, keys that are retired, statements of the log that wait for their time, the card on relays; then \
      what has no date: a recovery kit that is missing or was never tried, a backup that is old. Certificates are \
      renewed by themselves from two thirds of their life on, whenever the account's archive is open: where it has no \
      password within a day, else with the next command that asks for it.

      Ends with status 4 when one of the dates is within 7 days, and what comes by itself is not counted.

      Examples:
        $ signet forecast
        $ signet forecast --json
      """)

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let forecast = try await client.forecast(account: try await client.resolve(account: account.id).id)
    if common.json {
      Answer.json(forecast)
    } else {
      Answer.table(
        ["DATE", "WHAT HAPPENS", "WHAT TO DO"],
        forecast.items.map { [$0.at?.text ?? "any day", $0.text, $0.cure] })
    }
    let soon = UnixTime.now().adding(seconds: ExitTable.expirySeconds)
    if forecast.items.contains(where: { Self.counts($0) && ($0.at.map { $0 < soon } ?? false) }) {
      throw ExitCode(ExitTable.expiresSoon)
    }
  }

  /// A card lives for a week and is renewed each day; an old key goes because it should.
  private static func counts(_ item: ForecastItem) -> Bool {
    switch item.subject {
    case .card, .retiredKey: false
    default: true
    }
  }
}

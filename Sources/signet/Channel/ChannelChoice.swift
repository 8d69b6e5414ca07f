import DaemonAPI
import Platform

extension DaemonClient {
  /// The channel that was typed: its UUID or its name.
  /// - Throws: `channelNotFound`, `channelAmbiguous`.
  func channel(_ typed: String, account: String) async throws(ErrorReport) -> ChannelDetails {
    let channels = try await channels(account: account).channels
    var meant = channels.filter { $0.id == typed.lowercased() }
    if meant.isEmpty { meant = channels.filter { $0.name == typed } }
    if let only = meant.first, meant.count == 1 { return only }
    throw meant.isEmpty
      ? ErrorReport(
        code: "channelNotFound", reason: "the account has no channel \(typed)",
        hint: "`signet channel list` shows what is here")
      : ErrorReport(
        code: "channelAmbiguous", reason: "\(meant.count) channels are called \(typed)",
        hint: "name it by its UUID; `signet channel list` shows it")
  }

  /// What `InboxMessage.conversation` is for the contact or channel that was typed.
  /// - Throws: `contactNotFound`, `contactAmbiguous`, `channelAmbiguous`.
  func conversation(_ typed: String, account: String) async throws(ErrorReport) -> String {
    do throws(ErrorReport) {
      return try await channel(typed, account: account).id
    } catch {
      guard error.code == "channelNotFound" else { throw error }
      return try await contact(account: account, typed).id
    }
  }
}

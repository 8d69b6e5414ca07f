import DaemonAPI
import Platform

extension DaemonClient {
  /// The device that was typed: its ID, an unambiguous beginning of at least six digits, or its whole name.
  /// - Throws: `deviceNotFound`, also where several are meant: a guess would rename or renew the wrong one.
  func resolve(device typed: String, account: String) async throws(ErrorReport) -> DeviceEntry {
    let devices = try await devices(account: account).devices
    let beginning = typed.lowercased()
    var meant = devices.filter { beginning.count >= 6 && $0.deviceId.hasPrefix(beginning) }
    if meant.isEmpty { meant = devices.filter { $0.name == typed } }
    if let only = meant.first, meant.count == 1 { return only }
    throw ErrorReport(
      CommandError(
        .deviceNotFound,
        meant.isEmpty ? "the account has no device \(typed)" : "\(meant.count) devices are called \(typed)",
        hint: meant.isEmpty ? "`signet device list` shows them" : "name it by its ID; `signet device list` shows it"))
  }
}

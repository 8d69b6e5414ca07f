import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

extension LogKeeper {
  private static let newsPrefix = "devices.sent."
  /// Seconds after which a device that has not said that it has its renewed certificates is told again: relays forget a
  /// packet after seven days, and it may be off for longer.
  static let newsPause: Int64 = 6 * 86_400

  /// Who of the account's devices was not told yet what is known of all of them, and that.
  ///
  /// Deliberate: not those that were thrown out. What the log says is public; what devices are called is not.
  static func news(
    _ database: AccountDatabase, _ book: LogBook, to own: [Recipient], now: UnixTime
  ) throws -> [Errand] {
    guard !own.isEmpty else { return [] }
    let all = try DeviceNews(database)
    let certificates = try database.certificates()
    var groups: [String: Errand] = [:]
    for recipient in own {
      guard let device = DeviceID(recipient.name).flatMap({ book.state.device($0) }) else { continue }
      let news: DeviceNews
      switch device.standing {
      case .active: news = all
      case .pending: news = all.withoutKit
      case .suspended, .revoked, .superseded, .notListed: continue
      }
      let contents = LogMessage.pack(book.log, news: news).map(\.content)
      let mark = KeyID(ofSPKI: contents.joined().utf8.map { $0 }).text
      let sent = (try database.setting(newsPrefix + recipient.name) ?? "").split(separator: " ")
      if sent.first.map(String.init) == mark {
        let last = sent.last.flatMap { Int64($0) } ?? 0
        let isLate = now.seconds - last >= newsPause || now.seconds < last
        guard try isLate && lacks(device, certificates[device.id, default: []], database) else { continue }
      }
      if groups[mark] == nil {
        groups[mark] = Errand(
          recipients: [], contents: contents, prefix: newsPrefix, mark: "\(mark) \(now.seconds)")
      }
      groups[mark]?.recipients.append(recipient)
    }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Whether a leaf has not told that it has the newest of its certificates, which it cannot make itself.
  private static func lacks(
    _ device: LoggedDevice, _ certificates: [Certificate], _ database: AccountDatabase
  ) throws -> Bool {
    guard device.role == .leaf, let held = HeldCertificates(of: device, certificates) else { return false }
    return try database.setting(held.name) != held.mark
  }
}

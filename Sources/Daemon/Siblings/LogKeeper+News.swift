import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

extension LogKeeper {
  private static let newsPrefix = "devices.sent."

  /// Who of the account's devices was not told yet what is known of all of them, and that.
  ///
  /// Deliberate: not those that were thrown out. What the log says is public; what devices are called is not.
  static func news(_ database: AccountDatabase, _ book: LogBook, to own: [Recipient]) throws -> [Errand] {
    guard !own.isEmpty else { return [] }
    let all = try DeviceNews(database)
    var groups: [String: Errand] = [:]
    for recipient in own {
      let news: DeviceNews
      switch DeviceID(recipient.name).flatMap({ book.state.device($0) })?.standing {
      case .active: news = all
      case .pending: news = all.withoutKit
      case .suspended, .revoked, .superseded, .notListed, nil: continue
      }
      let contents = LogMessage.pack(book.log, news: news).map(\.content)
      let mark = KeyID(ofSPKI: contents.joined().utf8.map { $0 }).text
      guard try database.setting(newsPrefix + recipient.name) != mark else { continue }
      if groups[mark] == nil {
        groups[mark] = Errand(recipients: [], contents: contents, prefix: newsPrefix, mark: mark)
      }
      groups[mark]?.recipients.append(recipient)
    }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }
}

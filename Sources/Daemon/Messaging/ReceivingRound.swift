import Jasper
import Platform

/// Listens for packets to one recipient at one relay, until the round is over.
struct ReceivingRound: Sendable {
  /// Seconds that a round takes, and that a relay may hold a question for new packets open.
  static let seconds: Int64 = 25

  let fetcher: PacketFetcher
  let recipient: String
  let relay: RelayURL
  /// Everything is asked for first, here and at another relay.
  let isWhole: Bool
  let end: ContinuousClock.Instant

  /// A relay that has answered is asked again at once. Deliberate: the next round begins when all recipients are through
  /// with this one, and what comes to one of them meanwhile must not wait for the others' open questions. A plain relay,
  /// which holds none open, is asked once.
  /// - Throws: `JasperError`, `MessagingError`, `StoreError`.
  func run() async throws {
    let canWait = try await fetcher.mesh.book.canWait(relay)
    if isWhole {
      _ = try await fetcher.fetch(for: recipient, from: relay, wait: 0, all: true)
      try await fetchElsewhere()
      guard canWait else { return }
    }
    repeat {
      let left = (end - .now).components.seconds
      let taken = try await fetcher.fetch(for: recipient, from: relay, wait: max(0, left))
      // One that has nothing and says so at once is not asked in a tight loop.
      if canWait && taken.new == 0 { try await Task.sleep(for: .seconds(1)) }
    } while canWait && (end - .now).components.seconds > 0
  }

  /// What the relay that is used may have swallowed, another one has.
  private func fetchElsewhere() async throws {
    let others = try await fetcher.mesh.book.known().filter { $0.url != relay }
    let second = RelayChoice.receiving(key: recipient, among: others, present: nil, now: .now())
    guard let second else { return }
    do {
      _ = try await fetcher.fetch(for: recipient, from: second, wait: 0, all: true)
    } catch is JasperError {
      // It is in the book; there is another hour.
    }
  }
}

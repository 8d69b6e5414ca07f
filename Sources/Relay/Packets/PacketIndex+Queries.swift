import Jasper
import Platform

extension PacketIndex {
  /// Packets, oldest first, and where to go on.
  struct Page: Sendable, Equatable {
    var numbers: [Int64]
    /// The number up to which everything is in this page or before it.
    var cursor: Int64
    var hasMore: Bool
  }

  /// What is stored for a recipient.
  /// - Parameters:
  ///   - after: only numbers above it.
  ///   - bytes: about as much fits into the page; one packet always does.
  func page(for recipient: SHA256Digest, after: Int64, bytes: Int) -> Page {
    guard let numbers = byRecipient[recipient] else {
      return Page(numbers: [], cursor: committed, hasMore: false)
    }
    return page(numbers.after(after), bytes: bytes)
  }

  /// All packets of these hashes; a `PacketID` among them, which no hash equals, gives its one packet.
  func numbers(of names: [SHA256Digest]) -> [Int64] {
    var seen: Set<SHA256Digest> = []
    return names.flatMap { name -> [Int64] in
      guard seen.insert(name).inserted else { return [] }
      guard let numbers = byHash[name] else { return byID[name].flatMap { $0 <= committed ? [$0] : nil } ?? [] }
      return numbers.all.filter { $0 <= committed }
    }
  }

  /// What is stored here and not among `told`.
  func hashes(notIn told: [PacketHash]) -> [PacketHash] {
    let told = Set(told)
    return byHash.compactMap { hash, numbers in
      guard let first = numbers.first, first <= committed, !told.contains(hash) else { return nil }
      return hash
    }
  }

  /// All hashes, in no order.
  var hashes: [PacketHash] {
    byHash.compactMap { hash, numbers in (numbers.first ?? .max) <= committed ? hash : nil }
  }

  /// Which of `told` are not here and would be taken.
  func wanted(of told: [PacketHash], at now: UnixTime) -> [PacketHash] {
    told.filter { byHash[$0] == nil && !expired.holds($0, at: now) }
  }

  private func page(_ numbers: ArraySlice<Int64>, bytes: Int) -> Page {
    var page = Page(numbers: [], cursor: committed, hasMore: false)
    var size = 0
    for number in numbers {
      guard number <= committed else { break }
      size += entries[number]?.cost ?? 0
      guard size <= bytes || page.numbers.isEmpty else {
        page.hasMore = true
        page.cursor = page.numbers.last ?? page.cursor
        break
      }
      page.numbers.append(number)
    }
    return page
  }
}

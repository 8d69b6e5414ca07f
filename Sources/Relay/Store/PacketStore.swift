import Jasper
import Platform

/// What one commit does, all of it or nothing.
struct StoreBatch: Sendable {
  /// Packets to add, with their numbers in ascending order.
  var added: [(number: Int64, record: PacketRecord, body: [UInt8])] = []
  /// Numbers of packets to take out.
  var removed: [Int64] = []
  var expired: [ExpiredHash] = []
  var forgotten: [PacketHash] = []

  var isEmpty: Bool { added.isEmpty && removed.isEmpty && expired.isEmpty && forgotten.isEmpty }
}

/// Where packets are kept. It decides nothing: what is a duplicate, what is over and what fits, `PacketIndex` knows.
///
/// All calls block. `commit` comes from one thread at a time, `bodies` from several.
protocol PacketStore: Sendable {
  /// Everything that is stored, in the order of the numbers; before anything else.
  /// - Throws: `RelayError.storeFailed`.
  func load(
    packet: (Int64, PacketRecord) -> Void, expired: (ExpiredHash) -> Void
  ) throws(RelayError)

  /// - Returns: when it is on the disk, as far as the store can promise that (`warnings`).
  /// - Throws: `RelayError.storeFull`, `storeFailed`; then nothing of it is there, or, after a lost connection, all of
  ///   it may be.
  func commit(_ batch: StoreBatch) throws(RelayError)

  /// The JSON of these packets, without those that are gone.
  /// - Throws: `RelayError.storeFailed`.
  func bodies(of numbers: [Int64]) throws(RelayError) -> [[UInt8]]

  /// The texts that were kept last; none where there were none.
  /// - Throws: `RelayError.storeFailed`.
  func servers() throws(RelayError) -> [String]

  /// Keeps these in place of those before. From the thread that commits.
  /// - Throws: `RelayError.storeFull`, `storeFailed`.
  func keep(servers: [String]) throws(RelayError)

  /// What keeps the store from being as durable as it should be, in sentences.
  func warnings() -> [String]

  func close()
}

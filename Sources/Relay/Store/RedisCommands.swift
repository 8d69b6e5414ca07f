import Jasper
import Platform

/// The keys that a relay has in Redis.
enum RedisKeys {
  /// A hash: number -> what is known of the packet without its text.
  static let index = Array("signet:index".utf8)
  /// A sorted set: hashes whose packets went, by the time until when they are refused.
  static let expired = Array("signet:expired".utf8)

  /// A hash: URLs of servers that were met -> nothing.
  static let servers = Array("signet:servers".utf8)

  /// A string: the packet's JSON.
  static func packet(_ number: Int64) -> [UInt8] { Array("signet:packet:\(number)".utf8) }
}

/// A batch as commands.
enum RedisCommands {
  static func commands(for batch: StoreBatch) -> [[[UInt8]]] {
    var commands: [[[UInt8]]] = []
    for (number, record, body) in batch.added {
      commands.append([word("SET"), RedisKeys.packet(number), body])
      commands.append([word("HSET"), RedisKeys.index, word("\(number)"), RedisRecord.bytes(of: record)])
    }
    for number in batch.removed {
      commands.append([word("DEL"), RedisKeys.packet(number)])
      commands.append([word("HDEL"), RedisKeys.index, word("\(number)")])
    }
    for mark in batch.expired {
      commands.append([word("ZADD"), RedisKeys.expired, word("\(mark.until.seconds)"), mark.hash.bytes])
    }
    for hash in batch.forgotten { commands.append([word("ZREM"), RedisKeys.expired, hash.bytes]) }
    return commands
  }

  static func commands(forServers servers: [String]) -> [[[UInt8]]] {
    [[word("DEL"), RedisKeys.servers]] + servers.map { [word("HSET"), RedisKeys.servers, word($0), []] }
  }

  private static func word(_ text: String) -> [UInt8] { Array(text.utf8) }
}

/// What is known of a packet, as bytes: three digests, first sight and size (8 bytes each, big-endian), source.
enum RedisRecord {
  private static let head = 3 * SHA256Digest.size + 16

  static func bytes(of record: PacketRecord) -> [UInt8] {
    var bytes = record.hash.bytes + record.recipient.bytes + record.signature.bytes
    for number in [record.firstSeen.seconds, Int64(record.size)] {
      withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes + record.source.stored
  }

  /// Nil for bytes that are none of ours.
  static func read(_ bytes: [UInt8]) -> PacketRecord? {
    guard bytes.count >= head else { return nil }
    let size = SHA256Digest.size
    func number(_ start: Int) -> Int64 {
      bytes.withUnsafeBytes { Int64(bigEndian: $0.loadUnaligned(fromByteOffset: start, as: Int64.self)) }
    }
    guard let hash = SHA256Digest(bytes: bytes[..<size]), let recipient = SHA256Digest(bytes: bytes[size..<2 * size]),
      let signature = SHA256Digest(bytes: bytes[2 * size..<3 * size])
    else { return nil }
    return PacketRecord(
      hash: hash, recipient: recipient, signature: signature, firstSeen: UnixTime(seconds: number(3 * size)),
      size: Int(number(3 * size + 8)), source: PacketSource(stored: Array(bytes[head...])))
  }
}

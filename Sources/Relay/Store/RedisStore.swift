import Glibc
import Jasper
import Platform
import Synchronization

/// Packets in Redis. A commit is one transaction of one pipelined batch, and returns after Redis replied to all of it.
///
/// How durable a reply is, Redis decides: with `appendonly yes` what was replied to survives the death of either
/// process, and a power cut too with `appendfsync always` (with `everysec` the last second may go). `warnings` says
/// what is missing. One relay at a time uses a database.
final class RedisStore: PacketStore {
  private struct Link: ~Copyable {
    var connection: RedisConnection?
  }

  private let address: StoreAddress
  private let writer: Mutex<Link>
  private let reader: Mutex<Link>
  private let told = Mutex<[String]>([])

  /// - Throws: `RelayError.storeFailed`, `storeInUse`.
  init(at address: StoreAddress) throws(RelayError) {
    self.address = address
    writer = Mutex(Link())
    reader = Mutex(Link())
    let found = try write { (connection) throws(RelayError) in
      try Self.takeOver(connection)
      return RedisDurability.warnings(connection)
    }
    told.withLock { $0 = found }
  }

  func load(packet: (Int64, PacketRecord) -> Void, expired: (ExpiredHash) -> Void) throws(RelayError) {
    var found: [(Int64, PacketRecord)] = []
    var marks: [ExpiredHash] = []
    try write { (connection) throws(RelayError) in
      try Self.scan(connection, "HSCAN", RedisKeys.index) { number, value in
        guard let number = Int64(String(decoding: number, as: UTF8.self)), let record = RedisRecord.read(value) else {
          return
        }
        found.append((number, record))
      }
      try Self.scan(connection, "ZSCAN", RedisKeys.expired) { hash, until in
        guard let hash = SHA256Digest(bytes: hash), let until = Double(String(decoding: until, as: UTF8.self)) else {
          return
        }
        marks.append(ExpiredHash(hash: hash, until: UnixTime(seconds: Int64(until))))
      }
    }
    for (number, record) in found.sorted(by: { $0.0 < $1.0 }) { packet(number, record) }
    for mark in marks.sorted(by: { $0.until < $1.until }) { expired(mark) }
  }

  func commit(_ batch: StoreBatch) throws(RelayError) {
    let commands = RedisCommands.commands(for: batch)
    if !commands.isEmpty { try run(commands) }
  }

  func servers() throws(RelayError) -> [String] {
    try write { (connection) throws(RelayError) in
      var found: [String] = []
      try Self.scan(connection, "HSCAN", RedisKeys.servers) { url, _ in
        found.append(String(decoding: url, as: UTF8.self))
      }
      return found.sorted()
    }
  }

  func keep(servers: [String]) throws(RelayError) { try run(RedisCommands.commands(forServers: servers)) }

  /// All of them or none.
  private func run(_ commands: [[[UInt8]]]) throws(RelayError) {
    try write { (connection) throws(RelayError) in
      connection.append([Array("MULTI".utf8)])
      for command in commands { connection.append(command) }
      connection.append([Array("EXEC".utf8)])
      // The replies before the last only say that a command is queued, or why not: then EXEC says it as well. All must
      // be read, or the next commit would take them for its own.
      var refusal: RedisReply?
      for _ in 0...commands.count {
        let reply = try connection.reply()
        if case .error = reply, refusal == nil { refusal = reply }
      }
      let last = try connection.reply()
      if let refusal { try refusal.check() }
      try last.check()
      guard case .list = last else { throw RelayError(.storeFailed, "Redis did not run a transaction") }
    }
  }

  func bodies(of numbers: [Int64]) throws(RelayError) -> [[UInt8]] {
    guard !numbers.isEmpty else { return [] }
    let command = [Array("MGET".utf8)] + numbers.map { RedisKeys.packet($0) }
    let reply = try Self.use(reader, address) { (connection) throws(RelayError) in
      connection.append(command)
      return try connection.reply().check()
    }
    return reply.list.compactMap(\.bytes)
  }

  func warnings() -> [String] { told.withLock { $0 } }

  func close() {
    writer.withLock { $0.connection = nil }
    reader.withLock { $0.connection = nil }
  }

  private func write<Value: Sendable>(
    _ body: (borrowing RedisConnection) throws(RelayError) -> Value
  ) throws(RelayError) -> Value {
    try Self.use(writer, address, body)
  }

  /// Runs `body` with the connection, a new one where it broke.
  private static func use<Value: Sendable>(
    _ link: borrowing Mutex<Link>, _ address: StoreAddress,
    _ body: (borrowing RedisConnection) throws(RelayError) -> Value
  ) throws(RelayError) -> Value {
    try link.withLock { (link) throws(RelayError) -> Value in
      var kept = link.connection.take()
      if kept == nil { kept = try RedisConnection.connect(to: address) }
      guard let connection = kept.take() else { throw RelayError(.storeFailed, "there is no connection to Redis") }
      // After an error it is not kept: nobody knows which replies are still to come.
      let value = try body(connection)
      link.connection = consume connection
      return value
    }
  }

  /// Another relay on the same keys would give numbers twice. Redis knows the names of its connections, and forgets
  /// them with the connection, however that ends.
  private static func takeOver(_ connection: borrowing RedisConnection) throws(RelayError) {
    let own = "signet-relay"
    // A relay that was killed a moment ago is still in the list until Redis has seen its connection end.
    var waits = 100
    while try isTaken(connection, by: own) {
      guard waits > 0 else { throw RelayError(.storeInUse, "another relay uses this database of Redis") }
      waits -= 1
      usleep(20_000)
    }
    // Where CLIENT is forbidden, the keeper of the machine has to see to it.
    _ = try connection.ask("CLIENT", "SETNAME", own)
  }

  private static func isTaken(_ connection: borrowing RedisConnection, by name: String) throws(RelayError) -> Bool {
    guard let database = try database(connection), let list = try connection.ask("CLIENT", "LIST").bytes else {
      return false
    }
    return String(decoding: list, as: UTF8.self).split(separator: "\n").contains { line in
      let fields = line.split(separator: " ")
      return fields.contains("name=\(name)") && fields.contains("db=\(database)")
    }
  }

  private static func database(_ connection: borrowing RedisConnection) throws(RelayError) -> Substring? {
    guard let id = try? connection.ask("CLIENT", "ID"), case .integer(let number) = id,  // as above
      let list = try connection.ask("CLIENT", "LIST").bytes
    else { return nil }
    let lines = String(decoding: list, as: UTF8.self).split(separator: "\n")
    let own = lines.first { $0.hasPrefix("id=\(number) ") }
    return own?.split(separator: " ").first { $0.hasPrefix("db=") }?.dropFirst(3)
  }

  private static func scan(
    _ connection: borrowing RedisConnection, _ command: String, _ key: [UInt8], _ each: ([UInt8], [UInt8]) -> Void
  ) throws(RelayError) {
    var cursor = Array("0".utf8)
    repeat {
      connection.append([Array(command.utf8), key, cursor, Array("COUNT".utf8), Array("1000".utf8)])
      let parts = try connection.reply().check().list
      guard parts.count == 2, let next = parts[0].bytes else {
        throw RelayError(.storeFailed, "Redis answers \(command) with something else")
      }
      cursor = next
      let items = parts[1].list
      for index in stride(from: 0, to: items.count - 1, by: 2) {
        if let name = items[index].bytes, let value = items[index + 1].bytes { each(name, value) }
      }
    } while cursor != Array("0".utf8)
  }
}

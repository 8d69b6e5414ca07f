/// Whether this Redis keeps what it said yes to.
enum RedisDurability {
  /// Sentences about what is missing; none when all is well.
  static func warnings(_ connection: borrowing RedisConnection) -> [String] {
    guard let append = setting("appendonly", connection), let sync = setting("appendfsync", connection),
      let policy = setting("maxmemory-policy", connection)
    else { return ["Redis does not tell its settings: whether acknowledged packets survive its end is not known"] }
    var warnings: [String] = []
    if append != "yes" {
      warnings.append("Redis has appendonly no: acknowledged packets are lost when it ends")
    } else if sync != "always" {
      warnings.append("Redis has appendfsync \(sync): a power cut may take acknowledged packets along")
    }
    if policy != "noeviction" {
      warnings.append("Redis has maxmemory-policy \(policy): it may drop packets before their time")
    }
    return warnings
  }

  private static func setting(_ name: String, _ connection: borrowing RedisConnection) -> String? {
    guard let reply = try? connection.ask("CONFIG", "GET", name) else { return nil }  // forbidden or gone: not known
    let parts = reply.list
    guard parts.count == 2, let value = parts[1].bytes else { return nil }
    return String(decoding: value, as: UTF8.self)
  }
}

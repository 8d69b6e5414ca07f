import Platform

/// Where a store is: `sqlite:PATH`, `redis://HOST:PORT[/DATABASE]` or `redis+unix:PATH`.
public enum StoreAddress: Sendable, Equatable {
  case sqlite(path: String)
  case redis(host: String, port: Int32, database: Int32)
  case redisSocket(path: String)

  /// - Throws: `RelayError.storeUnknown`.
  public init(_ text: String) throws(RelayError) {
    if let path = Self.rest(of: text, after: "sqlite:"), !path.isEmpty {
      self = .sqlite(path: path)
    } else if let path = Self.rest(of: text, after: "redis+unix:"), !path.isEmpty {
      self = .redisSocket(path: path)
    } else if let place = Self.rest(of: text, after: "redis://") {
      let parts = place.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      guard let colon = parts[0].lastIndex(of: ":"), let port = UInt16(parts[0][parts[0].index(after: colon)...]),
        let database = parts.count < 2 || parts[1].isEmpty ? 0 : Int32(parts[1]), database >= 0
      else { throw Self.unknown(text) }
      self = .redis(host: String(parts[0][..<colon]), port: Int32(port), database: database)
    } else {
      throw Self.unknown(text)
    }
  }

  /// - Throws: `RelayError.storeInUse`, `storeFailed`.
  func open() throws(RelayError) -> any PacketStore {
    switch self {
    case .sqlite(let path): try SQLiteStore(path: path)
    case .redis, .redisSocket: try RedisStore(at: self)
    }
  }

  private static func rest(of text: String, after start: String) -> String? {
    text.hasPrefix(start) ? String(text.dropFirst(start.count)) : nil
  }

  private static func unknown(_ text: String) -> RelayError {
    RelayError(
      .storeUnknown, "'\(text)' is no store", hint: "write sqlite:PATH, redis://HOST:PORT[/DATABASE] or redis+unix:PATH"
    )
  }
}

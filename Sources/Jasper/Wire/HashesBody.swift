/// The body of `/sync/hashes`, both ways: `{"hashes": ["…"]}`.
public struct HashesBody: Sendable, Equatable {
  public var hashes: [PacketHash]
  /// Where the asking server listens; an addition of Signet relays, so that the other one can fetch from it.
  public var server: ServerAddress?

  public init(hashes: [PacketHash], server: ServerAddress? = nil) {
    self.hashes = hashes
    self.server = server
  }

  /// Texts that are no hash are passed over: no packet has that name.
  /// - Throws: `JasperError`: `bodyMalformed`, `bodyRefused`.
  public init(json: UnsafeRawBufferPointer) throws(JasperError) {
    var found: [PacketHash]?
    var told: ServerAddress?
    try JSONReader.read(json) { (reader) throws(JasperError) in
      try reader.object { (reader, name) throws(JasperError) in
        if reader.isEqual(name, "hashes") {
          found = try Self.hashes(&reader)
        } else if reader.isEqual(name, "server") {
          if try !reader.isNull() { told = try ServerAddress(reading: &reader) }
        } else {
          try reader.skip()
        }
      }
    }
    guard let found else { throw JasperError(.bodyRefused, "hashes is missing") }
    hashes = found
    server = told
  }

  static func hashes(_ reader: inout JSONReader) throws(JasperError) -> [PacketHash] {
    var hashes: [PacketHash] = []
    try reader.array { (reader) throws(JasperError) in
      let token = try reader.string("a hash", limit: 1024)
      if let hash = reader.withText(token, { PacketHash(hex: $0) }) { hashes.append(hash) }
    }
    return hashes
  }

  public var json: [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(hashes.count * 67 + 160)
    output += #"{"hashes":["#.utf8
    for (index, hash) in hashes.enumerated() {
      if index > 0 { output.append(0x2C) }
      output.append(0x22)
      hash.write(hex: &output)
      output.append(0x22)
    }
    output.append(0x5D)
    if let server {
      output += #","server":"#.utf8
      server.write(to: &output)
    }
    output.append(0x7D)
    return output
  }
}

/// The body of `/sync/servers`, both ways: `{"servers": [{"ip", "port"}]}`.
public struct ServersBody: Sendable, Equatable {
  public var servers: [ServerAddress]

  public init(servers: [ServerAddress]) { self.servers = servers }

  /// Entries whose types are right and that are no address are passed over: the sender may only have heard of them.
  /// - Throws: `JasperError`: `bodyMalformed`, `bodyRefused`.
  public init(json: UnsafeRawBufferPointer) throws(JasperError) {
    var found: [ServerAddress]?
    try JSONReader.read(json) { (reader) throws(JasperError) in
      try reader.object { (reader, name) throws(JasperError) in
        guard reader.isEqual(name, "servers") else { return try reader.skip() }
        var servers: [ServerAddress] = []
        try reader.array { (reader) throws(JasperError) in
          if let server = try ServerAddress(reading: &reader) { servers.append(server) }
        }
        found = servers
      }
    }
    guard let found else { throw JasperError(.bodyRefused, "servers is missing") }
    servers = found
  }

  public var json: [UInt8] {
    var output = Array(#"{"servers":["#.utf8)
    for (index, server) in servers.enumerated() {
      if index > 0 { output.append(0x2C) }
      server.write(to: &output)
    }
    output += "]}".utf8
    return output
  }
}

extension ServerAddress {
  /// Reads `{"ip", "port"}`; the port is a number or a string, since the protocol shows it as text.
  /// - Returns: nil when the types are right and it is no address.
  init?(reading reader: inout JSONReader) throws(JasperError) {
    var host: String?
    var port: Int64?
    try reader.object { (reader, name) throws(JasperError) in
      if reader.isEqual(name, "ip") {
        host = reader.text(try reader.string("ip", limit: 1024))
      } else if reader.isEqual(name, "port") {
        if reader.next() == 0x22 {
          let text = reader.text(try reader.string("port", limit: 1024))
          port = text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) ?? 0 : 0
        } else {
          port = try reader.integer("port")
        }
      } else {
        try reader.skip()
      }
    }
    guard let host, let port else { throw JasperError(.bodyRefused, "a server has ip and port") }
    guard let port = Int(exactly: port) else { return nil }
    do throws(JasperError) { try self.init(host: host, port: port) } catch { return nil }
  }

  /// `{"ip": "…", "port": "8080"}`: the port as text, as the protocol shows it.
  func write(to output: inout [UInt8]) {
    output += #"{"ip":"#.utf8
    JSONText.write(host, to: &output)
    output += #","port":"\#(port)"}"#.utf8
  }
}

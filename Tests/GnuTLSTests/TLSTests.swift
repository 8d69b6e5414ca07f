import Platform
import Testing

@testable import GnuTLS

/// Two sessions of ours, one at each end of a wire in memory.
struct TLSTests {
  /// Both ends, and what each has read so far.
  private final class Wire {
    let client, server: TLSSession
    var atClient: [UInt8] = []
    var atServer: [UInt8] = []

    init(server name: String = "relay", host: String, trust: TLSTrust? = nil) throws {
      let trust = try trust ?? .authorities(pem: Fixtures.bytes("tls/authority.pem"))
      client = try TLSSession(client: TLSCredentials(trust: trust), host: host)
      server = try TLSSession(
        server: TLSCredentials(
          certificate: Fixtures.bytes("tls/\(name).pem"), key: Fixtures.secret("tls/\(name)-key.pem")))
      try client.receive(UnsafeRawBufferPointer(start: nil, count: 0)) { _ in }
    }

    /// Carries everything across until both are silent, `step` bytes at a time.
    func carry(step: Int = .max) throws {
      while true {
        let toServer = client.takeOutput()
        try Self.feed(toServer, step, server) { atServer += $0 }
        let toClient = server.takeOutput()
        try Self.feed(toClient, step, client) { atClient += $0 }
        if toServer.isEmpty, toClient.isEmpty { return }
      }
    }

    private static func feed(
      _ bytes: [UInt8], _ step: Int, _ session: TLSSession, _ plain: (UnsafeRawBufferPointer) -> Void
    ) throws {
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = rest.prefix(step)
        rest = rest.dropFirst(part.count)
        try part.withUnsafeBytes { try session.receive($0, plain: plain) }
      }
    }

    static func send(_ bytes: [UInt8], over session: TLSSession) throws {
      try bytes.withUnsafeBytes { try session.send([$0]) }
    }
  }

  @Test(arguments: ["localhost", "127.0.0.1", "::1"])
  func `what one end writes the other reads, to a name and to an address`(_ host: String) throws {
    let wire = try Wire(host: host)
    try wire.carry()
    #expect(wire.client.isEstablished && wire.server.isEstablished)
    let long = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
    try Wire.send(long, over: wire.client)
    try Wire.send(Array("hello".utf8), over: wire.server)
    try wire.carry()
    #expect(wire.atServer == long)
    #expect(wire.atClient == Array("hello".utf8))
  }

  @Test func `records that come a byte at a time are put together`() throws {
    let wire = try Wire(host: "localhost")
    try wire.carry(step: 1)
    try Wire.send(Array("one".utf8), over: wire.client)
    try Wire.send(Array("two".utf8), over: wire.client)
    try wire.carry(step: 1)
    #expect(wire.atServer == Array("onetwo".utf8))
  }

  @Test func `pieces that are written together go out in one record`() throws {
    let wire = try Wire(host: "localhost")
    try wire.carry()
    let pieces = [[UInt8]](repeating: Array("piece".utf8), count: 10)
    try pieces[0].withUnsafeBytes { piece in
      try wire.client.send([UnsafeRawBufferPointer](repeating: piece, count: 10))
    }
    let output = wire.client.takeOutput()
    // One header of five bytes, the content, its type, and a tag.
    #expect(output.count == 5 + 50 + 1 + 16)
  }

  @Test func `an end that says so is seen as one`() throws {
    let wire = try Wire(host: "localhost")
    try wire.carry()
    wire.server.end()
    try wire.carry()
    #expect(wire.client.isEnded && !wire.server.isEnded)
  }

  @Test(arguments: [
    ("relay", "other.example", "name"), ("relay", "127.0.0.2", "name"), ("relay", "::2", "name"),
    ("relay", "localhost.example", "name"), ("other-name", "localhost", "name"),
    ("out-of-date", "localhost", "expired"),
    ("untrusted", "localhost", "issuer is unknown"), ("relay", "", "name"),
  ])
  func `a server that is not who it is to be is not spoken to`(_ name: String, _ host: String, _ word: String) throws {
    let wire = try Wire(server: name, host: host)
    let error = #expect(throws: GnuTLSError.self) { try wire.carry() }
    #expect(error?.kind == .peerNotTrusted)
    #expect(error?.reason.contains(word) == true, "\(error?.reason ?? "")")
    #expect(!wire.client.isEstablished)
    // The server is told.
    let told = #expect(throws: GnuTLSError.self) { try wire.carry() }
    #expect(told?.kind == .tlsFailed)
    #expect(told?.reason.contains("the other side says: ") == true)
  }

  @Test func `the system's authorities do not know the tests' one`() throws {
    let wire = try Wire(host: "localhost", trust: .system)
    #expect(throws: GnuTLSError(.peerNotTrusted, "", "", because: "")) { try wire.carry() }
  }

  @Test(arguments: ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "SSH-2.0-x\r\n"])
  func `what is not TLS ends a session`(_ text: String) throws {
    let wire = try Wire(host: "localhost")
    let bytes = text.unicodeScalars.map { UInt8($0.value) }
    #expect(throws: GnuTLSError(.tlsFailed, "", "", because: "")) {
      for _ in 0..<20 { try bytes.withUnsafeBytes { try wire.server.receive($0) { _ in } } }
    }
  }

  @Test(arguments: [1, 100, 16_384])
  func `a handshake message without end ends a session before it takes up memory`(_ size: Int) throws {
    let wire = try Wire(host: "localhost")
    // A record with a part of a message of 8 MB.
    let record = [0x16, 3, 1, UInt8(size >> 8), UInt8(size & 0xFF)] + [UInt8](repeating: 0x78, count: size)
    #expect(throws: GnuTLSError(.tlsFailed, "", "", because: "")) {
      for _ in 0..<(1 << 20) / size { try record.withUnsafeBytes { try wire.server.receive($0) { _ in } } }
    }
  }

  @Test func `a record that was changed on its way ends a session`() throws {
    let wire = try Wire(host: "localhost")
    try wire.carry()
    try Wire.send(Array("hello".utf8), over: wire.client)
    var output = wire.client.takeOutput()
    output[output.count - 1] ^= 1
    #expect(throws: GnuTLSError(.tlsFailed, "", "", because: "")) {
      try output.withUnsafeBytes { try wire.server.receive($0) { wire.atServer += $0 } }
    }
    #expect(wire.atServer.isEmpty)
  }

  @Test func `a key that is not the certificate's, a locked one and none at all are refused`() throws {
    let certificate = try Fixtures.bytes("tls/relay.pem")
    for (key, kind) in [
      ("untrusted-key.pem", GnuTLSError.Code.keyRefused), ("relay-key-locked.pem", .keyRefused),
      ("relay.pem", .keyDamaged),
    ] {
      let secret = try Fixtures.secret("tls/" + key)
      let error = #expect(throws: GnuTLSError.self) { try TLSCredentials(certificate: certificate, key: secret) }
      #expect(error?.kind == kind, "\(key): \(error?.reason ?? "")")
    }
    for bad in ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
      let key = try Fixtures.secret("tls/relay-key.pem")
      #expect(throws: GnuTLSError(.certificateDamaged, "", "", because: "")) {
        try TLSCredentials(certificate: Array(bad.utf8), key: key)
      }
      #expect(throws: GnuTLSError(.certificateDamaged, "", "", because: "")) {
        try TLSCredentials(trust: .authorities(pem: Array(bad.utf8)))
      }
    }
  }

  @Test func `credentials know when their certificate ends`() throws {
    let made = try TLSCredentials(
      certificate: Fixtures.bytes("tls/out-of-date.pem"), key: Fixtures.secret("tls/out-of-date-key.pem"))
    #expect(made.expiry == UnixTime(seconds: 1_769_904_000))
    #expect(try TLSCredentials(trust: .authorities(pem: Fixtures.bytes("tls/authority.pem"))).expiry == nil)
  }
}

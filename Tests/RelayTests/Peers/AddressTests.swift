import Jasper
import Testing

@testable import Relay

@Suite("Peer addresses")
struct AddressTests {
  @Test(arguments: [
    ("8.8.8.8", AddressKind.global), ("2001:4860:4860::8888", .global), ("relay.example", .global),
    ("a.b-c.example.org", .global),
    ("127.0.0.1", .loopback), ("127.255.255.254", .loopback), ("::1", .loopback),
    ("::ffff:127.0.0.1", .loopback), ("::ffff:10.1.2.3", .privateUse), ("64:ff9b::7f00:1", .loopback),
    ("10.0.0.1", .privateUse), ("172.16.0.1", .privateUse), ("172.31.255.255", .privateUse),
    ("172.32.0.1", .global), ("192.168.1.1", .privateUse), ("100.64.0.1", .privateUse), ("100.128.0.1", .global),
    ("fd00::1", .privateUse), ("fc00::1", .privateUse), ("fec0::1", .privateUse),
    ("169.254.169.254", .linkLocal), ("fe80::1", .linkLocal), ("febf::1", .linkLocal),
    ("224.0.0.1", .multicast), ("239.1.1.1", .multicast), ("ff02::1", .multicast),
    ("0.0.0.0", .unspecified), ("::", .unspecified), ("::ffff:0.0.0.0", .unspecified),
    ("192.0.2.1", .documentation), ("198.51.100.1", .documentation), ("203.0.113.9", .documentation),
    ("2001:db8::1", .documentation), ("3fff:fff::1", .documentation),
    ("0.1.2.3", .reserved), ("255.255.255.255", .reserved), ("240.0.0.1", .reserved), ("198.18.0.1", .reserved),
    ("192.0.0.8", .reserved), ("2001::1", .reserved), ("2002:7f00:1::1", .reserved), ("::127.0.0.1", .reserved),
    ("4000::1", .reserved), ("100::1", .reserved),
    ("localhost", .localName), ("a.localhost", .localName), ("printer.local", .localName), ("relay1", .localName),
    ("db.internal", .localName), ("nas.home.arpa", .localName),
    ("127.1", .malformed), ("2130706433", .malformed), ("0x7f000001", .malformed), ("0x7f.1", .malformed),
    ("1.2.3.4.5", .malformed), ("010.0.0.1", .malformed), ("relay..example", .malformed), ("-a.example", .malformed),
    ("1::2::3", .malformed), ("relay.example.", .malformed),
  ])
  func `each host is told apart by its kind`(host: String, kind: AddressKind) throws {
    let server = try ServerAddress(host: host, port: 8_080)
    #expect(server.kind == kind)
    #expect(AddressPolicy(allowsPrivatePeers: false).allows(server) == (kind == .global))
    let never: [AddressKind] = [.malformed, .unspecified, .multicast]
    #expect(AddressPolicy(allowsPrivatePeers: true).allows(server) == !never.contains(kind))
  }
}

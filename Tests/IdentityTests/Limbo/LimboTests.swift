import FoundationEssentials
import GnuTLS
import Identity
import Platform
import Testing

/// The cases of x509-limbo about revocation lists, path lengths and RFC 5280. The vectors are not ours, and not in this
/// repository.
@Suite("x509-limbo", .enabled(if: LimboFile.path != nil, LimboFile.skipped))
struct LimboTests {
  /// Cases in which we deliberately say otherwise than limbo.
  private struct Deviations: Decodable {
    struct Group: Decodable {
      let reason: String
      let weAccept: Bool
      let cases: [String]
    }

    let deviations: [Group]

    static func read() throws -> Deviations {
      try JSONDecoder().decode(Deviations.self, from: TestKeys.fixture("x509-limbo/deviations.json"))
    }
  }

  /// What must be the one policy that fails, in those of the cases that are to be refused.
  private static let reasons = [
    "pathlen::": "length", "rfc5280::unknown-critical-extension": "extensions", "rfc5280::validity::": "inDate",
  ]

  @Test func `all eight cases about revocation lists come out as they should, and for the right reason`() throws {
    let reasons = [
      "crl::certificate-not-on-crl": [],
      "crl::certificate-serial-on-crl-different-issuer": [],
      "crl::crlnumber-critical": ["statusKnown"],
      "crl::crlnumber-missing": ["statusKnown"],
      "crl::issuer-missing-crlsign": ["statusKnown"],
      "crl::issuer-no-keyusage-extension": [],
      "crl::issuer-valid-crlsign-and-keycertsign": [],
      "crl::revoked-certificate-with-crl": ["notRevoked"],
    ]
    let cases = try LimboFile.cases(of: ["crl"])
    #expect(cases.map(\.id) == reasons.keys.sorted())
    for test in cases {
      let verdict = try LimboVerdict(of: test)
      #expect(verdict.isAccepted == test.shouldBeAccepted, "\(test.id)")
      #expect(verdict.complaints == reasons[test.id], "\(test.id)")
    }
  }

  @Test func `all 123 cases come out as they should, but for the listed ones, which all deviate as listed`() throws {
    let cases = try LimboFile.cases(of: ["crl", "pathlen", "rfc5280"])
    #expect(cases.count == 123)
    let groups = try Deviations.read().deviations
    var listed = Dictionary(
      groups.flatMap { group in group.cases.map { ($0, group) } }, uniquingKeysWith: { first, _ in first })
    #expect(listed.count == groups.map(\.cases.count).reduce(0, +), "a case is listed twice")
    #expect(groups.allSatisfy { !$0.reason.isEmpty })
    for test in cases {
      let verdict = try LimboVerdict(of: test)
      let deviation = listed.removeValue(forKey: test.id)
      let told = "\(test.id) should be \(test.expected); complaints: \(verdict.complaints)"
      #expect((verdict.isAccepted != test.shouldBeAccepted) == (deviation != nil), "\(told)")
      if let deviation { #expect(verdict.isAccepted == deviation.weAccept, "\(told)") }
      let reason = Self.reasons.first { test.id.hasPrefix($0.key) }?.value
      if let reason, !verdict.isAccepted { #expect(verdict.complaints == [reason], "\(told)") }
    }
    #expect(listed.isEmpty, "no such cases: \(listed.keys.sorted())")
  }

  @Test func `as they are, with keys on P-256, none of the certificates about revocation lists is even read`() throws {
    for test in try LimboFile.cases(of: ["crl"]) {
      for pem in test.trusted + [test.peer] {
        let error = #expect(throws: GnuTLSError.self) { try Certificate(pem: Array(pem.utf8)) }
        #expect(error?.kind == .keyRefused, "\(test.id)")
      }
    }
  }
}

import FoundationEssentials
import Glibc
import Platform
import Testing

/// x509-limbo (<https://github.com/C2SP/x509-limbo>): chains, and what a verifier after RFC 5280 should say of them.
struct LimboFile: Decodable {
  struct Case: Decodable {
    let id: String
    let trusted: [String]
    let untrusted: [String]
    let peer: String
    let lists: [String]
    let time: String?
    let depthLimit: Int?
    let expected: String

    enum CodingKeys: String, CodingKey {
      case id, trusted = "trusted_certs", untrusted = "untrusted_intermediates", peer = "peer_certificate"
      case lists = "crls", time = "validation_time", depthLimit = "max_chain_depth", expected = "expected_result"
    }

    /// The group that it is in: `rfc5280`.
    var group: String { String(id.prefix { $0 != ":" }) }
    var shouldBeAccepted: Bool { expected == "SUCCESS" }

    /// When it is verified. Fractions of a second are cut off, as our clock has none.
    var now: UnixTime {
      get throws {
        guard let time else { return TestAccount.birth }
        let numbers = time.split { !$0.isNumber }.compactMap { Int32($0) }
        try #require(numbers.count >= 8 && time.hasSuffix("+00:00"), "\(time)")
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
        return UnixTime(seconds: Int64(timegm(&parts)))
      }
    }
  }

  let testcases: [Case]

  static let skipped: Comment = "skipped: no x509-limbo here (SIGNET_VECTORS names the folder that it is in)"

  /// In the folder that SIGNET_VECTORS names, else in that of the other vectors.
  static let path: String? = {
    let beside = URL(filePath: #filePath).appending(path: "../../../../.vectors").standardized.path
    let folder = (getenv("SIGNET_VECTORS").map { String(cString: $0) } ?? beside) + "/x509-limbo"
    return ["limbo.json", "limbo-without-bettertls.json"].map { "\(folder)/\($0)" }.first { access($0, R_OK) == 0 }
  }()

  /// The cases of these groups, by name.
  static func cases(of groups: Set<String>) throws -> [Case] {
    let file = try JSONDecoder().decode(LimboFile.self, from: Data(contentsOf: URL(filePath: #require(path))))
    return file.testcases.filter { groups.contains($0.group) }.sorted { $0.id < $1.id }
  }
}

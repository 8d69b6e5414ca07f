import Glibc
import JOSE
import Testing

/// Where Wycheproof's files are, and how one is run.
enum Wycheproof {
  static let skipped: Comment = "skipped: no Wycheproof vectors here (`make vectors` gets them)"

  /// The folder that SIGNET_VECTORS names, else the one that `make vectors` fills.
  private static let folder =
    (getenv("SIGNET_VECTORS").map { String(cString: $0) } ?? "\(Fixtures.repository)/.vectors") + "/wycheproof"

  private static func path(_ file: String) -> String { "\(folder)/\(file)_test.json" }

  static func has(_ file: String) -> Bool { access(path(file), R_OK) == 0 }

  enum Outcome {
    case accepted, refused
    /// Of a kind that we do not do; not counted.
    case notOurs
  }

  /// Runs every test of a file; `prepare` makes the function that runs those of a group. Gives how many came out as
  /// the file says; the others are issues. What it calls `acceptable` must be refused.
  static func run(
    _ file: String, _ prepare: (StrictJSON) throws -> (StrictJSON) throws -> Outcome
  ) throws -> Int {
    let limits = StrictJSON.Limits(bytes: 4 << 20, values: 1_000_000)
    let json = try StrictJSON.parse(Fixtures.bytes(at: path(file)), limits: limits)
    var (right, all) = (0, 0)
    for group in try #require(json["testGroups"]?.elements) {
      let run = try prepare(group)
      for test in try #require(group["tests"]?.elements) {
        all += 1
        let outcome = try run(test)
        guard outcome != .notOurs else { continue }
        let (verdict, number) = (try test.text("result"), test["tcId"]?.integerValue ?? 0)
        let isRight = (outcome == .accepted) == (verdict == "valid")
        #expect(isRight, "\(file) \(number): \(outcome), but it is \(verdict)")
        if isRight { right += 1 }
      }
    }
    #expect(all == json["numberOfTests"]?.integerValue.map(Int.init))
    return right
  }
}

import Identity
import JOSE
import Platform

/// What the account's devices tell each other of its recovery kit: nothing that helps to get at its words.
public struct KitNote: Sendable, Hashable {
  /// Shares of a kit: what SLIP-39 allows.
  static let shares = 16
  private static let recordLimit = 8 << 10

  /// A KitRecord as JSON.
  public let record: String
  /// SHA-256 of the recovery key's SubjectPublicKeyInfo.
  public let recoveryKey: KeyID
  public let madeAt: UnixTime
  /// Whether so many shares have been rehearsed that the archive does not hold the seed any more.
  public let isRehearsed: Bool
  /// When each share was last rehearsed, by number.
  public let rehearsals: [Int: UnixTime]

  public init(
    record: String, recoveryKey: KeyID, madeAt: UnixTime, isRehearsed: Bool, rehearsals: [Int: UnixTime]
  ) {
    self.record = record
    self.recoveryKey = recoveryKey
    self.madeAt = madeAt
    self.isRehearsed = isRehearsed
    self.rehearsals = rehearsals
  }

  /// Nil for what is none.
  init?(_ json: StrictJSON) {
    guard let record = json["record"]?.stringValue, record.utf8.count <= Self.recordLimit,
      let key = json["recoveryKey"]?.stringValue.flatMap({ KeyID($0) }), let madeAt = json["madeAt"]?.integerValue,
      let isRehearsed = json["rehearsed"]?.boolValue, let rehearsals = Self.times(json)
    else { return nil }
    self.init(
      record: record, recoveryKey: key, madeAt: UnixTime(seconds: madeAt), isRehearsed: isRehearsed,
      rehearsals: rehearsals)
  }

  var json: StrictJSON {
    let sorted = rehearsals.sorted { $0.key < $1.key }
    return .object([
      .init("record", .string(record)), .init("recoveryKey", .string(recoveryKey.text)),
      .init("madeAt", .integer(madeAt.seconds)), .init("rehearsed", .bool(isRehearsed)),
      .init("shares", .array(sorted.map { .integer(Int64($0.key)) })),
      .init("times", .array(sorted.map { .integer($0.value.seconds) })),
    ])
  }

  /// Numbers of shares, ascending, and as many times.
  private static func times(_ json: StrictJSON) -> [Int: UnixTime]? {
    guard let numbers = json["shares"]?.elements?.map(\.integerValue),
      let times = json["times"]?.elements?.map(\.integerValue), numbers.count == times.count, numbers.count <= shares
    else { return nil }
    var all: [Int: UnixTime] = [:]
    var last: Int64 = 0
    for (number, time) in zip(numbers, times) {
      guard let number, let time, number > last, number <= Int64(shares) else { return nil }
      last = number
      all[Int(number)] = UnixTime(seconds: time)
    }
    return all
  }
}

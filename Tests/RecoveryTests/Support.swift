import FoundationEssentials
import GnuTLS
import Platform

@testable import Recovery

/// The files that the tests share.
enum Fixtures {
  static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    .path

  static func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: "\(repository)/\(path)")) }
}

/// The stream that stands for randomness in Fixtures/slip39: SHA-256(name, counter of four bytes), one behind the other.
final class Stream: RandomNumberGenerator {
  private let name: [UInt8]
  private var counter: UInt32 = 0
  private var rest: [UInt8] = []

  init(_ name: String) { self.name = Array(name.utf8) }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    while rest.count < buffer.count {
      rest += Digest.sha256.hash(name + (0..<4).map { UInt8(truncatingIfNeeded: counter >> (24 - 8 * $0)) })
      counter += 1
    }
    buffer.copyBytes(from: rest.prefix(buffer.count))
    rest.removeFirst(buffer.count)
  }

  func next() -> UInt64 {
    var number: UInt64 = 0
    withUnsafeMutableBytes(of: &number) { fill($0) }
    return number
  }

  /// A secret of the next bytes.
  func secret(_ count: Int) throws -> Secret { try Secret(count: count) { fill($0) } }
}

extension Secret {
  /// What a person typed.
  convenience init(_ text: String) throws { try self.init(copying: Array(text.utf8)) }

  var bytes: [UInt8] { withBytes { Array($0) } }
  var text: String { String(decoding: bytes, as: UTF8.self) }
  var hex: String { Hex.text(of: bytes) }
}

extension Share {
  /// The share that `words` are.
  init(words: String) throws { try self.init(reading: Secret(words)) }

  var words: String { get throws { try mnemonic().text().text } }

  /// The same share, with another value or another threshold, as somebody who makes up shares would write it.
  func changed(memberThreshold: Int? = nil, memberIndex: Int? = nil, value: Secret? = nil) -> Share {
    Share(
      set: set, groupIndex: groupIndex, memberIndex: memberIndex ?? self.memberIndex,
      memberThreshold: memberThreshold ?? self.memberThreshold, value: value ?? self.value)
  }
}

extension Array {
  /// Every choice of `count` of the elements.
  func choices(of count: Int) -> [[Element]] {
    guard count > 0 else { return [[]] }
    return indices.flatMap { index in
      Array(self[(index + 1)...]).choices(of: count - 1).map { [self[index]] + $0 }
    }
  }
}

/// What `body` fails with.
func failure(_ body: () throws -> Void) -> RecoveryError? {
  do {
    try body()
    return nil
  } catch {
    return error as? RecoveryError
  }
}

/// Collects warnings, so that a hostile archive with 200,000 bad entries makes no list of that length.
struct WarningList {
  private static let most = 100

  private(set) var warnings: [ArchiveWarning] = []
  private var left = 0

  mutating func add(_ code: ArchiveWarning.Code, _ text: String) {
    guard warnings.count < Self.most else {
      left += 1
      return
    }
    warnings.append(ArchiveWarning(code, text))
  }

  func finished() -> [ArchiveWarning] {
    left == 0 ? warnings : warnings + [ArchiveWarning(.more, "\(left) more of the same kind are not listed")]
  }

  /// A name from the archive that can be shown: at most 64 characters, and none that would move a cursor.
  static func quoted(_ literal: UnsafeRawBufferPointer) -> String {
    var shown = "\""
    var count = 0
    for byte in JSONText(literal) {
      guard count < 64 else { return shown + "…\"" }
      shown.unicodeScalars.append((0x20..<0x7F).contains(byte) ? Unicode.Scalar(byte) : "?")
      count += 1
    }
    return shown + "\""
  }
}

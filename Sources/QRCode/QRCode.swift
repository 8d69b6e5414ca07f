import CQRencode

/// A QR code (ISO/IEC 18004): a square of dark and light modules that a camera reads a text from.
public struct QRCode: Sendable, Equatable {
  /// How much of it may be hidden or smudged.
  public enum Recovery: Sendable {
    /// 7 %: for a screen, where nothing is smudged and small counts.
    case low
    /// 15 %: for paper and files.
    case medium
  }

  /// Light modules that belong around it (§6.3.8): without them cameras do not find it.
  public static let quietZone = 4

  /// Modules in a row, 21 to 177; as many rows.
  public let size: Int
  /// Row by row from the top left; true is dark.
  private let modules: [Bool]

  /// Encodes the bytes of `text`.
  /// - Returns: nil when they do not fit (2953 bytes at `low`, 2331 at `medium`), when there are none, or when there is
  ///   no memory.
  public init?(_ text: String, recovery: Recovery = .medium) {
    let bytes = Array(text.utf8)
    let level = recovery == .low ? QR_ECLEVEL_L : QR_ECLEVEL_M
    // Version 0: the smallest that holds it.
    guard !bytes.isEmpty, let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, level) else { return nil }
    defer { QRcode_free(code) }
    guard let data = code.pointee.data else { return nil }
    size = Int(code.pointee.width)
    // qrencode.h: of each byte the least significant bit is the module.
    modules = UnsafeBufferPointer(start: data, count: size * size).map { $0 & 1 == 1 }
  }

  /// Whether a module is dark; those of the quiet zone and beyond are light.
  public subscript(row row: Int, column column: Int) -> Bool {
    guard (0..<size).contains(row), (0..<size).contains(column) else { return false }
    return modules[row * size + column]
  }

  /// Rows or columns with the quiet zone: from `-quietZone` on.
  var withQuietZone: Range<Int> { -Self.quietZone..<size + Self.quietZone }
}

/// The lengths that a plaintext is padded to: powers of two from 512 bytes to 512 KiB, so that its length says little.
///
/// The padding is spaces (0x20) behind the JSON text, which every JSON parser skips.
public enum SizeClass {
  public static let smallest = 512
  /// Sealed and in base64url this is 700 kB, which a relay's 1 MiB for a body holds.
  public static let largest = 512 * 1024

  /// The class that `count` bytes fall into; nil when they are too many.
  public static func size(for count: Int) -> Int? {
    var size = smallest
    while size < count { size *= 2 }
    return size <= largest ? size : nil
  }

  /// The text with its padding; nil when it is too long, or ends with a space that could not be told from padding.
  static func pad(_ text: [UInt8]) -> [UInt8]? {
    guard let size = size(for: text.count), text.last != space else { return nil }
    return text + [UInt8](repeating: space, count: size - text.count)
  }

  /// The text without its padding; nil when the length is no class, or not the smallest one that holds the text.
  /// Deliberate: strict, so that nobody's sealing shows lengths, or marks packets, by another kind of padding.
  static func unpad(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    guard let end = bytes.lastIndex(where: { $0 != space }), size(for: end + 1) == bytes.count else { return nil }
    return Array(bytes[...end])
  }

  private static let space = UInt8(ascii: " ")
}

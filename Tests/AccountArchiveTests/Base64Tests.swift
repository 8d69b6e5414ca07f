import Platform
import Testing

@testable import AccountArchive

@Suite struct Base64Tests {
  private func decode(_ text: String) throws -> [UInt8]? {
    try Array(text.utf8).withUnsafeBytes { try Base64.decode($0, limit: 1000).map(Bytes.array) }
  }

  private func encode(_ bytes: [UInt8]) -> String {
    var text = ""
    bytes.withUnsafeBytes { Base64.encode($0) { text += String(decoding: $0, as: UTF8.self) } }
    return text
  }

  /// RFC 4648 §10.
  private static let vectors = [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ]

  @Test(arguments: vectors)
  func `the vectors of RFC 4648 are read and written`(plain: String, text: String) throws {
    #expect(encode(Array(plain.utf8)) == text)
    #expect(try decode(text) == Array(plain.utf8))
  }

  @Test func `every length comes back as it was, over the pieces it is written in`() throws {
    var random = Repeatable(seed: 2)
    for count in [0, 1, 2, 3, 190, 191, 192, 193, 194, 384, 500] {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(try decode(encode(bytes)) == bytes)
    }
  }

  @Test func `line breaks and missing padding are taken`() throws {
    for text in ["Zm9v\nYg==", "Zm9v\r\nYg==\r\n", " Z m 9 v Y g = = ", "Zm9vYg", "\tZm9vYg="] {
      #expect(try decode(text) == (text.hasSuffix("g=") ? nil : Array("foob".utf8)), "\(text)")
    }
  }

  @Test func `anything else is damage`() throws {
    for text in ["Z", "Zm9vY", "Zm9v=", "Zm9vYg===", "Zg==Zg==", "Zm-_", "Zm9v!", "=", "==", "Zm=9", "Zm9v\0"] {
      #expect(try decode(text) == nil, "\(text)")
    }
  }

  @Test func `more than was asked for is too large`() throws {
    let error = #expect(throws: ArchiveError.self) {
      try Array("Zm9v".utf8).withUnsafeBytes { try Base64.decode($0, limit: 2) }
    }
    #expect(error?.kind == .tooLarge)
  }
}

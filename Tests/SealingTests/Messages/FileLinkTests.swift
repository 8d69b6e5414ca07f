import Testing

@testable import Sealing

@Suite struct FileLinkTests {
  private static let digest = String(repeating: "0aB", count: 21) + "c"

  @Test func `files and images are found among other text, in their order`() {
    let links = FileLink.all(in: "See [a \\[b\\]](https://x/a.pdf) and ![c](ipfs://q#sha256=\(Self.digest)).")
    #expect(links.map(\.name) == ["a [b]", "c"] && links.map(\.isImage) == [false, true])
    #expect(links.map(\.url) == ["https://x/a.pdf", "ipfs://q#sha256=\(Self.digest)"])
    #expect(links.map(\.sha256) == [nil, Self.digest.lowercased()])
  }

  @Test(
    arguments: [
      "", "[", "]", "[](", "[a]", "[a](", "[a](https://x", "[a] (https://x)", "[a](javascript:alert(1))",
      "[a](file:///etc/passwd)", "[a](data:text/html,x)", "[a](//x/y)", "[a]( https://x)", "[a](https://x y)",
      "[a](https://x\u{7f})", "[a](https://x\ny)", "[a\n](https://x)", "[a\\](https://x)", "[a](https:/x)",
      "[a](httpsx://x)", "[a][b]: https://x", "<https://x>",
    ])
  func `what is no link to a file is none`(_ text: String) { #expect(FileLink.all(in: text).isEmpty) }

  @Test func `the innermost brackets make the name`() {
    #expect(FileLink.all(in: "[[[a](https://x)").map(\.name) == ["a"])
    #expect(FileLink.all(in: "[a [b](https://x) c](https://y)").map(\.url) == ["https://x"])
  }

  @Test(
    arguments: [
      "0123", digest + "0", String(digest.dropLast()) + "g", String(repeating: "\u{FF21}", count: 21) + "a",
      digest + "#x", "", String(repeating: " ", count: 64),
    ])
  func `a digest that is none is no digest`(_ fragment: String) {
    let links = FileLink.all(in: "[a](https://x#sha256=\(fragment))")
    #expect(links.allSatisfy { $0.sha256 == nil })
  }

  @Test func `of several fragments the last counts`() {
    let other = String(repeating: "f", count: 64)
    #expect(FileLink.all(in: "[a](https://x#sha256=\(Self.digest)#sha256=\(other))").map(\.sha256) == [other])
  }

  @Test func `a text full of beginnings is read to its end, and has at most so many links`() {
    #expect(FileLink.all(in: String(repeating: "[", count: 200_000)).isEmpty)
    #expect(FileLink.all(in: String(repeating: "[a](https://", count: 2_000)).count <= FileLink.limit)
    #expect(FileLink.all(in: String(repeating: "[" + String(repeating: "a", count: 999), count: 250)).isEmpty)
    #expect(FileLink.all(in: String(repeating: "\\", count: 200_001)).isEmpty)
    let many = String(repeating: "[a](https://x)", count: FileLink.limit + 1)
    #expect(FileLink.all(in: many).count == FileLink.limit)
    #expect(FileLink.all(in: "[a](https://" + String(repeating: "x", count: 2041) + ")").isEmpty)
  }
}

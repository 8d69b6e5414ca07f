import QRCode
import Testing

@Suite struct QRCodeTests {
  private static let link = "signet:contact/1?id=9183855090357fea8f4fd0be8380473e5a68d1cc&relay=http://127.0.0.1:8080"

  /// The three corners that a camera looks for: dark, light, dark rings of 7, 5 and 3 modules.
  private static func isFinder(_ code: QRCode, row: Int, column: Int) -> Bool {
    (0..<7).allSatisfy { down in
      (0..<7).allSatisfy { right in
        let ring = max(abs(down - 3), abs(right - 3))
        return code[row: row + down, column: column + right] == (ring != 2)
      }
    }
  }

  @Test func `a code has its three corners and a size that the standard knows`() throws {
    for recovery in [QRCode.Recovery.low, .medium] {
      let code = try #require(QRCode(Self.link, recovery: recovery))
      #expect((code.size - 17) % 4 == 0)
      #expect(Self.isFinder(code, row: 0, column: 0))
      #expect(Self.isFinder(code, row: 0, column: code.size - 7))
      #expect(Self.isFinder(code, row: code.size - 7, column: 0))
      #expect(!code[row: -1, column: 0] && !code[row: 0, column: code.size])
    }
  }

  @Test func `what does not fit is no code, and nothing is none either`() {
    #expect(QRCode(String(repeating: "a", count: 2953), recovery: .low)?.size == 177)
    #expect(QRCode(String(repeating: "a", count: 2954), recovery: .low) == nil)
    #expect(QRCode(String(repeating: "a", count: 2331)) != nil)
    #expect(QRCode(String(repeating: "a", count: 2332)) == nil)
    #expect(QRCode("") == nil)
  }

  @Test func `the lines show every module and the quiet zone`() throws {
    let code = try #require(QRCode(Self.link, recovery: .low))
    let lines = code.lines(coloured: false)
    let side = code.size + 2 * QRCode.quietZone
    #expect(lines.count == (side + 1) / 2)
    for (number, line) in lines.enumerated() {
      let blocks = Array(line)
      #expect(blocks.count == side)
      for (index, block) in blocks.enumerated() {
        let (row, column) = (2 * number - QRCode.quietZone, index - QRCode.quietZone)
        #expect(["█", "▀"].contains(block) == !code[row: row, column: column])
        if 2 * number + 1 < side {
          #expect(["█", "▄"].contains(block) == !code[row: row + 1, column: column])
        }
      }
    }
    #expect(code.lines(coloured: true).allSatisfy { $0.hasPrefix("\u{1b}[97;40m") && $0.hasSuffix("\u{1b}[0m") })
  }

  @Test func `the drawing has one stroke for each run of dark modules`() throws {
    let code = try #require(QRCode(Self.link))
    var runs: [String] = []
    for row in 0..<code.size {
      for column in 0..<code.size where code[row: row, column: column] && !code[row: row, column: column - 1] {
        let length = (column...code.size).first { !code[row: row, column: $0] }.map { $0 - column } ?? 0
        runs.append("M\(column + 4) \(row + 4)h\(length)v1h-\(length)z")
      }
    }
    #expect(code.svg().contains("<path d=\"\(runs.joined())\" fill=\"#000\"/>"))
  }

  @Test func `the image has a head, its size, and ends as PNG ends`() throws {
    let code = try #require(QRCode(Self.link))
    let image = code.png(scale: 3)
    let side = (code.size + 8) * 3
    #expect(image.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]))
    #expect(
      Array(image[16..<24]) == [0, 0, UInt8(side >> 8), UInt8(side & 0xff), 0, 0, UInt8(side >> 8), UInt8(side & 0xff)])
    // The CRC of an empty IEND chunk is the best known number of PNG.
    #expect(Array(image.suffix(12)) == [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])
  }
}

import JOSE
import Platform
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
  @Test func `the text has no white space, and escapes only what must be escaped`() {
    let value = StrictJSON.object([
      .init("b", .array([.integer(-1), .number("1.50"), .bool(true), .null])),
      .init("a\"", .string("é/\\\n\u{1}\u{1f}\u{7f}")),
    ])
    #expect(value.serialise().text == "{\"b\":[-1,1.50,true,null],\"a\\\"\":\"é/\\\\\\n\\u0001\\u001f\u{7f}\"}")
  }

  @Test func `a text in this spelling comes back byte for byte`() throws {
    let text = #"{"z":1,"a":[],"m":{},"n":-0.0,"e":1e400,"s":"\b\t\n\f\r\"\\ /","l":[[["x"]],12345678901234567890]}"#
    #expect(try StrictJSON.parse(Array(text.utf8)).serialise().text == text)
  }

  @Test func `10,000 generated values come back as they were`() throws {
    var random = SplitMix(state: 7)
    for _ in 0..<10_000 {
      let value = Self.value(&random, depth: 0)
      let text = value.serialise()
      let again = try StrictJSON.parse(text)
      #expect(again == value)
      #expect(again.serialise() == text)
    }
  }

  private static func value(_ random: inout SplitMix, depth: Int) -> StrictJSON {
    switch Int.random(in: 0..<(depth < 4 ? 9 : 7), using: &random) {
    case 0: .null
    case 1: .bool(Bool.random(using: &random))
    case 2: .integer(Int64.random(in: Int64.min...Int64.max, using: &random))
    case 3: .integer(Int64.random(in: -9...9, using: &random))
    case 4: .number(["-0", "1.0", "0.1e-7", "99999999999999999999", "-1E5"].randomElement(using: &random) ?? "0.0")
    case 5, 6: .string(string(&random))
    case 7: .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(&random, depth: depth + 1) })
    default:
      .object(
        (0..<Int.random(in: 0...12, using: &random)).map { index in
          .init("\(index)" + string(&random), value(&random, depth: depth + 1))
        })
    }
  }

  private static func string(_ random: inout SplitMix) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...20, using: &random) {
      let limit: UInt32 = [0x20, 0x7f, 0x800, 0x10ffff].randomElement(using: &random) ?? 0x7f
      if let scalar = Unicode.Scalar(UInt32.random(in: 0...limit, using: &random)) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

/// The same numbers in every run (Steele, Lea and Flood's SplitMix64).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

import JOSE
import Platform
import Testing

@Suite("Strict JSON")
struct StrictJSONTests {
  private func parse(_ text: String, _ limits: StrictJSON.Limits = .init()) throws -> StrictJSON {
    try StrictJSON.parse(Array(text.utf8), limits: limits)
  }

  @Test func `values of every kind are read, and members keep their order`() throws {
    let text = #"{"z":[1,-2,0,true,false,null,{}],"a":"x","n":1.50,"e":1E+3,"big":9223372036854775808,"s":[]}"#
    let value = try parse(" \(text)\r\n\t ")
    #expect(value.members?.map(\.name) == ["z", "a", "n", "e", "big", "s"])
    #expect(
      value["z"]?.elements
        == [.integer(1), .integer(-2), .integer(0), .bool(true), .bool(false), .null, .object([])])
    #expect(value["a"]?.stringValue == "x")
    #expect(value["n"] == .number("1.50") && value["e"] == .number("1E+3"))
    #expect(value["big"] == .number("9223372036854775808"))
    #expect(value["s"] == .array([]) && value["missing"] == nil)
    #expect(value["z"]?.elements?[3].boolValue == true && value["z"]?.elements?[5].isNull == true)
  }

  @Test func `the largest and smallest 64-bit numbers are whole, minus nought is a number of its own`() throws {
    #expect(try parse("9223372036854775807").integerValue == Int64.max)
    #expect(try parse("-9223372036854775808").integerValue == Int64.min)
    #expect(try parse("-0") == .number("-0"))
  }

  @Test func `escapes give the characters that they stand for`() throws {
    let text = #""\"\\\/\b\f\n\r\té\u0000\uD83D\uDE00\u20AC""#
    #expect(try parse(text).stringValue == "\"\\/\u{8}\u{c}\n\r\té\0😀€")
    #expect(try parse("\"é😀 and a text that is longer than eight bytes\"").stringValue?.hasPrefix("é😀 and") == true)
  }

  @Test(
    arguments: [
      #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"[{"b":{"a":1,"c":2,"a":1}}]"#, #"{"":0,"":0}"#,
      "{\"\u{e9}\":1,\"e\u{301}\":2}",
      #"{"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"9":0,"10":0,"3":0}"#,
    ])
  func `a name twice in one object is refused at every level`(_ text: String) {
    let error = #expect(throws: JOSEError.self) { try parse(text) }
    #expect(error?.kind == .malformed && error?.reason.contains("twice") == true)
  }

  @Test func `one name in two objects is no duplicate`() throws {
    #expect(try parse(#"{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":1}}"#).members?.count == 2)
  }

  @Test(
    arguments: [
      "", " ", "{", "}", "[", "]", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}",
      "{'a':1}",
      "{1:1}", "01", "-", "-01", "+1", ".5", "1.", "1.e3", "1e", "1e+", "0x1", "NaN", "Infinity", "-Infinity", "tru",
      "True", "nul", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\n\"", "\"\t\"", "\"\u{1}\"",
      #""\uD800""#, #""\uDC00""#, #""\uD800\u0041""#, #""\uD800x""#, #""\uD83D\uD83D""#, #""\uDE00\uD83D""#, "1 1",
      "{} {}", "[]]", "null,", "// x\n1", "/**/1", "1//", "\u{feff}1", "\u{b}1", "\u{a0}1", "[1\0]", "1\0", "\"\\",
      "\"\\u", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "[[]", "{\"a\":[}", "\"\\uD800\\", "\"\\uD800\\u",
    ])
  func `what is not one JSON text is refused`(_ text: String) {
    let error = #expect(throws: JOSEError.self) { try parse(text) }
    #expect(error?.kind == .malformed)
  }

  @Test(
    arguments: [
      [0x80], [0xc0, 0xaf], [0xc1, 0xbf], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xf0, 0x80, 0x80, 0xaf],
      [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xc3], [0xe2, 0x82], [0xff],
    ] as [[UInt8]])
  func `invalid UTF-8 is refused in strings, with and without escapes beside it`(_ bytes: [UInt8]) {
    for tail in ["\"", "\\n\""] {
      let error = #expect(throws: JOSEError.self) {
        try StrictJSON.parse([UInt8(ascii: "\"")] + bytes + Array(tail.utf8))
      }
      #expect(error?.kind == .malformed)
    }
  }

  @Test func `each byte of a string counts, wherever it stands among others`() throws {
    let quote = UInt8(ascii: "\"")
    for filler in [Array("x".utf8), Array("é".utf8)] {
      for place in 0..<20 {
        let before = Array(repeatElement(filler, count: place).joined())
        let after = Array(repeatElement(filler, count: 19 - place).joined())
        for byte in UInt8.min..<0x80 {
          let parse = { try StrictJSON.parse([quote] + before + [byte] + after + [quote]) }
          if byte < 0x20 || byte == quote || byte == UInt8(ascii: "\\") {
            #expect(throws: JOSEError(.malformed, ""), "byte \(byte) at \(place)") { try parse() }
          } else {
            #expect(try parse().stringValue == (before + [byte] + after).text)
          }
        }
        let escaped = try StrictJSON.parse([quote] + before + Array("\\n".utf8) + after + [quote])
        #expect(escaped.stringValue == (before + [0x0a] + after).text)
      }
    }
  }

  @Test func `depth, size and number of values are limited, each exactly`() throws {
    let nested = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(try parse(nested(16)) != .null)
    #expect(throws: JOSEError.self) { try parse(nested(17)) }
    let objects = String(repeating: "{\"a\":", count: 17) + "1" + String(repeating: "}", count: 17)
    #expect(throws: JOSEError.self) { try parse(objects) }
    #expect(throws: JOSEError.self) { try parse(String(repeating: "[", count: 1_000_000)) }
    #expect(try parse("1234", .init(bytes: 4)) == .integer(1234))
    #expect(throws: JOSEError.self) { try parse("12345", .init(bytes: 4)) }
    #expect(try parse("[1,2]", .init(values: 3)).elements?.count == 2)
    #expect(throws: JOSEError.self) { try parse("[1,2,3]", .init(values: 3)) }
  }

  @Test func `any prefix of a text is refused, and so is the text with any byte behind it`() throws {
    let text = Array(#"{"a":[1.5e3,"x\n\uD83D\uDE00é",null],"b":{"c":true}}"#.utf8)
    #expect(throws: Never.self) { try StrictJSON.parse(text) }
    for count in 0..<text.count {
      #expect(throws: JOSEError.self) { try StrictJSON.parse(Array(text.prefix(count))) }
    }
    for byte in UInt8.min...UInt8.max where ![0x20, 0x0a, 0x0d, 0x09].contains(byte) {
      #expect(throws: JOSEError.self) { try StrictJSON.parse(text + [byte]) }
    }
  }
}

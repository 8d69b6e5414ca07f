import Platform
import Testing

@testable import AccountArchive

@Suite struct JSONScannerTests {
  private func index(_ text: [UInt8], limits: ArchiveLimits = .standard) throws(ArchiveError) -> JSONIndex {
    try Failures.wrap { try text.withUnsafeBytes { try JSONScanner.index($0, limits: limits) } }
  }

  private func reason(_ text: String, limits: ArchiveLimits = .standard) -> String? {
    do {
      _ = try index(Array(text.utf8), limits: limits)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func `every kind of value is read`() throws {
    for text in [
      "{}", "[]", " [ ] ", "\t{\r\n}\n", "null", "true", "false", "0", "-0", "1.5e-10", "1E+2", "\"\"",
      "\"\\u00e9\\/\"",
      "[1,[2,{\"a\":[]}],\"b\"]", "{\"a\":1,\"b\":{\"a\":1}}", "\"🦉\"", "\"\\ud83e\\udd89\"", "{\"\":0}", "1\0\0 \n",
    ] { #expect(reason(text) == nil, "\(text)") }
  }

  @Test func `each error says what is wrong and where`() {
    let expected: [String: String] = [
      "": "the JSON text ends too early, at byte 0 of the text",
      "[1,]": "no JSON value where one is due, at byte 3 of the text",
      "{\"a\" 1}": "a colon is missing, at byte 5 of the text",
      "{1:1}": "the name of a member is missing, at byte 1 of the text",
      "[1 2]": "a comma or the end of a container is missing, at byte 3 of the text",
      "01": "something follows the JSON text, at byte 1 of the text",
      "1.": "the JSON text ends too early, at byte 2 of the text",
      "1.x": "a digit is missing in a number, at byte 2 of the text",
      "\"\u{1}\"": "a control character stands in a string, at byte 1 of the text",
      "\"\\x\"": "an escape that JSON does not have, at byte 2 of the text",
      "\"\\ud800\"": "half a surrogate pair, at byte 7 of the text",
      "{\"ab\":1,\"a\\u0062\":2}": "a name occurs twice in one object, at byte 8 of the text",
    ]
    for (text, words) in expected { #expect(reason(text) == words, "\(text)") }
    let invalid = #expect(throws: ArchiveError.self) { try index([0x22, 0xC0, 0x80, 0x22]) }
    #expect(invalid?.reason == "invalid UTF-8, at byte 1 of the text")
  }

  @Test func `the limits are exact`() {
    let limits = ArchiveLimits(inflatedBytes: 1000, gzipLayers: 2, depth: 3, nodes: 5)
    #expect(reason("[[[]]]", limits: limits) == nil)
    #expect(reason("[[[[]]]]", limits: limits) == "the JSON text is nested deeper than 3 levels")
    #expect(reason("[1,2,3,4]", limits: limits) == nil)
    #expect(reason("[1,2,3,4,5]", limits: limits) == "the archive holds more than 5 JSON values")
  }

  @Test func `strings are found whole at every length and alignment`() throws {
    for count in 0..<40 {
      for special in ["", "é", "\\n", "☕", "🦉", "\\ud83e\\udd89"] {
        let inner = String(repeating: "x", count: count) + special + String(repeating: "y", count: 40 - count)
        let text = Array("[\"\(inner)\",1]".utf8)
        let nodes = try index(text).nodes
        #expect(nodes.count == 3)
        #expect(text[Int(nodes[1].start)..<Int(nodes[1].end)].elementsEqual(Array("\"\(inner)\"".utf8)))
      }
    }
  }

  @Test func `every control character and every invalid byte is found at every alignment`() throws {
    for place in 0..<17 {
      for byte in Array(UInt8(0)..<0x20) + [0x80, 0xBF, 0xC0, 0xC1, 0xF5, 0xFF] {
        var text = Array("\"".utf8) + [UInt8](repeating: 0x61, count: 20) + Array("\"".utf8)
        text[1 + place] = byte
        #expect(throws: ArchiveError.self) { try index(text) }
      }
    }
  }

  @Test func `names are compared by what they say, in large objects too`() {
    let many = (0..<1000).map { "\"name\($0)\":0" }
    #expect(reason("{" + many.joined(separator: ",") + "}") == nil)
    for twin in ["\"name500\":1", "\"\\u006eame500\":1", "\"n\\u0061me999\":1"] {
      let words = reason("{" + (many + [twin]).joined(separator: ",") + "}")
      #expect(words?.hasPrefix("a name occurs twice in one object, at byte ") == true)
    }
  }

  @Test func `decoding gives what was meant`() throws {
    let literal = Array(#""a\"\\\/\b\f\n\r\t\u0041\u00e9\u2615\ud83e\uDD89é☕🦉\u0000z""#.utf8)
    let decoded = literal.withUnsafeBytes { Array(JSONText($0)) }
    #expect(decoded == Array("a\"\\/\u{8}\u{c}\n\r\tAé☕🦉é☕🦉\0z".utf8))
  }

  @Test func `spelling is jamid's`() {
    var spelled: [UInt8] = []
    JSONSpelling.spell("a\"\\/\u{8}\u{c}\n\r\t\u{1}\u{7f}Ü☕🦉".utf8) { spelled.append($0) }
    #expect(String(decoding: spelled, as: UTF8.self) == #""a\"\\/\b\f\n\r\t\u0001\#u{7f}\u00dc\u2615\ud83e\udd89""#)
  }

  @Test func `a random text is read as a strict reader reads it`() throws {
    var random = Repeatable(seed: 1)
    let pieces = ["{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "1", "-", "0", ".5", "e", "true", "null", " ", "\""]
    var valid = 0
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 1...7, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      let expected = SimpleJSON.isValid(Array(text.utf8))
      valid += expected ? 1 : 0
      #expect((reason(text) == nil) == expected, "\(text)")
    }
    #expect(valid > 200, "\(valid) of the texts were valid")
  }
}

/// A generator that gives the same numbers in every run (SplitMix64).
struct Repeatable: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// The grammar of RFC 8259 written down a second time, plainly; names in one object must differ.
private struct SimpleJSON {
  private var rest: ArraySlice<UInt8>

  static func isValid(_ text: [UInt8]) -> Bool {
    var reader = SimpleJSON(rest: text[...])
    guard reader.value() != nil else { return false }
    reader.space()
    return reader.rest.isEmpty
  }

  private mutating func space() { rest = rest.drop { $0 == 0x20 } }

  private mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  private mutating func value() -> Void? {
    space()
    if take("{") {
      var names: [[UInt8]] = []
      space()
      if take("}") { return () }
      repeat {
        space()
        guard let name = string(), !names.contains(name) else { return nil }
        names.append(name)
        space()
        guard take(":"), value() != nil else { return nil }
        space()
      } while take(",")
      return take("}") ? () : nil
    }
    if take("[") {
      space()
      if take("]") { return () }
      repeat {
        guard value() != nil else { return nil }
        space()
      } while take(",")
      return take("]") ? () : nil
    }
    if rest.first == 0x22 { return string().map { _ in () } }
    return take("true") || take("null") ? () : number()
  }

  private mutating func string() -> [UInt8]? {
    guard take("\"") else { return nil }
    let inner = Array(rest.prefix { $0 != 0x22 })
    rest = rest.dropFirst(inner.count)
    return take("\"") ? inner : nil
  }

  private mutating func number() -> Void? {
    _ = take("-")
    if !take("0") { guard digits() else { return nil } }
    if take(".") { guard digits() else { return nil } }
    if take("e") {
      _ = take("-")
      guard digits() else { return nil }
    }
    return ()
  }

  private mutating func digits() -> Bool {
    let count = rest.prefix { (0x30...0x39).contains($0) }.count
    rest = rest.dropFirst(count)
    return count > 0
  }
}

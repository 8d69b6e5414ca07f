import Jasper
import Testing

struct JSONReaderTests {
  private func skip(_ text: String) throws(JasperError) {
    try Array(text.utf8).withBytes { (bytes) throws(JasperError) in
      try JSONReader.read(bytes) { (reader) throws(JasperError) in try reader.skip() }
    }
  }

  @Test(arguments: [
    "{}", "[]", "0", "-0", "-1.5e+7", "1E9", "true", "false", "null", #""""#, #"{"a":[1,2,{"b":null}]}"#,
    " \t\r\n{ \"a\" : 1 , \"b\" : 2 } \n", #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#, "\"\u{1F600}\u{7F}\"",
    "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
  ]) func `what RFC 8259 allows is read`(_ text: String) throws {
    try skip(text)
  }

  @Test(arguments: [
    "", " ", "{", "}", "[", "]", "{]", "[1,]", "[,1]", "{,}", #"{"a":1,}"#, #"{"a"}"#, #"{"a":}"#, #"{a:1}"#, "{1:2}",
    "01", "-", "+1", "1.",
    ".5", "1e", "0x1", "NaN", "tru", "True", "nul", "'a'", #""a"#, "\"\n\"", "\"\u{0}\"", #""\x""#, #""\u12""#,
    #""\u12G4""#,
    #""\ud83d""#, #""\ude00""#, #""\ud83d\u0041""#, "1 2", "{}{}", "[1 2]", #"{"a":1 "b":2}"#, "\u{FEFF}{}",
    "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
  ]) func `what it does not allow is refused`(_ text: String) {
    #expect(throws: JasperError.self) { try skip(text) }
  }

  @Test(arguments: [#"{"a":1,"a":1}"#, #"{"a":1,"\u0061":1}"#, #"{"x":[{"é":1,"\u00e9":2}]}"#])
  func `a name twice is refused, however it is written`(_ text: String) {
    #expect(throws: JasperError(.bodyRefused, "")) { try skip(text) }
  }

  @Test func `bytes that are not UTF-8 are refused wherever they stand`() {
    for bad in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]] {
      let bytes = Array(#"{"aaaaaaaaaaaaaaaaaa":""#.utf8) + bad + Array(#""}"#.utf8)
      #expect(throws: JasperError(.bodyMalformed, "")) {
        try bytes.withBytes { (bytes) throws(JasperError) in
          try JSONReader.read(bytes) { (reader) throws(JasperError) in try reader.skip() }
        }
      }
    }
  }

  @Test func `an object of many members costs no more than its length`() throws {
    let names = (0..<50_000).map { #""\#($0)":0"# }
    try skip("{\(names.joined(separator: ","))}")
    #expect(throws: JasperError(.bodyRefused, "")) { try skip("{\((names + [#""7":0"#]).joined(separator: ","))}") }
  }
}

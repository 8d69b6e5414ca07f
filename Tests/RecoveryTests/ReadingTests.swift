import Platform
import Testing

@testable import Recovery

@Suite struct ReadingTests {
  /// A share of 128 bits.
  private static let words =
    "duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband erode duke "
    + "ajar critical decision keyboard"
  private static let list = words.split(separator: " ").map(String.init)

  private func read(_ text: String) throws -> String { try Mnemonic(reading: Secret(text)).text().text }

  static let forms: [(String, String)] = [
    ("as it is written", words),
    ("with a line end", words + "\n"),
    ("capitals", words.uppercased()),
    ("a word a line, as Windows ends them", list.joined(separator: "\r\n")),
    ("hyphens", list.joined(separator: "-")),
    ("commas and tabs", list.joined(separator: ",\t")),
    ("too many blanks", "  " + list.joined(separator: "   ") + " "),
    ("numbers with full stops", list.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: " ")),
    ("numbers without a blank", list.enumerated().map { "\($0 + 1).\($1)" }.joined(separator: "\n")),
    ("numbers in brackets", list.enumerated().map { "(\($0 + 1)) \($1)" }.joined(separator: " ")),
    ("numbers alone", list.enumerated().map { "\($0 + 1) \($1)" }.joined(separator: " ")),
    ("the first four letters", list.map { String($0.prefix(4)) }.joined(separator: " ")),
    ("the first five letters", list.map { String($0.prefix(5)) }.joined(separator: " ")),
    ("blanks that do not break", list.joined(separator: "\u{a0}")),
    ("long dashes", list.joined(separator: " \u{2013} ")),
    ("quotation marks", list.map { "\u{201c}\($0)\u{201d}" }.joined(separator: " ")),
  ]

  @Test(arguments: forms)
  func `what a person types is forgiven`(_ form: (name: String, text: String)) throws {
    #expect(try read(form.text) == Self.words)
    #expect(try Share(words: form.text).words == Self.words)
  }

  @Test func `a wrong word is named by its position`() {
    for position in [1, 2, 20] {
      for wrong in ["academix", "aca", "acad3mic", "académic", "academicacid", "1a"] {
        var list = Self.list
        list[position - 1] = wrong
        #expect(
          failure { _ = try read(list.joined(separator: " ")) }?.reason == "word \(position) is not in the word list",
          "\(wrong)")
      }
    }
  }

  @Test func `numbers in front of words do not move positions`() {
    var list = Self.list
    list[6] = "lenght"
    let text = list.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: " ")
    #expect(failure { _ = try read(text) }?.reason == "word 7 is not in the word list")
  }

  @Test func `as many words as no share has are refused`() throws {
    let possible = [20, 22, 23, 25, 27, 28, 30, 31, 33, 35, 36, 38, 39, 41, 43, 44, 46, 47, 49, 51, 52, 54, 55, 57, 59]
    for count in 0...70 {
      let text = Array(repeating: "academic", count: count).joined(separator: " ")
      let code = failure { _ = try read(text) }?.kind
      #expect(code == (possible.contains(count) ? nil : .wordCountWrong), "\(count)")
    }
  }

  @Test func `text without end and without sense is refused`() throws {
    var random = Stream("without sense")
    for _ in 0..<60 {
      let bytes = (0..<Int.random(in: 0...2000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(failure { _ = try Mnemonic(reading: Secret(copying: bytes)) } != nil)
      _ = try UnknownWord.all(in: Secret(copying: bytes))
    }
    let long = try Secret(copying: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
    #expect(failure { _ = try Mnemonic(reading: long) }?.kind == .wordUnknown)
    let many = try Secret(copying: Array(repeating: Array("acid ".utf8), count: 100_000).flatMap { $0 })
    #expect(failure { _ = try Mnemonic(reading: many) }?.reason == "100000 words cannot be a share")
  }

  static let slips: [(typed: String, meant: String)] = [
    ("academix", "academic"), ("acadmic", "academic"), ("acdaemic", "academic"), ("aacademic", "academic"),
    ("academicc", "academic"), ("acdi", "acid"), ("lenght", "length"), ("kidny", "kidney"), ("keybord", "keyboard"),
    ("decisoin", "decision"), ("critcal", "critical"), ("huzb", "husband"), ("frigde", "fridge"),
    ("satoshy", "satoshi"),
  ]

  @Test(arguments: slips)
  func `the nearest words are told, the one that was meant first`(_ slip: (typed: String, meant: String)) throws {
    let unknown = try UnknownWord.all(in: Secret("acid \(slip.typed) acid"))
    #expect(unknown.map(\.position) == [2])
    #expect(unknown[0].nearest.text.split(separator: " ").first.map(String.init) == slip.meant)
    #expect(unknown[0].nearest.text.split(separator: " ").count <= 3)
  }

  @Test func `what is like no word has no nearest one`() throws {
    for typed in ["qqqqqqqq", "xyzzyxyzzyxyzzy", "9a9", "éé"] {
      let unknown = try UnknownWord.all(in: Secret(typed))
      #expect(unknown.map(\.position) == [1])
      #expect(unknown[0].nearest.count == 0, "\(typed) \(unknown[0].nearest.text)")
    }
    #expect(try UnknownWord.all(in: Secret(Self.words)).isEmpty)
  }
}

import GnuTLS
import Identity
import Platform
import Testing

@testable import Sealing

@Suite struct SafetyNumberTests {
  private let one: AccountFingerprint
  private let other: AccountFingerprint

  init() throws {
    one = try #require(AccountFingerprint(bytes: Array(0...31)))
    other = try #require(AccountFingerprint(bytes: (0...31).map { 255 - $0 }))
  }

  @Test func `both sides see the same number, and it is the one that another implementation comes to`() {
    let number = SafetyNumber(one, other)
    #expect(number == SafetyNumber(other, one))
    // By Python's hashlib, written out.
    #expect(
      number.description == "38177 96456 17693 98218 84606 41594 78255 19613 46146 34169 83202 38573")
    #expect(number.digits.utf8.count == 60)
  }

  @Test func `it is told apart from every other, whatever blanks and hyphens are typed`() {
    let number = SafetyNumber(one, other)
    let digits = number.digits
    for typed in [digits, number.description, " \(digits)\n", digits.map(String.init).joined(separator: "-")] {
      #expect(number.matches(typed))
    }
    let changed = String(digits.dropLast()) + (digits.hasSuffix("3") ? "4" : "3")
    for typed in ["", changed, String(digits.dropLast()), digits + "0", digits + digits, SafetyNumber(one, one).digits]
    {
      #expect(!number.matches(typed))
    }
    // Full-width digits are others.
    #expect(!number.matches(digits.replacing("3", with: "\u{FF13}")))
  }
}
